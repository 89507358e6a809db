// A disk over the real one that fails at the call we choose, as a full, pulled or read-only medium does.

import { realDisk } from '../../core/media/disk.node.ts'
import type { Disk, OpenDirectory, OpenFile } from '../../core/media/disk.ts'

export type FailingDisk = Disk & {
  /** Every call so far, by name, in order. */
  readonly calls: string[]
}

/**
 * Flushes are counted and not made: hundreds of runs would wait for the machine's disk. bag.test.ts makes real ones.
 * @param failAt - index of the call that fails; a write that fails has written half of its bytes.
 * @param tamper - what a read returns instead, for a medium that lies.
 */
export function failingDisk(
  failAt: number,
  errno = 'ENOSPC',
  tamper: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): FailingDisk {
  const calls: string[] = []
  const call = async <T>(name: string, act: () => Promise<T>, before?: () => Promise<void>): Promise<T> => {
    calls.push(name)
    if (calls.length - 1 !== failAt) return act()
    await before?.()
    throw Object.assign(new Error(`${errno}: on cue`), { code: errno })
  }
  const file = (inner: OpenFile): OpenFile => ({
    look: () => call('fstat', () => inner.look()),
    writeAll: (bytes) =>
      call(
        'write',
        () => inner.writeAll(bytes),
        () => inner.writeAll(bytes.subarray(0, bytes.length >> 1)),
      ),
    read: async (max) => tamper(await call('read', () => inner.read(max))),
    sync: () => call('fsync', async () => undefined),
    close: () =>
      call(
        'close',
        () => inner.close(),
        () => inner.close(),
      ),
  })
  const directory = (inner: OpenDirectory): OpenDirectory => ({
    path: inner.path,
    names: (max) => call('readdir', () => inner.names(max)),
    sync: () => call('fsync', async () => undefined),
    close: () =>
      call(
        'close',
        () => inner.close(),
        () => inner.close(),
      ),
  })
  return {
    calls,
    makeDirectory: (path) => call('mkdir', () => realDisk.makeDirectory(path)),
    create: (path) => call('create', async () => file(await realDisk.create(path))),
    open: (path) => call('open', async () => file(await realDisk.open(path))),
    openDirectory: (path) => call('opendir', async () => directory(await realDisk.openDirectory(path))),
    look: (path) => call('lstat', () => realDisk.look(path)),
    syncFileSystem: () => call('syncfs', async () => true),
  }
}
