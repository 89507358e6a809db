// Turn what a person answered into what the transcript records: fields of the right form, compared values as they stood.

import { comparedValue } from '../../core/ceremony/compared.ts'
import type { FlatField, FlatStep } from '../../core/ceremony/expanded.ts'
import { typedBefore, whereKnown } from '../../core/ceremony/known.ts'
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

const forms: { readonly [F in FlatField['form']]: RegExp } = {
  initials: /^\p{L}{1,4}$/u,
  text: /^[\x20-\x7e]{1,200}$/,
  number: /^\d{1,12}$/,
}

/**
 * @throws CeremonyError `ceremony/no-answer` for an empty or malformed field; `ceremony/old-number` and
 *   `ceremony/other-initials` for one that does not go with what the day knows; `ceremony/not-now` for a comparison of
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
      return entered(state, step, given)
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
  state: State,
  step: FlatStep & { kind: 'enter' },
  given: { fits: boolean; values: Readonly<Record<string, string>> },
): Answer {
  const values: Record<string, string> = {}
  let fits = given.fits
  for (const field of step.fields) {
    const before = typedBefore(state, field)
    const value = asExpected(field.expect ?? before, (given.values[field.id] ?? '').trim())
    if (!forms[field.form].test(value))
      throw new CeremonyError('ceremony/no-answer', { step: step.id, field: field.label })
    if (before !== undefined && value !== before) {
      throw new CeremonyError('ceremony/other-initials', { step: titleAt(state, field.sameAs), before })
    }
    const known = fits ? whereKnown(state, step, field, value) : undefined
    if (known !== undefined) {
      const where = known === 'plan' ? 'in the plan' : `at "${known.title}"`
      throw new CeremonyError('ceremony/old-number', { field: field.label, number: value, where })
    }
    if (field.expect !== undefined && value !== field.expect) fits = false
    values[field.id] = value
  }
  return { fits, values }
}

const titleAt = (state: State, id: string | undefined): string =>
  state.script.steps.find((step) => step.id === id)?.title ?? ''

/** Small letters for capitals are no other number of a bag, and no other initials. */
const asExpected = (expect: string | undefined, value: string): string =>
  expect !== undefined && value.toLowerCase() === expect.toLowerCase() ? expect : value
