// A page that calls without waiting is stopped here: what waits at the host is held in the station's memory.

import type { CallBridge, Reply } from '../../core/bridge.ts'
import { CeremonyError, wordsOf } from '../../core/errors.ts'

/** Calls of one window that may be under way. A window that waits for its answers has one or two. */
export const maxCalls = 32

/** Pass calls on, `maxCalls` at a time; one more is refused as `station/bridge`, at once and without effect. */
export function fewAtOnce(call: CallBridge): CallBridge {
  let underWay = 0
  const few = async (name: string, args: unknown): Promise<Reply<unknown>> => {
    if (underWay >= maxCalls) return refusal(String(name).slice(0, 60))
    underWay++
    try {
      return await call(name as never, args as never) // checked by the host, as everything is
    } finally {
      underWay--
    }
  }
  return few as CallBridge // each reply is the host's own for that name, or a refusal
}

function refusal(name: string): Reply<never> {
  const error = new CeremonyError('station/bridge', { call: name, problem: 'too many calls wait already' })
  return { ok: false, error: { code: error.code, disposition: error.disposition, words: wordsOf(error) } }
}
