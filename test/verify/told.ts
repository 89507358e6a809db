// A record whose acts left other facts than they did, as somebody could write it who has the tokens and signs all of it again.

import { parseExpanded } from '../../core/ceremony/expanded.ts'
import { replay } from '../../core/ceremony/replay.ts'
import type { State } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import type { Files } from './forge.ts'
import { bytesOf } from './sample.ts'

export const stateOf = (files: Files): State => {
  const script = parseExpanded(bytesOf('data/script.json', files), 'script.json')
  return replay(verifyTranscript(bytesOf('transcript.jsonl', files), 'transcript'), script, 'transcript')
}

export const payloadOf = (files: Files): Files =>
  new Map([...files].map(([path, bytes]) => [path.replace(/^data\//, ''), bytes] as const))

/** The state with other facts for every act of this kind that is about the set. @param facts - null: it was passed over. */
export function told(state: State, set: string, action: string, facts: JsonObject | null): State {
  const steps = state.script.steps.filter(
    (step) => step.kind === 'perform' && step.action === action && (step.bound.set ?? set) === set,
  )
  if (steps.length === 0) throw new Error(`there is no ${action} of ${set}`)
  const changed = steps.map(({ id }) => {
    const result = state.results[id]
    if (result === undefined) throw new Error(`${id} was not passed`)
    const { notDone: _, ...done } = result
    const now = facts === null ? { ...result, notDone: true } : { ...done, facts: { ...result.facts, ...facts } }
    return [id, now] as const
  })
  return { ...state, results: { ...state.results, ...Object.fromEntries(changed) } }
}
