// Read one file that a person named: an ordinary file, never a link, refused by its size before it is read.

import fs from 'node:fs'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'

/**
 * @param maxBytes - a larger file is refused before it is read.
 * @throws CeremonyError `input/unreadable`, `input/not-a-file`, `input/too-large`.
 */
export function readNamedFile(path: string, maxBytes: number): Uint8Array {
  let fd: number
  try {
    fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code ?? 'unknown' // what openSync throws
    if (errno === 'ELOOP') throw new CeremonyError('input/not-a-file', { what: path, found: 'a link' }, { cause })
    throw new CeremonyError('input/unreadable', { what: path, reason: errno }, { cause })
  }
  try {
    return readWhole(fd, path, maxBytes)
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code ?? 'unknown' // ours are passed on, the others are what fs throws
    if (isCeremonyError(cause)) throw cause
    throw new CeremonyError('input/unreadable', { what: path, reason: errno }, { cause })
  } finally {
    closeQuietly(fd)
  }
}

function readWhole(fd: number, path: string, maxBytes: number): Uint8Array {
  const stat = fs.fstatSync(fd)
  if (!stat.isFile()) {
    const found = stat.isDirectory() ? 'a directory' : 'a device or a pipe'
    throw new CeremonyError('input/not-a-file', { what: path, found })
  }
  if (stat.size > maxBytes) throw new CeremonyError('input/too-large', { what: path, sizeBytes: stat.size, maxBytes })
  return readUpTo(fd, stat.size, path)
}

/** Nothing was written: a disk that fails at the close of a file that was read takes nothing from what was read. */
function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd)
  } catch {
    // said above
  }
}

function readUpTo(fd: number, size: number, path: string): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  while (at < size) {
    const count = fs.readSync(fd, bytes, at, size - at, null)
    if (count === 0)
      throw new CeremonyError('input/unreadable', { what: path, reason: 'it became shorter while it was read' })
    at += count
  }
  return bytes
}
