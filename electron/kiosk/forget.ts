// After a call that carried a secret: the page's heap is collected, so that what the page forgot is overwritten and not only free.

import type { BridgeCall, CallBridge } from '../../core/bridge.ts'
import type { Pipe, Session } from './pipe.ts'

/** Calls that bring a secret in or take one out to the page. */
const carriers: readonly string[] = [
  'ceremony.secret',
  'ceremony.confirm',
  'ceremony.deviation',
  'share.card',
  'share.read',
] satisfies BridgeCall[]

/** Soon after the reply, and once more, for a page that was slow, or still showed it. */
const settleMs = [500, 4000] as const

/**
 * The same call, after which the heap of the page is collected (V8 then clears it: `--clear-free-memory`).
 * NOT caught: what stands outside V8's heap, in Blink and in the browser's process (docs/threat-model.md section 3).
 */
export function forgetting(call: CallBridge, pipe: Pipe, session: Session): CallBridge {
  let waiting: readonly NodeJS.Timeout[] = []
  const collect = () => {
    pipe.send('HeapProfiler.collectGarbage', {}, session).catch(() => undefined) // the window may be closing; its heap goes then
  }
  return async (name, args) => {
    try {
      return await call(name, args)
    } finally {
      if (carriers.includes(name)) {
        for (const timer of waiting) clearTimeout(timer)
        waiting = settleMs.map((ms) => setTimeout(collect, ms).unref())
      }
    }
  }
}
