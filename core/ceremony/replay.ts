// From a chain that holds to the state it leads to: every entry must follow the script. Rules TRX-REPLAY and TRX-CLOCK.

import { CeremonyError } from '../errors.ts'
import type { VerifiedTranscript } from '../transcript/verify.ts'
import { parseEvent } from './event.ts'
import type { ExpandedScript } from './expanded.ts'
import { DoesNotFollow } from './follow.ts'
import { next } from './next.ts'
import { beginState, type State } from './state.ts'

/**
 * TRX-CLOCK: entries that may be dated before one in front of them. `clock`: a person confirmed the time. `restarted`: the
 * station says when it started by its own clock; nothing that a person does is recorded until the clock is confirmed.
 */
export const mayBeEarlier: ReadonlySet<string> = new Set(['clock', 'opened', 'restarted'])

/**
 * Fold a verified transcript over the engine.
 * @param script - the expansion it must open with; its digest is compared by the caller with the `opened` entry.
 * @throws CeremonyError `transcript/does-not-follow` or `transcript/clock-order`, naming the first entry that does
 *   not fit; `json/shape` for an event of an unknown form.
 */
export function replay(transcript: VerifiedTranscript, script: ExpandedScript, what: string): State {
  let state = beginState(script)
  for (const { entry, digest } of transcript.lines) {
    const event = parseEvent(entry.event, `${what} entry ${entry.seq}`)
    if (entry.time < state.time && !mayBeEarlier.has(event.type)) {
      throw new CeremonyError('transcript/clock-order', { what, seq: entry.seq })
    }
    try {
      state = next(state, { event, seq: entry.seq, time: entry.time, digest })
    } catch (cause) {
      if (!(cause instanceof DoesNotFollow)) throw cause
      const detail = { what, seq: entry.seq, type: event.type, reason: cause.message }
      throw new CeremonyError('transcript/does-not-follow', detail, { cause })
    }
  }
  return state
}
