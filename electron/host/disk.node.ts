// The few disk calls that the transcript and the store need, so that tests can make the disk fail on cue.

import fs from 'node:fs'
import { dirname } from 'node:path'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import { readNamedFile } from './read-file.node.ts'

/** A disk. The default is the real one; test/fakes has one that is full, read-only or gone when told. */
export type Disk = Pick<
  typeof fs,
  | 'openSync'
  | 'writeSync'
  | 'renameSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'closeSync'
  | 'readFileSync'
  | 'mkdirSync'
  | 'existsSync'
  | 'fstatSync'
>

export const realDisk: Disk = fs

const errnoForm = /^E[A-Z0-9]+$/

/** DISK-SAID: run a disk call; an errno becomes `station/disk` with the call and the path. Whatever has no errno passes. */
export function onDisk<T>(call: string, path: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    const errno = (cause as NodeJS.ErrnoException).code // any thrown value may lack it; then it is no disk error
    if (isCeremonyError(cause) || errno === undefined || !errnoForm.test(errno)) throw cause
    throw new CeremonyError('station/disk', { call, errno, path }, { cause })
  }
}

/**
 * Read one of the station's own files whole.
 * @throws CeremonyError `station/disk` where the disk fails; `input/unreadable` where there is no such file (ENOENT), and
 *   what else `readNamedFile` refuses.
 */
export function readOwnFile(path: string, maxBytes: number): Uint8Array {
  try {
    return onDisk('read', path, () => readNamedFile(path, maxBytes))
  } catch (cause) {
    if (!isCeremonyError(cause, 'input/unreadable')) throw cause
    const { reason } = cause.detail
    if (reason === 'ENOENT' || !errnoForm.test(reason)) throw cause
    throw new CeremonyError('station/disk', { call: 'open', errno: reason, path }, { cause })
  }
}

/** Write all bytes: a short write goes on where it stopped. */
export function writeAll(disk: Disk, fd: number, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) at += disk.writeSync(fd, bytes, at, bytes.length - at)
}

/** Flush a directory, so that the name of a new file in it survives a power cut. */
export function flushDirectory(disk: Disk, path: string): void {
  const fd = disk.openSync(path, 'r')
  try {
    disk.fsyncSync(fd)
  } finally {
    disk.closeSync(fd)
  }
}

/**
 * Create a file that did not exist, write it, flush it and its directory.
 * @throws CeremonyError `station/disk` (EEXIST where it exists: nothing is ever replaced).
 */
export function writeNew(disk: Disk, path: string, bytes: Uint8Array, mode = 0o600): void {
  onDisk('write', path, () => {
    const fd = disk.openSync(path, 'wx', mode)
    try {
      writeAll(disk, fd, bytes)
      disk.fsyncSync(fd)
    } finally {
      disk.closeSync(fd)
    }
    flushDirectory(disk, dirname(path))
  })
}
