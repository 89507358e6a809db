// The station's disk, full on cue; and the power, which fails in the moment in which an intent is on the disk.

import type { PathLike } from 'node:fs'
import type { Disk } from '../disk.node.ts'
import type { Trainer } from './trainer.ts'

/** Ends the station as a power cut does: nothing after it is done. */
export type Cut = () => void

/** SIGKILL to this very process. Its token host ends by itself. */
export const realCut: Cut = () => void process.kill(process.pid, 'SIGKILL')

/** The station's disk port, with the trainer in front of it. Everything that is not staged goes through as it is. */
export function trickedDisk(disk: Disk, trainer: Trainer, cut: Cut): Disk {
  /** Descriptors of transcripts, with the type of the last line that was written to each. */
  const transcripts = new Map<number, string>()
  const openSync = (path: PathLike, ...how: readonly [string, number?]): number => {
    const fd = disk.openSync(path, ...how)
    if (String(path).endsWith('/transcript.jsonl')) transcripts.set(fd, '')
    else transcripts.delete(fd) // the number of one that was closed
    return fd
  }
  const writeSync = (fd: number, bytes: Uint8Array, offset: number, length: number): number => {
    if (transcripts.has(fd)) {
      const type = typeOf(bytes)
      if ((type === 'outcome' || type === 'answered') && trainer.strikes('disk-full'))
        throw Object.assign(new Error('staged'), { code: 'ENOSPC' })
      transcripts.set(fd, type)
    }
    return disk.writeSync(fd, bytes, offset, length)
  }
  const fsyncSync = (fd: number): void => {
    disk.fsyncSync(fd)
    if (transcripts.get(fd) === 'intent' && trainer.strikes('power-cut')) cut()
  }
  // The station calls these in these forms only; the other overloads of node:fs are left out.
  return { ...portOf(disk), openSync, writeSync, fsyncSync } as Disk // one function a name of the port
}

/** A module object of node:fs is not copied whole: only what the port names. */
function portOf(disk: Disk): Omit<Disk, 'openSync' | 'writeSync' | 'fsyncSync'> {
  const { renameSync, ftruncateSync, closeSync, readFileSync, mkdirSync, existsSync, fstatSync } = disk
  return { renameSync, ftruncateSync, closeSync, readFileSync, mkdirSync, existsSync, fstatSync }
}

/** The type of the event in a line that the recorder writes. */
function typeOf(line: Uint8Array): string {
  const { event } = JSON.parse(Buffer.from(line).toString('utf8')) as { readonly event: { readonly type: string } } // the recorder wrote it
  return event.type
}
