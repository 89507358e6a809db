// Turn what a person answered into what the transcript records: fields of the right form, compared values as they stood.

import { comparedValue } from '../../core/ceremony/compared.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import type { Field } from '../../core/ceremony/script.ts'
import type { State } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'

/** What a person said, as it came over the bridge. */
export type GivenAnswer = {
  readonly step: string
  readonly by: Id
  readonly fits: boolean
  readonly values: Readonly<Record<string, string>>
}

type Answer = { readonly fits: boolean; readonly values: Record<string, string> }

const forms: { readonly [F in Field['form']]: RegExp } = {
  initials: /^\p{L}{1,4}$/u,
  text: /^[\x20-\x7e]{1,200}$/,
  number: /^\d{1,12}$/,
}

/**
 * @throws CeremonyError `ceremony/no-answer` for an empty or malformed field; `ceremony/not-now` for a comparison of
 *   something that does not exist yet.
 */
export function answerOf(
  state: State,
  step: FlatStep,
  given: { readonly fits: boolean; readonly values: Readonly<Record<string, string>> },
  now: string,
): Answer {
  switch (step.kind) {
    case 'attest':
    case 'transfer':
      return { fits: given.fits, values: {} }
    case 'choose': {
      const option = step.options.find((candidate) => candidate.id === given.values.option)
      if (option === undefined) throw new CeremonyError('ceremony/no-answer', { step: step.id, field: step.title })
      return { fits: option.fits, values: { option: option.id } }
    }
    case 'compare': {
      const compared = comparedValue(state, step, now)
      if (compared === undefined)
        throw new CeremonyError('ceremony/not-now', { asked: step.id, reason: 'it does not exist yet' })
      // A deviation, or another window, may have moved the head while people were reading.
      if (given.values.shown !== undefined && given.values.shown !== compared.value)
        throw new CeremonyError('ceremony/not-now', {
          asked: step.id,
          reason: 'what is compared is another value now than the one that was shown; read it again',
        })
      return { fits: given.fits, values: { [step.value]: compared.value } }
    }
    case 'enter':
      return entered(step.id, step.fields, given)
    case 'perform':
      // Not performed after all: gone back from (GO TO), or left out over a recorded deviation where the script lets it.
      if (!given.fits && step.otherwise?.goTo !== undefined) return { fits: false, values: {} }
      if (!given.fits && step.otherwise?.mayContinue === true) {
        if (state.excuse === undefined) throw new CeremonyError('ceremony/needs-deviation', { step: step.id })
        return { fits: false, values: {} }
      }
      throw new CeremonyError('ceremony/not-now', { asked: step.id, reason: 'this step is performed, not answered' })
    default:
      return step satisfies never
  }
}

function entered(
  step: string,
  fields: readonly Field[],
  given: { fits: boolean; values: Readonly<Record<string, string>> },
): Answer {
  const values: Record<string, string> = {}
  let fits = given.fits
  for (const field of fields) {
    const value = asExpected(field, (given.values[field.id] ?? '').trim())
    if (!forms[field.form].test(value)) throw new CeremonyError('ceremony/no-answer', { step, field: field.label })
    if (field.expect !== undefined && value !== field.expect) fits = false
    values[field.id] = value
  }
  return { fits, values }
}

/** Small letters for capitals are no other number of a bag. */
const asExpected = ({ expect }: Field, value: string): string =>
  expect !== undefined && value.toLowerCase() === expect.toLowerCase() ? expect : value
