// What the bag asks of a disk. Small, so that tests can make every single call fail; disk.node.ts is the real one.

import { CeremonyError } from '../errors.ts'

/** `device` is st_dev: it tells a mount point inside a bag. `kind` is in words, for the error. */
export type Look = {
  readonly kind: 'a file' | 'a directory' | 'a symbolic link' | 'a device' | 'a named pipe' | 'a socket'
  readonly sizeBytes: number
  readonly device: number
}

export type OpenFile = {
  look(): Promise<Look>
  /** Write all the bytes from the start. */
  writeAll(bytes: Uint8Array): Promise<void>
  /** At most `maxBytes` from the start. */
  read(maxBytes: number): Promise<Uint8Array>
  /** fsync. */
  sync(): Promise<void>
  close(): Promise<void>
}

export type OpenDirectory = {
  /** Prefix under which what lies in this very directory is reached, whatever its name points to meanwhile. */
  readonly path: string
  /** The names in it, at most `max` + 1 of them. */
  names(max: number): Promise<readonly string[]>
  /** fsync. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Every method fails with an Error that has the errno name as `code`, as Node's do. No method follows a link at the end of a path. */
export type Disk = {
  /** Fails with EEXIST where anything has that name. */
  makeDirectory(path: string): Promise<void>
  /** Create new for writing; fails with EEXIST where anything has that name. */
  create(path: string): Promise<OpenFile>
  /** For reading; never blocks on a pipe. */
  open(path: string): Promise<OpenFile>
  openDirectory(path: string): Promise<OpenDirectory>
  /** lstat. */
  look(path: string): Promise<Look>
  /** Flush the file system that holds the path; false where the station has no means to. */
  syncFileSystem(path: string): Promise<boolean>
}

/**
 * Make one disk call, and turn what fails into our errors.
 * @param shown - the path as a person knows it.
 * @throws CeremonyError `bag/exists` for EEXIST, `bag/not-plain` for ELOOP, `bag/medium` with errno, call and path for
 *   any other errno (ENOSPC, EROFS, EIO, ENODEV ...). An error without errno passes unchanged.
 */
export async function onDisk<T>(call: string, shown: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    if (errno === 'EEXIST') throw new CeremonyError('bag/exists', { path: shown }, { cause })
    if (errno === 'ELOOP')
      throw new CeremonyError('bag/not-plain', { path: shown, found: 'a symbolic link' }, { cause })
    throw new CeremonyError('bag/medium', { call, errno, path: shown }, { cause })
  }
}

/** Open, act, close. Where both fail, the error of the act is the one that is told. */
export async function closing<H extends { close(): Promise<void> }, T>(
  shown: string,
  opening: Promise<H>,
  act: (handle: H) => Promise<T>,
): Promise<T> {
  const handle = await opening
  let result: T
  try {
    result = await act(handle)
  } catch (error) {
    await handle.close().catch(() => undefined) // the act failed first, and that is what people must hear
    throw error
  }
  await onDisk('close', shown, () => handle.close())
  return result
}

function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}
