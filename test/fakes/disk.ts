// A disk over the real one that is full, read-only or gone on cue, and that tells a test what happens on it.

import fs from 'node:fs'
import type { Disk } from '../../electron/host/disk.node.ts'

/** Calls that a disk may refuse. */
export type DiskCall = 'open' | 'write' | 'rename' | 'fsync' | 'ftruncate' | 'mkdir'

export type DiskEvent = { readonly call: DiskCall; readonly path: string }

export type FakeDisk = Disk & {
  /** Every call so far, in order. */
  readonly calls: DiskEvent[]
  /** From the N-th call on (from 0) every call that changes something fails, until `free`. */
  fillAt(index: number, errno?: string): void
  free(): void
}

export type DiskHooks = {
  /** Before the call is made, with the path of its file. */
  readonly before?: (event: DiskEvent) => void
  readonly after?: (event: DiskEvent) => void
}

/**
 * Flushes are counted and not made, unless `flush`: hundreds of runs would wait for the machine's disk. A write that
 * fails has written half of its bytes first, as a full disk does. Opening to read and cutting back (ftruncate) work on
 * a full disk; on a read-only one (EROFS) nothing that changes anything does.
 */
export function fakeDisk({ flush = false, before, after }: DiskHooks & { readonly flush?: boolean } = {}): FakeDisk {
  const calls: DiskEvent[] = []
  const paths = new Map<number, string>()
  let full: { readonly from: number; readonly errno: string } | undefined
  const run = <T>(event: DiskEvent, act: () => T, half?: () => void): T => {
    calls.push(event)
    before?.(event)
    const harmless =
      full !== undefined && full.errno === 'ENOSPC' && (event.call === 'ftruncate' || event.call === 'open')
    if (full !== undefined && calls.length - 1 >= full.from && !harmless) {
      half?.()
      throw Object.assign(new Error(`${full.errno}: on cue`), { code: full.errno })
    }
    const result = act()
    after?.(event)
    return result
  }
  const pathOf = (fd: number): string => paths.get(fd) ?? ''
  const disk = {
    calls,
    fillAt: (index: number, errno = 'ENOSPC') => {
      full = { from: index, errno }
    },
    free: () => {
      full = undefined
    },
    openSync: (path: fs.PathLike, flags: fs.OpenMode = 'r', mode?: fs.Mode) => {
      const open = () => {
        const fd = fs.openSync(path, flags, mode)
        paths.set(fd, String(path))
        return fd
      }
      return flags === 'r' ? open() : run({ call: 'open', path: String(path) }, open)
    },
    writeSync: (fd: number, bytes: Uint8Array, offset: number, length: number) =>
      run(
        { call: 'write', path: pathOf(fd) },
        () => fs.writeSync(fd, bytes, offset, length),
        () => fs.writeSync(fd, bytes, offset, length >> 1),
      ),
    fsyncSync: (fd: number) =>
      run({ call: 'fsync', path: pathOf(fd) }, () => {
        if (flush) fs.fsyncSync(fd)
      }),
    renameSync: (from: fs.PathLike, to: fs.PathLike) =>
      run({ call: 'rename', path: String(to) }, () => fs.renameSync(from, to)),
    ftruncateSync: (fd: number, length?: number) =>
      run({ call: 'ftruncate', path: pathOf(fd) }, () => fs.ftruncateSync(fd, length)),
    mkdirSync: (path: fs.PathLike, options?: fs.MakeDirectoryOptions) =>
      run({ call: 'mkdir', path: String(path) }, () => fs.mkdirSync(path, options)),
    closeSync: (fd: number) => {
      paths.delete(fd)
      fs.closeSync(fd)
    },
    readFileSync: fs.readFileSync,
    existsSync: fs.existsSync,
    fstatSync: fs.fstatSync,
  }
  return disk as unknown as FakeDisk // the overloads of node:fs that the station does not use are left out
}
