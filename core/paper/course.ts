// The course of the day: which entries of the transcript came while which step stood.

import { type CeremonyEvent, type EventOf, parseEvent } from '../ceremony/event.ts'
import type { ExpandedScript } from '../ceremony/expanded.ts'
import { next } from '../ceremony/next.ts'
import { beginState, currentStep, type State } from '../ceremony/state.ts'
import type { Id } from '../formats/plan.ts'
import type { VerifiedTranscript } from '../transcript/verify.ts'

/** One entry, with the number of the step that stood when it came; undefined once all steps were passed. */
export type Happening<E extends CeremonyEvent = CeremonyEvent> = {
  readonly event: E
  readonly seq: number
  readonly time: string
  readonly step: number | undefined
  /** Whose private codes had been given for the step, when the entry came. */
  readonly codes: readonly Id[]
}

/**
 * Fold the transcript once more, and note for each entry where it came.
 * @param transcript - one that `replay` took with this script; an entry that does not follow is thrown as it is there.
 */
export function courseOf(transcript: VerifiedTranscript, script: ExpandedScript): readonly Happening[] {
  let state: State = beginState(script)
  return transcript.lines.map(({ entry, digest }) => {
    const { seq, time } = entry
    const event = parseEvent(entry.event, `entry ${seq}`)
    const happening = { event, seq, time, step: currentStep(state)?.number, codes: state.confirmed }
    state = next(state, { event, seq, time, digest })
    return happening
  })
}

/** The entries of one kind, or of some. */
export function only<T extends CeremonyEvent['type']>(
  course: readonly Happening[],
  ...types: readonly T[]
): readonly Happening<EventOf<T>>[] {
  const wanted: readonly string[] = types
  return course.filter((each): each is Happening<EventOf<T>> => wanted.includes(each.event.type))
}
