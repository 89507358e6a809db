import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import { bagLimits, completeBag, readBag, writeBag } from '../../core/media/bag.node.ts'
import { failingDisk } from './failing-disk.ts'
import { info, inTemp, payloadFiles, tagFiles, thrown } from './fixtures.ts'

const never = -1
const files = payloadFiles.slice(0, 2)

/** Calls of the write half: everything up to the flush of the file system, after which the read-back begins. */
const writing = (calls: readonly string[]) => calls.lastIndexOf('syncfs')

describe('a medium that fails at any call of the export', () => {
  it('is told with errno and call, and what it leaves is never taken for a bag while it was being written', () =>
    inTemp(async (temp) => {
      const probe = failingDisk(never)
      await writeBag({ directory: join(temp, 'probe'), files, info, disk: probe })
      expect(new Set(probe.calls)).toEqual(
        new Set([
          'mkdir',
          'opendir',
          'create',
          'write',
          'fsync',
          'close',
          'syncfs',
          'lstat',
          'readdir',
          'open',
          'fstat',
          'read',
        ]),
      )
      const bagitWritten = probe.calls.lastIndexOf('write')
      for (const [index, call] of probe.calls.entries()) {
        const directory = join(temp, `bag${index}`)
        const error = await thrown(() => writeBag({ directory, files, info, disk: failingDisk(index) }))
        expect(error, `call ${index}, ${call}`).toMatchObject({ code: 'bag/medium', detail: { errno: 'ENOSPC', call } })
        if (index > bagitWritten) continue
        expect(existsSync(directory) && (await isBag(directory)), `after call ${index}, ${call}`).toBe(false)
      }
    }))
})

describe('a medium that fails at any call of the completion', () => {
  it('is told with errno and call, and what it leaves is never taken for a complete bag before the last file is written', () =>
    inTemp(async (temp) => {
      const disk = failingDisk(never)
      const probe = failingDisk(never)
      const first = join(temp, 'probe')
      const { manifestSha256 } = await writeBag({ directory: first, files, info, disk })
      await completeBag({ directory: first, manifestSha256, tagFiles, disk: probe })
      const lastWrite = probe.calls.lastIndexOf('write')
      expect(lastWrite).toBeLessThan(writing(probe.calls))
      for (const [index, call] of probe.calls.entries()) {
        const directory = join(temp, `bag${index}`)
        await writeBag({ directory, files, info, disk })
        const request = { directory, manifestSha256, tagFiles, disk: failingDisk(index, 'EIO') }
        expect(await thrown(() => completeBag(request)), `call ${index}, ${call}`).toMatchObject({
          code: 'bag/medium',
          detail: { errno: 'EIO', call },
        })
        if (index <= lastWrite) expect(await isComplete(directory), `after call ${index}, ${call}`).toBe(false)
      }
    }))
})

describe('a medium that fails while a bag is read', () => {
  it('is told with errno and call at every call', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      await writeBag({ directory, files, info, disk: failingDisk(never) })
      const probe = failingDisk(never)
      await readBag(directory, bagLimits, probe)
      for (const [index, call] of probe.calls.entries()) {
        const error = await thrown(() => readBag(directory, bagLimits, failingDisk(index, 'ENODEV')))
        if (index === 0) expect(error.code).toBe('input/unreadable')
        else expect(error, `call ${index}`).toMatchObject({ code: 'bag/medium', detail: { errno: 'ENODEV', call } })
      }
    }))

  it('is told where a file grows or shrinks between the look and the read', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      await writeBag({ directory, files, info, disk: failingDisk(never) })
      const grows = failingDisk(never, '', (bytes) => Buffer.concat([bytes, Buffer.from('x')]))
      expect((await thrown(() => readBag(directory, bagLimits, grows))).code).toBe('bag/unstable')
      const shrinks = failingDisk(never, '', (bytes) => bytes.subarray(1))
      expect((await thrown(() => readBag(directory, bagLimits, shrinks))).code).toBe('bag/unstable')
    }))
})

it('BAG-READ-BACK: a medium that gives back other bytes than were written is refused', () =>
  inTemp(async (temp) => {
    const lies = failingDisk(never, '', (bytes) => Uint8Array.from(bytes, (byte, at) => (at === 0 ? byte ^ 1 : byte)))
    const error = await thrown(() => writeBag({ directory: join(temp, 'bag'), files, info, disk: lies }))
    expect(error.code).toBe('bag/read-back')
  }))

it('every file is flushed before it is closed, every directory after that, then the file system, then all is read', () =>
  inTemp(async (temp) => {
    const probe = failingDisk(never)
    await writeBag({ directory: join(temp, 'bag'), files, info, disk: probe })
    const told = probe.calls.filter((call) => !['opendir', 'mkdir', 'lstat', 'readdir', 'fstat'].includes(call))
    const text = told
      .join(' ')
      .replaceAll(/( close)+/g, ' close')
      .replace(/^(close )+/, '')
    const file = 'create write fsync close'
    // Five files; the directories data, data/keys and the bag; the file system; the directory above the bag.
    const wrote = [...Array(5).fill(file), ...Array(3).fill('fsync close'), 'syncfs', 'fsync close', ''].join(' ')
    expect(text.slice(0, wrote.length)).toBe(wrote)
    expect(text.slice(wrote.length)).not.toContain('write')
    expect(text.match(/open read/g)).toHaveLength(5)
  }))

it('a read-only medium is told as such', () =>
  inTemp(async (temp) => {
    const request = { directory: join(temp, 'bag'), files, info, disk: failingDisk(0, 'EROFS') }
    expect(await thrown(() => writeBag(request))).toMatchObject({
      code: 'bag/medium',
      detail: { errno: 'EROFS', call: 'mkdir' },
    })
  }))

async function isBag(directory: string): Promise<boolean> {
  try {
    await readBag(directory)
    return true
  } catch (error) {
    if (error instanceof CeremonyError) return false
    throw error
  }
}

async function isComplete(directory: string): Promise<boolean> {
  return (await isBag(directory)) && (await readBag(directory)).state === 'complete'
}
