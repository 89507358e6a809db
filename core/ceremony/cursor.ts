// Which step stands, who may do it, and where the cursor goes: what every event asks.

import type { Id } from '../formats/plan.ts'
import type { FlatStep } from './expanded.ts'
import { DoesNotFollow } from './follow.ts'
import { currentStep, type State } from './state.ts'

/** Another step stands: codes, misfit, excuse and what a look found were about the one before. */
export const moveTo = (state: State, cursor: number): State => ({
  ...state,
  cursor: passOverUnvoided(state, cursor),
  confirmed: [],
  again: undefined,
  misfit: undefined,
  excuse: undefined,
})

/** A step that only follows a void stands while that is owed: the set was voided, and the step is not passed since. */
function passOverUnvoided(state: State, cursor: number): number {
  let at = cursor
  for (let step = state.script.steps[at]; step?.onlyAfterVoid === true; step = state.script.steps[++at]) {
    const { set } = step.bound
    if (state.voids.some((each) => each.set === set) && state.results[step.id] === undefined) break
  }
  return at
}

/** @throws DoesNotFollow in a break, after a stop, before it opens. */
export function running(state: State): void {
  if (state.status !== 'running') no(`the ceremony is not running (${state.status})`)
}

/** The step that stands, named by the event, done by one of its people, with nothing under way. */
export function here(state: State, step: string, by: Id): FlatStep {
  running(state)
  if (state.pending !== undefined) no('an act is under way')
  const found = standing(state, step)
  if (!found.by.includes(by)) no(`${by} may not do this step`)
  return found
}

/** The step that stands, which the event must name. @throws DoesNotFollow */
export function standing(state: State, step: string): FlatStep {
  const current = currentStep(state)
  if (current === undefined || current.id !== step)
    return no(`the step that stands is ${current?.id ?? 'none'}, not ${step}`)
  return current
}

/** @throws DoesNotFollow */
export function no(reason: string): never {
  throw new DoesNotFollow(reason)
}
