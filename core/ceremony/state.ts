// Where a ceremony stands: a fold over its transcript. docs/formats/transcript.md section 5.

import type { JsonObject } from '../formats/json.ts'
import type { Id } from '../formats/plan.ts'
import { GENESIS, type Hex } from '../transcript/entry.ts'
import type { EventOf } from './event.ts'
import type { Bound, ExpandedScript, FlatStep } from './expanded.ts'

/** What the latest passing of a step left behind. */
export type Result = {
  readonly seq: number
  readonly by: Id
  readonly values: Readonly<Record<string, string>>
  readonly facts: JsonObject
  /** Sequence number of the deviation over which the step was passed. */
  readonly deviation?: number
  /** An act that was left out over that deviation: it has no facts. */
  readonly notDone?: boolean
}

export type Deviation = {
  readonly seq: number
  readonly step: string
  readonly by: Id
  readonly auth: EventOf<'deviation'>['auth']
  readonly text: string
}

/** A backup set whose secret was gone before its end. Its cards and copies are owed to be destroyed before anything is split again. */
export type Voided = {
  readonly seq: number
  readonly set: Id
  readonly step: string
  readonly reason: string
  /** Holders whose card may exist, and sites whose copy of the blob was written. */
  readonly cards: readonly Id[]
  readonly copies: readonly Id[]
  /** Holders whose card was read back and had been sent to a printer. */
  readonly printed: readonly Id[]
  /** What was typed at its steps: a bag that was used for what is void is not new. */
  readonly typed: readonly { readonly step: string; readonly value: string }[]
}

/** A fault that a trainer armed for the step `at`, in a rehearsal. */
export type Staged = { readonly seq: number; readonly fault: string; readonly at: string; readonly by: string }

/** An intent that has no outcome yet. */
export type Pending = {
  readonly seq: number
  readonly step: string
  readonly by: Id
  readonly action: string
  readonly detail: JsonObject
  /** The station was restarted in between, or nobody knows how far it came: only a person's decision ends it now. */
  readonly interrupted: boolean
}

export type State = {
  readonly script: ExpandedScript
  readonly opened: EventOf<'opened'> | undefined
  readonly status: 'unopened' | 'running' | 'break' | 'stopped' | 'closed'
  readonly disposition: 'void' | 'resumable' | undefined
  /** Index of the step that stands now; `script.steps.length` when all are passed. */
  readonly cursor: number
  readonly results: Readonly<Record<string, Result>>
  /** Who gave a private code for the step that stands now. */
  readonly confirmed: readonly Id[]
  readonly pending: Pending | undefined
  /** The act that stands now was begun, looked into, and is to be done again: what the look found. */
  readonly again: { readonly seq: number; readonly found: JsonObject } | undefined
  /** The step that stands now was answered "not as it should be" here. */
  readonly misfit: number | undefined
  /** A deviation recorded while the step stood. */
  readonly excuse: number | undefined
  /** People whose roll call is done: only they have a private code. */
  readonly present: readonly Id[]
  readonly deviations: readonly Deviation[]
  readonly staged: readonly Staged[]
  readonly voids: readonly Voided[]
  /** The last head that was put on paper (end of an act, break, stop); what `resumed` must name. */
  readonly paperHead: Hex | undefined
  /** Sequence number of the first seal's intent. */
  readonly sealedAt: number | undefined
  /** By person; ask `wrongCodesOf`. */
  readonly wrongCodes: Readonly<Record<Id, number>>
  /** Digest of the last entry, the newest time that was recorded or confirmed, and how many entries there are. */
  readonly head: Hex
  readonly time: string
  readonly length: number
}

/** Before the first entry. */
export function beginState(script: ExpandedScript): State {
  return {
    script,
    opened: undefined,
    status: 'unopened',
    disposition: undefined,
    cursor: 0,
    results: {},
    confirmed: [],
    pending: undefined,
    again: undefined,
    misfit: undefined,
    excuse: undefined,
    present: [],
    deviations: [],
    staged: [],
    voids: [],
    paperHead: undefined,
    sealedAt: undefined,
    wrongCodes: {},
    head: GENESIS,
    time: '',
    length: 0,
  }
}

/** The step that stands now; undefined when all are passed. */
export function currentStep(state: State): FlatStep | undefined {
  return state.script.steps[state.cursor]
}

/** The set whose secret must be alive at the step that stands, by the id of its key; undefined where none must. */
export function scopeOf(state: State): Id | undefined {
  const step = currentStep(state)
  return step?.scope === true ? step.bound.set : undefined
}

/** The facts of the passed perform step with this action that is bound to these ids; of a voided set there are none. */
export function factsOf(state: State, action: string, bound: Bound): JsonObject | undefined {
  for (const step of state.script.steps) {
    if (step.kind !== 'perform' || step.action !== action) continue
    if (boundIds.some((name) => bound[name] !== undefined && step.bound[name] !== bound[name])) continue
    if (bound.chunk !== undefined && step.bound.chunk?.first !== bound.chunk.first) continue
    const result = state.results[step.id]
    if (result !== undefined && result.notDone !== true) return result.facts
  }
  return undefined
}

const boundIds = ['person', 'token', 'key', 'site', 'set', 'share'] as const

/** How a key came about, whichever way it did: made on its token, made in software and imported, or brought in. */
export const madeFacts = (state: State, key: Id): JsonObject | undefined =>
  factsOf(state, 'key/generate', { key }) ??
  factsOf(state, 'backup/import', { key }) ??
  factsOf(state, 'key/adopt', { key })

/** Wrong codes in a row. A person of a record may be called `constructor`; every object has something of that name. */
export const wrongCodesOf = ({ wrongCodes }: State, by: Id): number =>
  Object.hasOwn(wrongCodes, by) ? (wrongCodes[by] ?? 0) : 0
