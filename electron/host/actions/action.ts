// What every perform step answers to: prepare (reads only, may refuse), act (touches the world), look (after a crash).

import { type Chunk, repositoriesOf } from '../../../core/ceremony/chunks.ts'
import type { FlatSecret, FlatStep } from '../../../core/ceremony/expanded.ts'
import type { State } from '../../../core/ceremony/state.ts'
import { CeremonyError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/formats/json.ts'
import type { Id, Plan, PlannedKey, PlannedRepository, PlannedToken } from '../../../core/formats/plan.ts'
import type { Site } from '../../../core/formats/site.ts'
import type { Disk as Medium } from '../../../core/media/disk.ts'
import type { Secret } from '../../../core/secret.ts'
import type { Register } from '../register.node.ts'
import type { ScopeDesk } from '../scope-desk.ts'
import type { Store } from '../store.node.ts'
import type { TokenDesk } from '../token-desk.ts'

export type Mode = 'rehearsal' | 'production'

export type ActionContext = {
  readonly plan: Plan
  readonly site: Site
  readonly mode: Mode
  readonly state: State
  readonly step: FlatStep & { readonly kind: 'perform' }
  /** Station clock, ISO 8601 with milliseconds. */
  readonly now: string
  /** The ceremony's directory on the station. */
  readonly directory: string
  /** A person said aloud that a try may be spent although few are left. */
  readonly spendTry: boolean
  /** Where the bag goes: a directory that does not exist yet. */
  readonly out: string
  /** The port to the medium; the real one where it is absent. */
  readonly medium?: Medium | undefined
  readonly store: Store
  readonly desk: TokenDesk
  /** The secret of the backup that is being made. */
  readonly scope: ScopeDesk
  readonly register: Register
  /** All whole lines of the transcript so far. */
  readonly transcript: () => Uint8Array
  /** Take the secret that was typed for this slot. @throws CeremonyError `ceremony/secret-missing`. */
  readonly secret: (slot: FlatSecret['slot']) => Secret
}

/**
 * What a look after a crash found, and the facts of the outcome where the act turns out to have been done.
 * `refuses`: it can neither count as done nor be done again; people hear this, and stop.
 */
export type Found = { readonly found: JsonObject; readonly facts?: JsonObject; readonly refuses?: CeremonyError }

/** An act failed after it had changed something: whatever the failure is, only a look tells how it stands. */
export class HalfDone extends Error {
  constructor(cause: unknown) {
    super('half done', { cause })
  }
}

export type ActionHandler = {
  /** Read everything and refuse early. The result is the detail of the intent. */
  readonly prepare: (context: ActionContext) => Promise<JsonObject>
  readonly act: (context: ActionContext, detail: JsonObject) => Promise<JsonObject>
  /** Absent: the act changes nothing outside, so it is simply done again. */
  readonly look?: (context: ActionContext, detail: JsonObject) => Promise<Found>
}

/** @throws CeremonyError `station/bug`: the expansion bound the step, so this cannot come from a user. */
function bound<T>(value: T | undefined, step: FlatStep, what: string): T {
  if (value === undefined) throw new CeremonyError('station/bug', { what: `step ${step.id} has no ${what}` })
  return value
}

export function keyOf(context: ActionContext): PlannedKey {
  return bound(
    context.plan.keys.find((key) => key.id === context.step.bound.key),
    context.step,
    'key',
  )
}

export function keyOnToken(context: ActionContext): PlannedKey & { readonly token: Id } {
  const key = keyOf(context)
  if (!('token' in key)) throw new CeremonyError('station/bug', { what: `key ${key.id} is on no token` })
  return key
}

export function tokenOf(context: ActionContext): PlannedToken {
  return context.desk.planned(bound(context.step.bound.token, context.step, 'token'))
}

/** The chunk of repositories that goes through this step together. */
export const chunkOf = (context: ActionContext): Chunk => bound(context.step.bound.chunk, context.step, 'repositories')

/** Its repositories; they differ only in name. Never empty. */
export function chunkRepositories(context: ActionContext): readonly [PlannedRepository, ...PlannedRepository[]] {
  const [first, ...rest] = repositoriesOf(context.plan, chunkOf(context))
  return [bound(first, context.step, 'repository'), ...rest]
}

/** A fact that an earlier step of the same ceremony left. */
export function stringFact(facts: JsonObject | undefined, name: string, step: FlatStep): string {
  const value = facts?.[name]
  if (typeof value !== 'string')
    throw new CeremonyError('station/bug', { what: `step ${step.id} misses the fact ${name}` })
  return value
}

/** Refuse before a try is spent: the person must have said so (`spendTry`) where few tries are left. */
export function refuseWeakPinState(token: Id, pinState: string, spendTry: boolean): void {
  if (pinState === 'locked') throw new CeremonyError('ceremony/pin-locked', { token })
  if ((pinState === 'low' || pinState === 'final-try') && !spendTry) {
    throw new CeremonyError('ceremony/pin-state', { token, state: pinState })
  }
}
