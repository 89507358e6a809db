// An answer in a record is one that its step can have: a record cannot say "as it should be" of what was not.

import type { EventOf } from './event.ts'
import type { FlatStep } from './expanded.ts'
import { DoesNotFollow } from './follow.ts'
import { typedBefore, whereKnown } from './known.ts'
import type { State } from './state.ts'

/**
 * Hold what was answered against the step: the option that was chosen says whether it fits, a field says what is expected
 * or what came before it, and a private code is asked for where the step asks for one. Compared values are looked at by `next`.
 * @throws DoesNotFollow
 */
export function checkAnswer(state: State, step: FlatStep, event: EventOf<'answered'>): void {
  const setsCode = step.kind === 'enter' && step.secrets.some(({ slot }) => slot === 'code')
  if ((event.auth === 'code') !== setsCode) throw new DoesNotFollow('the step takes another proof of who answered')
  if (step.kind === 'choose') checkChosen(step, event)
  else if (step.kind === 'enter') checkEntered(state, step, event)
  else checkBare(step, event)
}

/** Nothing is typed or chosen; what is compared is recorded. */
function checkBare(step: FlatStep, { values }: EventOf<'answered'>): void {
  const more = Object.keys(values).find((name) => step.kind !== 'compare' || name !== step.value)
  if (more !== undefined) throw new DoesNotFollow(`the step has no field ${more}`)
}

function checkChosen(step: FlatStep & { readonly kind: 'choose' }, { fits, values }: EventOf<'answered'>): void {
  const option = step.options.find(({ id }) => id === values.option)
  if (option === undefined || Object.keys(values).length !== 1)
    throw new DoesNotFollow('it chooses no option of the step')
  if (option.fits !== fits) throw new DoesNotFollow(`the option ${option.id} does not mean that`)
}

function checkEntered(
  state: State,
  step: FlatStep & { readonly kind: 'enter' },
  { fits, values }: EventOf<'answered'>,
): void {
  const fields = step.fields.map(({ id }) => id)
  const differs = [...Object.keys(values), ...fields].find(
    (name) => fields.includes(name) !== Object.hasOwn(values, name),
  )
  if (differs !== undefined) throw new DoesNotFollow(`the field ${differs} is one too many, or is missing`)
  const wrong = step.fields.find(({ id, expect }) => expect !== undefined && values[id] !== expect)
  if (fits && wrong !== undefined) throw new DoesNotFollow(`${wrong.id} is not what is expected`)
  for (const field of step.fields) {
    const value = values[field.id] ?? ''
    const before = typedBefore(state, field)
    if (before !== undefined && before !== value) throw new DoesNotFollow(`${field.id} is not what ${field.sameAs} has`)
    if (fits && whereKnown(state, step, field, value) !== undefined)
      throw new DoesNotFollow(`${field.id} is no number of its own`)
  }
}
