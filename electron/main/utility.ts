// Processes that hold secrets, in Electron: its utility processes, since its own program is no Node. The frames are those of core/token.

import type { utilityProcess } from 'electron'
import { ownBytes } from '../../core/token/frames.ts'
import type { Launcher } from '../../core/token/launcher.node.ts'

/** What is needed of `electron.utilityProcess`. */
export type Utilities = Pick<typeof utilityProcess, 'fork'>

/**
 * Start processes as utility processes of Electron. Frames cross as bytes, never as objects: what the process posts is
 * read here byte by byte, and anything else ends it.
 *
 * Not caught: what a library does to Chromium's own channel (Mojo) beneath the messages; Chromium judges that.
 * @see Electron: utilityProcess.fork, process.parentPort
 */
export function launchWithUtility(utilities: Utilities): Launcher {
  return ({ name, script, environment }, events) => {
    const child = utilities.fork(script, [], {
      env: { ...environment },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe'],
      serviceName: `Anchorite ${name}`,
    })
    const once = new AbortController()
    const ended = (exitCode: number) => {
      if (once.signal.aborted) return
      once.abort()
      events.ended('none', exitCode)
    }
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Uint8Array) => events.output(Buffer.from(bytes).toString('latin1')))
    child.on('message', (message: unknown) => {
      if (!once.signal.aborted) events.bytes(message instanceof Uint8Array ? message : undefined)
    })
    // Without a listener, an emitter throws what is called 'error'; 'exit' follows it.
    child.on('error', () => undefined)
    child.on('exit', ended)
    const kill = () => {
      // Its own kill() sends SIGTERM, which a library may have taken over.
      if (child.pid !== undefined) killNow(child.pid)
      // Not there yet: Electron tells of no end for one that never came.
      else ended(-1)
    }
    child.on('spawn', () => {
      if (once.signal.aborted && child.pid !== undefined) killNow(child.pid)
    })
    return {
      get pid() {
        return child.pid
      },
      send: (frame) => {
        const bytes = ownBytes(frame)
        frame.fill(0)
        try {
          child.postMessage(bytes) // copied before this returns
        } finally {
          bytes.fill(0)
        }
      },
      kill,
    }
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // what Node throws for a process that is gone
  }
}
