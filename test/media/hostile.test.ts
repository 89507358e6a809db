import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import { realDisk } from '../../core/media/disk.node.ts'
import type { Disk, Look } from '../../core/media/disk.ts'
import { withBag } from './complete-bag.ts'
import { failingDisk } from './failing-disk.ts'
import { inTemp, text, thrown } from './fixtures.ts'

const never = -1

describe('BAG-WHOLE: a bag on a medium is refused', () => {
  const spoil: readonly [string, string, (bag: string) => void][] = [
    ['with an altered file', 'bag/altered', (bag) => writeFileSync(join(bag, 'data/script.json'), '{"format":"y"}')],
    ['with a missing file', 'bag/missing', (bag) => rmSync(join(bag, 'data/script.json'))],
    ['with an extra file', 'bag/extra', (bag) => writeFileSync(join(bag, 'data/x'), '')],
    ['with an extra tag file', 'bag/extra', (bag) => writeFileSync(join(bag, 'x'), '')],
    ['with an empty directory', 'bag/extra', (bag) => mkdirSync(join(bag, 'data/empty'))],
    ['with a hidden file', 'bag/name', (bag) => writeFileSync(join(bag, '.hidden'), '')],
    ['with two names that differ by case', 'bag/name', (bag) => writeFileSync(join(bag, 'data/SCRIPT.json'), '')],
    [
      'with a name that is not UTF-8',
      'bag/name',
      (bag) => writeFileSync(Buffer.concat([text(`${bag}/data/`), Buffer.from([0xff])]), ''),
    ],
    [
      'with a link to the very same bytes',
      'bag/not-plain',
      (bag) => {
        renameSync(join(bag, 'data/script.json'), join(bag, '../script.json'))
        symlinkSync('../../script.json', join(bag, 'data/script.json'))
      },
    ],
    [
      'with a directory that is a link',
      'bag/not-plain',
      (bag) => {
        renameSync(join(bag, 'data/keys'), join(bag, '../keys'))
        symlinkSync('../../keys', join(bag, 'data/keys'))
      },
    ],
    ['with a link that leads nowhere', 'bag/not-plain', (bag) => symlinkSync('nowhere', join(bag, 'data/x'))],
    ['with a named pipe', 'bag/not-plain', (bag) => execFileSync('mkfifo', [join(bag, 'data/pipe')])],
    ['with a link to a device', 'bag/not-plain', (bag) => symlinkSync('/dev/zero', join(bag, 'data/zero'))],
    ['without its tag manifest', 'bag/unfinished', (bag) => rmSync(join(bag, 'tagmanifest-sha256.txt'))],
    ['without bagit.txt', 'bag/unfinished', (bag) => rmSync(join(bag, 'bagit.txt'))],
  ]
  it.each(spoil)('%s', (_name, code, act) =>
    withBag(async (bag) => {
      act(bag)
      expect((await thrown(() => readBag(bag))).code).toBe(code)
    }),
  )

  it('that is itself a link, also when written with a slash at its end', () =>
    withBag(async (bag) => {
      symlinkSync(bag, `${bag}-link`)
      expect((await thrown(() => readBag(`${bag}-link`))).code).toBe('bag/not-plain')
      expect((await thrown(() => readBag(`${bag}-link/`))).code).toBe('bag/not-plain')
    }))

  it('that is a file, or is not there', () =>
    withBag(async (bag) => {
      expect((await thrown(() => readBag(join(bag, 'bagit.txt')))).code).toBe('bag/not-plain')
      expect((await thrown(() => readBag(join(bag, 'nowhere')))).code).toBe('input/unreadable')
    }))

  it.each<[string, Partial<Look>, string]>([
    ['a device', { kind: 'a device' }, 'a device'],
    ['a socket', { kind: 'a socket' }, 'a socket'],
    ['a file of another file system mounted in it', { device: -1 }, 'on another file system'],
  ])('with %s', (_name, change, found) =>
    withBag(async (bag) => {
      const look = async (path: string) => ({
        ...(await realDisk.look(path)),
        ...(path.endsWith('.pem') ? change : {}),
      })
      expect(await thrown(() => readBag(bag, bagLimits, { ...realDisk, look }))).toMatchObject({
        code: 'bag/not-plain',
        detail: { path: 'data/keys/root-a.pem', found },
      })
    }),
  )
})

describe('a medium that changes under the reader', () => {
  it('is refused where a directory turns into a link after it was looked at', () =>
    withBag(async (bag) => {
      let swapped = false
      const swap = () => {
        if (swapped) return
        swapped = true
        renameSync(join(bag, 'data'), join(bag, '../data'))
        symlinkSync('../data', join(bag, 'data'))
      }
      const disk: Disk = {
        ...realDisk,
        open: (path) => {
          swap()
          return realDisk.open(path)
        },
      }
      expect((await thrown(() => readBag(bag, bagLimits, disk))).code).toBe('bag/medium')
      expect(swapped).toBe(true)
    }))

  it('is not followed where a file turns into a link, and does not hang the station where it turns into a pipe', () =>
    inTemp(async (temp) => {
      writeFileSync(join(temp, 'file'), 'x')
      symlinkSync('file', join(temp, 'link'))
      execFileSync('mkfifo', [join(temp, 'pipe')])
      await expect(realDisk.open(join(temp, 'link'))).rejects.toMatchObject({ code: 'ELOOP' })
      await expect(realDisk.openDirectory(join(temp, 'link'))).rejects.toMatchObject({ code: 'ENOTDIR' })
      const pipe = await realDisk.open(join(temp, 'pipe'))
      expect((await pipe.look()).kind).toBe('a named pipe')
      await pipe.close()
    }))
})

describe('a bag that is too large is refused before any file is read', () => {
  it('with a file of 5 GB', () =>
    withBag(async (bag) => {
      writeFileSync(join(bag, 'zzz'), '')
      truncateSync(join(bag, 'zzz'), 5 * 1024 ** 3)
      const disk = failingDisk(never)
      expect(await thrown(() => readBag(bag, bagLimits, disk))).toMatchObject({
        code: 'bag/too-much',
        detail: { path: 'zzz' },
      })
      expect(disk.calls).not.toContain('open')
    }))

  it('with one file that is too large', () =>
    withBag(async (bag) => {
      const disk = failingDisk(never)
      expect(await thrown(() => readBag(bag, { ...bagLimits, maxFileBytes: 400 }, disk))).toMatchObject({
        code: 'bag/too-much',
        detail: { limit: '400 bytes for one file' },
      })
      expect(disk.calls).not.toContain('open')
    }))

  it.each([
    ['too many files', { maxFiles: 9 }],
    ['too many bytes in all', { maxTotalBytes: 1000 }],
  ])('with %s', (_name, change) =>
    withBag(async (bag) => {
      const disk = failingDisk(never)
      expect((await thrown(() => readBag(bag, { ...bagLimits, ...change }, disk))).code).toBe('bag/too-much')
      expect(disk.calls).not.toContain('open')
      expect((await readBag(bag, { ...bagLimits, maxFiles: 10 })).state).toBe('complete')
    }),
  )
})
