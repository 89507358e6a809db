// What the day knows already of a field that is typed: a number that is not new, initials that were typed before.

import type { FlatField, FlatStep } from './expanded.ts'
import type { State } from './state.ts'

/** What stood in the field of the earlier step that this one repeats; undefined where it repeats none. */
export const typedBefore = (state: State, { id, sameAs }: FlatField): string | undefined =>
  sameAs === undefined ? undefined : state.results[sameAs]?.values[id]

/**
 * Where a number stands already that ought to be new: `plan`, or the step at which it was typed. Undefined when nobody
 * knows it, or when the field takes any number. Blanks, dashes and small letters make no other number.
 */
export function whereKnown(
  state: State,
  step: FlatStep,
  { notOneOf }: FlatField,
  value: string,
): 'plan' | FlatStep | undefined {
  if (notOneOf === undefined) return undefined
  const wanted = bare(value)
  if (notOneOf.some((number) => bare(number) === wanted)) return 'plan'
  const used = state.voids.flatMap(({ typed }) => typed).find((each) => bare(each.value) === wanted)
  if (used !== undefined) return state.script.steps.find(({ id }) => id === used.step)
  return state.script.steps.find(
    (other) =>
      other.kind === 'enter' &&
      other.id !== step.id &&
      other.fields.some(({ id, form }) => form !== 'initials' && bare(state.results[other.id]?.values[id]) === wanted),
  )
}

const bare = (number: string | undefined): string | undefined => number?.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
