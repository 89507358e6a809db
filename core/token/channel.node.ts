// The token process's end of the channel: frames on file descriptor 3, read and written synchronously.

import { readSync, writeSync } from 'node:fs'
import { decodeFrame, encodeFrame, frameLength } from './frames.ts'

/** Not 0, 1 or 2: those belong to what a library prints. */
const descriptor = 3

/** The next message of the station; undefined when it has closed the channel, or what came is no frame. */
export function readMessage(): unknown {
  const start = Buffer.alloc(4)
  const length = fill(start, 0) ? frameLength(start) : undefined
  if (length === undefined) return undefined
  const frame = Buffer.alloc(length)
  start.copy(frame)
  return fill(frame, 4) ? decodeFrame(frame)?.value : undefined
}

/** Written before this returns: a sign of life reaches the station even if the next call of the library hangs. */
export function writeMessage(message: unknown): void {
  const frame = encodeFrame(message)
  for (let sent = 0; sent < frame.length; ) sent += writeSync(descriptor, frame, sent)
}

/** Fill `bytes` from `from` on; false where the channel ends before. */
function fill(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; ) {
    const count = readSync(descriptor, bytes, at, bytes.length - at, null)
    if (count === 0) return false
    at += count
  }
  return true
}
