import { expect, it } from 'vitest'
import { readAll } from '../../renderer/parts/read-files.ts'

const file = (size: number, read: () => Promise<ArrayBuffer>): File =>
  ({ name: 'a', webkitRelativePath: '', size, arrayBuffer: read }) as unknown as File // all that is asked of one

it('a file of four gigabytes is refused by its size, before a byte of it is read', async () => {
  let reads = 0
  const huge = file(4 * 1024 ** 3, async () => {
    reads++
    return new ArrayBuffer(0)
  })
  await expect(readAll([huge])).rejects.toThrow(RangeError)
  expect(reads).toBe(0)
})

it('more files than a bag holds are refused before any is read; a small one is read', async () => {
  const small = file(3, async () => Uint8Array.of(1, 2, 3).buffer)
  await expect(readAll(Array.from({ length: 10_001 }, () => small))).rejects.toThrow(RangeError)
  expect(await readAll([small])).toEqual([{ path: 'a', bytes: Uint8Array.of(1, 2, 3) }])
})
