// Electron's utilityProcess, played by a child process of Node: a real process with a real `process.parentPort`, so that
// the token host behind it runs as it is. What a port carries is told by Electron's own rules (whole memory, copies).

import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Utilities } from '../../electron/main/utility.ts'

export type StandIn = {
  readonly utilities: Utilities
  /** What was asked of `fork`, in order. */
  readonly forks: { readonly script: string; readonly options: Electron.ForkOptions | undefined }[]
  /** All that went to the process, with the whole memory behind each message; as it was when it was posted. */
  readonly posted: { readonly message: Uint8Array; readonly memory: Uint8Array }[]
  /** The objects that were posted, as they are now. */
  readonly objects: Uint8Array[]
}

/** Gives the child its `parentPort` before its entry runs. A view that does not own its memory is refused. */
const port = `
import { EventEmitter } from 'node:events'
const port = new EventEmitter()
port.postMessage = (message) => {
  if (!(message instanceof Uint8Array) || message.buffer.byteLength !== message.byteLength) process.exit(70)
  process.send(message)
}
const early = []
process.on('message', (data) => (port.listenerCount('message') > 0 ? port.emit('message', { data }) : early.push(data)))
port.on('newListener', () => queueMicrotask(() => early.splice(0).forEach((data) => port.emit('message', { data }))))
Object.defineProperty(process, 'parentPort', { value: port })
`

/** @param directory - where the child's first script may lie. */
export function standIn(directory: string): StandIn {
  const first = join(directory, 'parent-port.mjs')
  writeFileSync(first, port)
  const forks: StandIn['forks'] = []
  const posted: StandIn['posted'] = []
  const objects: Uint8Array[] = []
  const start = (script: string, args: string[] = [], options?: Electron.ForkOptions) => {
    forks.push({ script, options })
    const child = fork(script, args, {
      env: { ...options?.env },
      execArgv: ['--import', first],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let isThere = true
    const utility = Object.assign(new EventEmitter(), {
      stdout: child.stdout,
      stderr: child.stderr,
      postMessage: (message: Uint8Array) => {
        const copy = structuredClone(message)
        posted.push({ message: copy, memory: new Uint8Array(copy.buffer) })
        objects.push(message)
        child.send(copy)
      },
      kill: () => child.kill('SIGTERM'),
    })
    Object.defineProperty(utility, 'pid', { get: () => (isThere ? child.pid : undefined) })
    child.on('message', (message) => utility.emit('message', message))
    child.on('spawn', () => utility.emit('spawn'))
    child.on('error', () => undefined) // a send to a process that is gone
    child.on('exit', (code) => {
      isThere = false
      utility.emit('exit', code ?? 0)
    })
    return utility
  }
  return { utilities: { fork: start as unknown as Utilities['fork'] }, forks, posted, objects } // has what launchWithUtility uses
}
