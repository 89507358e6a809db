// Intent, flush, act, outcome, flush: the one path by which the ceremony touches the world.

import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { missingCodes } from '../../core/ceremony/next.ts'
import type { Action } from '../../core/ceremony/script.ts'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import type { Id } from '../../core/formats/plan.ts'
import type { ActionContext, ActionHandler, Found } from './actions/action.ts'
import { actions } from './actions/table.ts'
import type { Recorder } from './recorder.node.ts'

export type PerformStep = FlatStep & { readonly kind: 'perform' }

const handlerOf = (action: Action): ActionHandler => actions[action]

/**
 * Perform the step that stands.
 * @throws CeremonyError whatever refused or failed; it stands in the transcript as `refused` (nothing was begun) or
 *   `failed` (the act was begun). When even that cannot be written the intent stays open, and a restart reconciles it.
 */
export async function performStep(recorder: Recorder, context: ActionContext, by: Id): Promise<void> {
  const { step } = context
  const detail = await prepare(recorder, context, by)
  recorder.record({ type: 'intent', step: step.id, by, action: step.action, detail })
  const intent = recorder.state.length - 1
  let facts: JsonObject
  try {
    facts = await handlerOf(step.action).act(context, detail)
  } catch (error) {
    const known = asKnown(error)
    recorder.record({ type: 'failed', step: step.id, intent, code: known.code, detail: known.detail as JsonObject }) // details are JSON by their types
    throw known
  }
  recorder.record({ type: 'outcome', step: step.id, intent, facts })
}

async function prepare(recorder: Recorder, context: ActionContext, by: Id): Promise<JsonObject> {
  const { step, state } = context
  try {
    const missing = missingCodes(state, step)
    if (missing !== undefined) {
      const names = missing.map((id) => context.plan.people.find((person) => person.id === id)?.name ?? id)
      throw new CeremonyError('ceremony/four-eyes', { step: step.id, missing: names.join(' or ') })
    }
    return await handlerOf(step.action).prepare(context)
  } catch (error) {
    const known = asKnown(error)
    recorder.record({ type: 'refused', step: step.id, by, code: known.code, detail: known.detail as JsonObject }) // details are JSON by their types
    throw known
  }
}

/** After a crash: look how the act stands. Reads only; it may take a PIN, since private objects show only after login. */
export async function lookInto(context: ActionContext, detail: JsonObject): Promise<Found> {
  const handler = handlerOf(context.step.action)
  return handler.look === undefined
    ? { found: { note: 'This act changes nothing outside the station; it is simply done again.' } }
    : handler.look(context, detail)
}

/** Anything that is not one of our errors is a fault of the station; its words may hold anything, so only its name is kept. */
function asKnown(error: unknown): CeremonyError {
  if (isCeremonyError(error)) return error
  const what = error instanceof Error ? error.name : 'a thrown value'
  return new CeremonyError('station/bug', { what }, { cause: error })
}
