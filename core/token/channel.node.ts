// The token process's end of the channel. Two ways, the same frames: descriptor 3 (Node), `process.parentPort` (Electron's
// utility process).

import { spawnSync } from 'node:child_process'
import { existsSync, readSync, writeSync } from 'node:fs'
import { frameReader } from './frame-reader.ts'
import { decodeFrame, encodeFrame, frameLength, ownBytes } from './frames.ts'

export type Channel = {
  /** The next message of the station; undefined when it has closed the channel, or what came is no frame. */
  readonly next: () => unknown
  /** Written before this returns: a sign of life reaches the station even if the next call of the library hangs. */
  readonly post: (message: unknown) => void
}

/** What Electron gives its utility processes. Node's types do not know it. */
export type ParentPort = {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: Uint8Array): void
}

/** The channel to the station that started this process. */
export function stationChannel(): Channel {
  const { parentPort } = process as { readonly parentPort?: ParentPort } // there in a utility process of Electron only
  return parentPort === undefined ? descriptorChannel : portChannel(parentPort)
}

/** Not 0, 1 or 2: those belong to what a library prints. */
const descriptor = 3

const descriptorChannel: Channel = {
  next: () => {
    const start = Buffer.alloc(4)
    const length = fill(start, 0) ? frameLength(start) : undefined
    if (length === undefined) return undefined
    const frame = Buffer.alloc(length)
    start.copy(frame)
    return fill(frame, 4) ? decodeFrame(frame)?.value : undefined
  },
  post: (message) => {
    const frame = encodeFrame(message)
    for (let sent = 0; sent < frame.length; ) sent += writeSync(descriptor, frame, sent)
  },
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

/** Nobody could start a program before this one that does it for us (launcher.node.ts), so it is done from within. */
function portChannel(port: ParentPort): Channel {
  if (existsSync('/usr/bin/prlimit'))
    spawnSync('/usr/bin/prlimit', ['--core=0', '--data=2147483648', '--pid', String(process.pid)])
  // Ctrl-C at the terminal reaches the station, which decides, and not a token in the middle of a call.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  const waiting: unknown[] = []
  let wake: () => void = () => undefined
  const read = frameReader((frame) => {
    waiting.push(frame && decodeFrame(frame)?.value)
    wake()
  })
  port.on('message', ({ data }) => {
    if (!(data instanceof Uint8Array)) return
    read(data)
    data.fill(0) // it may hold a PIN; the message made of it is wiped by whoever serves it
  })
  return {
    next: async () => {
      while (waiting.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return waiting.shift()
    },
    post: (message) => port.postMessage(ownBytes(encodeFrame(message))),
  }
}
