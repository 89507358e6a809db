// A day of the small ceremony as its transcript has it: real lines, really chained, replayed as they come.

import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { next } from '../../core/ceremony/next.ts'
import { replay } from '../../core/ceremony/replay.ts'
import { beginState, currentStep, type State } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { Sheet } from '../../core/formats/sheet.ts'
import { transcriptSheet } from '../../core/paper/transcript.ts'
import { digestOfEntry, type Entry, encodeEntry } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { expandSmall, smallPlan } from '../ceremony/small.ts'
import { goodEvents, opening } from '../ceremony/walk.ts'

export type Day = {
  readonly plan: Plan
  readonly state: () => State
  readonly record: (...events: readonly CeremonyEvent[]) => void
  /** Do everything as it should be until the step stands; `end` for all of them. */
  readonly goTo: (step: string) => void
  /** The transcript, verified and replayed from its bytes, on paper. */
  readonly sheet: () => Sheet
}

/** Opened; the clock moves one second an entry from 09:00:00. */
export function beginDay(plan: Plan = smallPlan()): Day {
  const script = expandSmall(plan)
  const lines: Uint8Array[] = []
  let state = beginState(script)
  const record = (...events: readonly CeremonyEvent[]): void => {
    for (const event of events) {
      const time = new Date(Date.UTC(2026, 10, 24, 9, 0, lines.length)).toISOString()
      const entry: Entry = { seq: lines.length, time, previous: state.head, event: event as JsonObject } // an event is JSON
      state = next(state, { event, seq: entry.seq, time, digest: digestOfEntry(entry) })
      lines.push(encodeEntry(entry), new Uint8Array([0x0a]))
      lines.splice(-2, 2, Buffer.concat(lines.slice(-2)))
    }
  }
  record(opening(script))
  return {
    plan,
    state: () => state,
    record,
    goTo: (step) => {
      while ((currentStep(state)?.id ?? 'end') !== step) record(...withInitials(state))
    },
    sheet: () => {
      const verified = verifyTranscript(Buffer.concat(lines), 'transcript.jsonl')
      return transcriptSheet(verified, replay(verified, script, 'transcript.jsonl'), plan)
    },
  }
}

/** The good events of walk.ts, with initials typed at the roll call: `AMINA` for amina. */
function withInitials(state: State): readonly CeremonyEvent[] {
  return goodEvents(state).map((event) =>
    event.type === 'answered' && event.step.startsWith('open/roll-call/')
      ? { ...event, auth: 'code', values: { initials: event.by.slice(0, 2).toUpperCase() } }
      : event.type === 'answered' && event.step === 'open/approve'
        ? { ...event, values: { option: 'go' } }
        : event,
  )
}
