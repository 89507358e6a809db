// Intent, flush, act, outcome, flush: the one path by which the ceremony touches the world. Rule ACT-RECORDED.

import type { EventOf } from '../../core/ceremony/event.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { missingCodes } from '../../core/ceremony/next.ts'
import type { Action } from '../../core/ceremony/script.ts'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import type { Id } from '../../core/formats/plan.ts'
import { type ActionContext, type ActionHandler, type Found, HalfDone } from './actions/action.ts'
import { actions } from './actions/table.ts'
import type { Recorder } from './recorder.node.ts'

export type PerformStep = FlatStep & { readonly kind: 'perform' }

const handlerOf = (action: Action): ActionHandler => actions[action]

type Ended = EventOf<'outcome'> | EventOf<'failed'>

/**
 * Perform the step that stands.
 * @param owed - is given how the act ended before that is recorded, and undefined once it is: where the disk does not
 *   take it, it can be recorded later, and nothing is lost.
 * @throws CeremonyError whatever refused or failed; it stands in the transcript as `refused` (nothing was begun) or
 *   `failed` (the act was begun). When even that cannot be written the intent stays open, and a restart reconciles it.
 */
export async function performStep(
  recorder: Recorder,
  context: ActionContext,
  by: Id,
  owed: (ended: Ended | undefined) => void,
): Promise<void> {
  const { step } = context
  const detail = await prepare(recorder, context, by)
  recorder.record({ type: 'intent', step: step.id, by, action: step.action, detail })
  const intent = recorder.state.length - 1
  const { ended, failure } = await endOf(context, detail, intent)
  owed(ended)
  recorder.record(ended)
  owed(undefined)
  if (failure !== undefined) throw failure
}

async function endOf(
  context: ActionContext,
  detail: JsonObject,
  intent: number,
): Promise<{ ended: Ended; failure?: CeremonyError }> {
  const { id: step, action } = context.step
  const handler = handlerOf(action)
  try {
    const facts = await handler.act(context, detail)
    return { ended: { type: 'outcome', step, intent, facts: { ...facts, ...context.desk.takePatience() } } }
  } catch (error) {
    const halfDone = error instanceof HalfDone
    const failure = asKnown(halfDone ? error.cause : error)
    const told = withPatience(context, failure)
    const ended = { type: 'failed', step, intent, code: failure.code, detail: told } as const
    // A rule that said no, or a wrong PIN, did nothing. After anything else the act may have been done: a person looks.
    const unknown = halfDone || (handler.look !== undefined && ['device', 'bug'].includes(failure.disposition))
    return { ended: unknown ? { ...ended, unknown } : ended, failure }
  }
}

async function prepare(recorder: Recorder, context: ActionContext, by: Id): Promise<JsonObject> {
  const { step, state } = context
  return recordingRefusal(recorder, context, by, async () => {
    const missing = missingCodes(state, step)
    if (missing !== undefined) {
      const names = missing.map((id) => context.plan.people.find((person) => person.id === id)?.name ?? id)
      throw new CeremonyError('ceremony/four-eyes', { step: step.id, missing: names.join(' or ') })
    }
    return handlerOf(step.action).prepare(context)
  })
}

/**
 * What would refuse the act, asked before its PIN is taken: the right token, the checks, a fork. Nothing is begun.
 * @throws CeremonyError whatever refuses; it stands in the transcript as `refused`.
 */
export async function prepareStep(recorder: Recorder, context: ActionContext, by: Id): Promise<void> {
  await recordingRefusal(recorder, context, by, () => handlerOf(context.step.action).prepare(context))
}

async function recordingRefusal<T>(
  recorder: Recorder,
  context: ActionContext,
  by: Id,
  run: () => Promise<T>,
): Promise<T> {
  const { id: step } = context.step
  try {
    return await run()
  } catch (error) {
    const known = asKnown(error)
    recorder.record({ type: 'refused', step, by, code: known.code, detail: withPatience(context, known) })
    throw known
  }
}

/** After a crash: look how the act stands. Reads only; it may take a PIN, since private objects show only after login. */
export async function lookInto(recorder: Recorder, context: ActionContext, by: Id, detail: JsonObject): Promise<Found> {
  const { look } = handlerOf(context.step.action)
  if (look === undefined) {
    return { found: { note: 'This act changes nothing outside the station; it is simply done again.' } }
  }
  const looked = await recordingRefusal(recorder, context, by, () => look(context, detail))
  return { ...looked, found: { ...looked.found, ...context.desk.takePatience() } }
}

/** The detail of what went wrong, and what people decided while the token was quiet. */
const withPatience = ({ desk }: ActionContext, { detail }: CeremonyError): JsonObject => ({
  ...(detail as JsonObject), // details are JSON by their types
  ...desk.takePatience(),
})

/**
 * A person may only decide what the look showed: done where it was done, again where it was not.
 * @throws CeremonyError `ceremony/not-now` before anyone has looked, and for the other decision; what the look itself refuses with.
 */
export function checkDecision(found: Found | undefined, decision: 'done' | 'again'): Found {
  const not = (reason: string) => new CeremonyError('ceremony/not-now', { asked: 'reconcile', reason })
  if (found === undefined) throw not('nobody has looked yet')
  if (found.refuses !== undefined) throw found.refuses
  const done = found.facts !== undefined
  if (decision === 'done' && !done) throw not('what was found does not show that it was done')
  if (decision === 'again' && done) throw not('it was done; doing it again would do it twice')
  return found
}

/** Anything that is not one of our errors is a fault of the station; its words may hold anything, so only its name is kept. */
function asKnown(error: unknown): CeremonyError {
  if (isCeremonyError(error)) return error
  const what = error instanceof Error ? error.name : 'a thrown value'
  return new CeremonyError('station/bug', { what }, { cause: error })
}
