// What follows when the secret of a backup set is gone before its end. docs/backup.md section 3.

import { moveTo, no, standing } from './cursor.ts'
import type { EventOf } from './event.ts'
import { afterVoid } from './expand.ts'
import type { FlatStep } from './expanded.ts'
import { currentStep, type State, type Voided } from './state.ts'

/**
 * BACKUP-ONLY-CARDS: at `backup/lock` a look found the key destroyed and the restored one not yet in its place. Without the secret its cards and copies are all that
 * is left of it, and nothing may ask for them to be destroyed. What a look does not say is taken as the worst.
 */
export function isOnlyInCards(state: State): boolean {
  const step = currentStep(state)
  return (
    step?.kind === 'perform' &&
    step.action === 'backup/lock' &&
    state.again !== undefined &&
    state.again.found.key !== 'there'
  )
}

const isCopy = (step: FlatStep): boolean => step.kind === 'perform' && step.action === 'backup/copy'

const typedAt = (step: FlatStep, { results }: State): Voided['typed'] =>
  (step.kind === 'enter' ? step.fields : []).flatMap(({ id, form }) => {
    const value = results[step.id]?.values[id]
    return form === 'initials' || value === undefined ? [] : [{ step: step.id, value }]
  })

/** Stands in the reason of a void before whose cards were printed: also of those that nobody read back. */
export const sentToPrinter = 'cards were sent to a printer before, how often: '

function wasPrinted({ id }: FlatStep, { results }: State): boolean {
  const printed = results[id]?.facts?.printed
  return typeof printed === 'number' && printed > 0
}

/**
 * BACKUP-VOID: the secret is gone before its end. The act is gone back to, to where all cards and copies of the set are destroyed
 * before witnesses; what was made with the secret is forgotten. Also in a break, since a restart after one finds the secret gone.
 */
export function voided(state: State, event: EventOf<'voided'>, seq: number): State {
  if (state.status !== 'running' && state.status !== 'break') no(`the ceremony is not running (${state.status})`)
  if (state.pending !== undefined) no('an act is under way')
  const step = standing(state, event.step)
  if (isOnlyInCards(state)) no('BACKUP-ONLY-CARDS: the key was destroyed, and its cards are all that is left of it')
  const back = afterVoid(step, state.script.steps)
  if (step.scope !== true || step.bound.set !== event.set || back === undefined)
    return no(`no secret of the set ${event.set} is alive at this step`)
  const own = state.script.steps.filter(
    ({ act, bound, number }) => act === step.act && bound.set === event.set && number >= back.number,
  )
  // A copy that failed half-way may be there too.
  const done = own.filter(({ id }) => state.results[id] !== undefined || (id === step.id && isCopy(step)))
  const of = (action: string) => done.filter((each) => each.kind === 'perform' && each.action === action)
  const record: Voided = {
    seq,
    set: event.set,
    step: event.step,
    reason: event.reason,
    cards: of('backup/issue').flatMap(({ bound }) => bound.share ?? []),
    copies: of('backup/copy').flatMap(({ bound }) => bound.site ?? []),
    printed: of('backup/read-back').flatMap((each) => (wasPrinted(each, state) ? (each.bound.share ?? []) : [])),
    typed: done.flatMap((each) => typedAt(each, state)),
  }
  const forgotten = new Set(own.map(({ id }) => id))
  const results = Object.fromEntries(Object.entries(state.results).filter(([id]) => !forgotten.has(id)))
  return moveTo({ ...state, results, voids: [...state.voids, record] }, back.number - 1)
}
