// What all steps of a backup ask: which set, whose card, which key, and the facts of the steps before.

import { factsOf } from '../../../../core/ceremony/state.ts'
import { CeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import type { Id, PlannedKey } from '../../../../core/formats/plan.ts'
import type { BackupHolder, SplitSet } from '../../../../core/formats/plan-backup.ts'
import { splitSetOf } from '../../../../core/plan/backup.ts'
import type { Secret } from '../../../../core/secret.ts'
import type { TokenHost } from '../../../../core/token/port.ts'
import { isSoftwareToken } from '../../../../core/token/software.ts'
import { type ActionContext, type Mode, refuseWeakPinState, stringFact } from '../action.ts'

/** The set that the step is about. @throws CeremonyError `station/bug`: the expansion bound the step. */
export function setOf({ plan, step }: ActionContext): SplitSet {
  const set = step.bound.set === undefined ? undefined : splitSetOf(plan, step.bound.set)
  if (set === undefined) throw new CeremonyError('station/bug', { what: `step ${step.id} has no set` })
  return set
}

/** Whose card the step is about. */
export function holderOf(context: ActionContext): BackupHolder {
  const holder = setOf(context).holders.find(({ person }) => person === context.step.bound.share)
  if (holder === undefined) throw new CeremonyError('station/bug', { what: `step ${context.step.id} has no holder` })
  return holder
}

export function keyOfSet(context: ActionContext): PlannedKey & { readonly token: Id } {
  const { key: id } = setOf(context)
  const key = context.plan.keys.find((candidate) => candidate.id === id)
  if (key === undefined || !('token' in key)) throw new CeremonyError('station/bug', { what: `${id} is on no token` })
  return key
}

/** What the step with this action left for this set. @throws CeremonyError `station/bug` where it was not passed. */
export function factsOfSet(context: ActionContext, action: string): JsonObject {
  const facts = factsOf(context.state, action, { set: setOf(context).key })
  if (facts === undefined) throw new CeremonyError('station/bug', { what: `${context.step.id} before ${action}` })
  return facts
}

/** SubjectPublicKeyInfo of the key that is backed up, as `backup/begin` recorded it. */
export const spkiOf = (context: ActionContext): Uint8Array =>
  context.store.get(stringFact(factsOfSet(context, 'backup/begin'), 'spkiSha256', context.step))

/** A token of the plan, present and with tries left; its facts for the intent. */
export async function readyToken(context: ActionContext, token: Id): Promise<JsonObject> {
  const info = await context.desk.find(token)
  if (!context.desk.isLoggedIn(token)) refuseWeakPinState(token, info.userPin, context.spendTry)
  return { token, serial: info.serial, pinState: info.userPin }
}

/** DRILL-PRODUCTION: a key of production never goes into a token that keeps keys in files, whatever a plan says. @param made - in which kind of ceremony. */
export async function refuseSoftware(context: ActionContext, token: Id, made: Mode): Promise<void> {
  const info = await context.desk.find(token)
  if (made === 'production' && isSoftwareToken(info))
    throw new CeremonyError('ceremony/production-key', { token, maker: `${info.manufacturer} ${info.model}`.trim() })
}

export const loggedIn = (context: ActionContext, token: Id): Promise<TokenHost> =>
  context.desk.login(token, (): Secret => context.secret('userPin'))
