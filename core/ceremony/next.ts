// The engine: next(state, event) is pure. What it refuses can neither be recorded live nor stand in a transcript (TRX-REPLAY).

import { canonicalJson } from '../formats/canonical.ts'
import type { JsonObject } from '../formats/json.ts'
import type { Id } from '../formats/plan.ts'
import { type Hex, isInstant } from '../transcript/entry.ts'
import { checkAnswer } from './check-answer.ts'
import { comparedValue } from './compared.ts'
import { here, moveTo, no, running, standing } from './cursor.ts'
import type { CeremonyEvent, EventOf } from './event.ts'
import { targetOf } from './expand.ts'
import type { FlatStep } from './expanded.ts'
import { forkIsExcused } from './fork-excuse.ts'
import { currentStep, type Result, type State, wrongCodesOf } from './state.ts'
import { voided } from './void.ts'

/** An event at its place in the chain. */
export type Stamped = {
  readonly event: CeremonyEvent
  readonly seq: number
  readonly time: string
  readonly digest: Hex
}

/**
 * The state after one more entry.
 * @throws DoesNotFollow when the script, the roles, the four-eyes rule (FOUR-EYES) or the state do not allow it.
 * @see docs/formats/transcript.md section 5
 */
export function next(state: State, entry: Stamped): State {
  const after = apply(state, entry)
  // The station's own entries may be dated earlier (its clock is back); only a person's word moves the time back.
  const time = entry.event.type === 'clock' || entry.time > state.time ? entry.time : state.time
  return { ...after, head: entry.digest, time, length: entry.seq + 1 }
}

function apply(state: State, entry: Stamped): State {
  const { event } = entry
  if (state.status === 'unopened' && event.type !== 'opened') no('the first entry must open the ceremony')
  if (state.status === 'closed') no('the ceremony is closed')
  if (state.status === 'stopped' && (state.disposition === 'void' || event.type !== 'restarted'))
    no('the ceremony was stopped')
  switch (event.type) {
    case 'opened':
      return opened(state, event)
    case 'answered':
      return answered(state, event, entry)
    case 'confirmed':
      return confirmed(state, event)
    case 'intent':
      return intent(state, event, entry)
    case 'outcome':
      return outcome(state, event, entry.seq)
    case 'failed':
      return failed(state, event)
    case 'refused':
      if (event.step !== 'end' || currentStep(state) !== undefined) standing(state, event.step)
      return event.code === 'ceremony/wrong-code' ? wrongCode(state, event.by) : state
    case 'deviation':
      return deviation(state, event, entry.seq)
    case 'break':
      if (state.status !== 'running') no('a break can only begin while the ceremony runs')
      if (state.pending !== undefined) no('an act is under way')
      return { ...state, status: 'break', paperHead: entry.digest, confirmed: [] }
    case 'resumed':
      if (state.status !== 'break') no('there is no break to end')
      if (state.paperHead !== undefined && event.headFromPaper !== state.paperHead)
        no('the head from paper is another one')
      return { ...state, status: 'running' }
    case 'stopped':
      return { ...state, status: 'stopped', disposition: event.disposition, paperHead: entry.digest }
    case 'restarted':
      return restarted(state)
    case 'reconciled':
      return reconciled(state, event, entry.seq)
    case 'clock':
      return state
    case 'staged':
      return staged(state, event, entry.seq)
    case 'voided':
      return voided(state, event, entry.seq)
    case 'closed':
      running(state)
      if (state.cursor !== state.script.steps.length) no('steps are still open')
      return { ...state, status: 'closed' }
    default:
      return event satisfies never
  }
}

function opened(state: State, event: EventOf<'opened'>): State {
  if (state.status !== 'unopened') no('the ceremony is already open')
  const { id, version } = state.script.script
  if (event.script.id !== id || event.script.version !== version) no(`it opens with ${event.script.id}, not with ${id}`)
  if (event.planDigest !== state.script.planDigest) no('it opens with another plan')
  return { ...moveTo(state, 0), opened: event, status: 'running' }
}

function answered(state: State, event: EventOf<'answered'>, entry: Stamped): State {
  const step = here(state, event.step, event.by)
  if (step.kind === 'perform' && (event.fits || (step.otherwise?.goTo === undefined && !mayPassOver(state, step))))
    no('this step is performed, not answered')
  checkAnswer(state, step, event)
  if (step.kind === 'compare') checkCompared(state, step, event, entry.time)
  const result: Result = { seq: entry.seq, by: event.by, values: event.values, facts: {} }
  if (event.fits) return pass(withPaper(state, step), step, result)
  if (state.excuse !== undefined && step.otherwise?.mayContinue === true) {
    const passed: Result = { ...result, deviation: state.excuse, ...(step.kind === 'perform' ? { notDone: true } : {}) }
    return pass(withPaper(state, step), step, passed)
  }
  const back = step.otherwise?.goTo === undefined ? undefined : targetOf(step.otherwise.goTo, state.script.steps, step)
  if (back === undefined) return { ...state, misfit: entry.seq }
  return { ...moveTo(state, back.number - 1), misfit: undefined }
}

/** An act that the script lets be left out, over a recorded deviation: for example one signer of more than are needed. */
const mayPassOver = (state: State, step: FlatStep): boolean =>
  state.excuse !== undefined && step.otherwise?.mayContinue === true

/** What was compared must be what the state says, so that a record cannot claim another digest. */
function checkCompared(
  state: State,
  step: FlatStep & { kind: 'compare' },
  event: EventOf<'answered'>,
  time: string,
): void {
  if (step.value === 'station-clock') return
  const compared = comparedValue(state, step, time)
  if (compared === undefined) no('what it compares does not exist yet')
  else if (event.values[step.value] !== compared.value)
    no(`the ${step.value} that was compared is not the one that stood there`)
}

const withPaper = (state: State, step: FlatStep): State =>
  step.kind === 'compare' && step.value === 'head' ? { ...state, paperHead: state.head } : state

function confirmed(state: State, event: EventOf<'confirmed'>): State {
  running(state)
  const step = standing(state, event.step)
  if (step.kind !== 'perform' || step.irreversible === undefined) no('this step takes no private codes')
  else if (![...step.by, ...step.irreversible.confirmedBy].includes(event.by)) no(`${event.by} may not confirm it`)
  if (!state.present.includes(event.by)) no(`${event.by} is not on the roll`)
  if (state.confirmed.includes(event.by)) no(`${event.by} has already confirmed`)
  return { ...state, confirmed: [...state.confirmed, event.by], wrongCodes: { ...state.wrongCodes, [event.by]: 0 } }
}

/** @param entry - its place: the moment that an act says of itself lies between the entry before it and its own. */
function intent(state: State, event: EventOf<'intent'>, { seq, time }: Stamped): State {
  const step = here(state, event.step, event.by)
  if (step.kind !== 'perform' || step.action !== event.action) no('the step does not perform this')
  for (const name of ['key', 'token'] as const)
    if (event.detail[name] !== undefined && step.bound[name] !== undefined && event.detail[name] !== step.bound[name])
      no(`it is about another ${name} than its step`)
  if (event.detail.transcriptHead !== undefined && event.detail.transcriptHead !== state.head) {
    no('it names another head than the one it follows')
  }
  const said = event.detail.time
  // Only what is a moment is held by its order: a moment with any text behind it would sort between the two as well.
  if (said !== undefined && (typeof said !== 'string' || !isInstant(said) || said < state.time || said > time))
    no('it says another time than the entries around it')
  if (typeof event.detail.fork === 'string' && !forkIsExcused(state, step))
    no('ROOT-FORK: nobody but those who sign excused it with a private code')
  const missing = missingCodes(state, step)
  if (missing !== undefined) no(`FOUR-EYES: private code missing: ${missing.join(' or ')}`)
  const pending = {
    seq,
    step: event.step,
    by: event.by,
    action: event.action,
    detail: event.detail,
    interrupted: false,
  }
  const sealedAt = state.sealedAt ?? (event.action === 'transcript/seal' ? seq : undefined)
  return { ...state, pending, sealedAt }
}

/**
 * FOUR-EYES: an irreversible step takes two different people's codes, one of those who do it and one of those who
 * confirm it. Returns whose code is still missing (any one of the list), undefined when it is met.
 */
export function missingCodes(state: State, step: FlatStep): readonly Id[] | undefined {
  if (step.kind !== 'perform' || step.irreversible === undefined) return undefined
  const { confirmedBy } = step.irreversible
  for (const doer of step.by.filter((id) => state.confirmed.includes(id))) {
    if (confirmedBy.some((id) => id !== doer && state.confirmed.includes(id))) return undefined
  }
  const doers = step.by.filter((id) => state.confirmed.includes(id))
  if (doers.length === 0) return step.by
  return confirmedBy.filter((id) => !doers.includes(id) || doers.length > 1)
}

function outcome(state: State, event: EventOf<'outcome'>, seq: number): State {
  const pending = settle(state, event)
  agree(pending.detail, event.facts)
  return settled(state, pending.step, { seq, by: pending.by, values: {}, facts: event.facts })
}

/** An act that failed half-way, so that nobody knows how far it came, is for a person to look into, as after a restart. */
function failed(state: State, event: EventOf<'failed'>): State {
  const pending = settle(state, event)
  return { ...state, pending: event.unknown === true ? { ...pending, interrupted: true } : undefined, confirmed: [] }
}

function settle(state: State, event: { readonly step: string; readonly intent: number }) {
  const pending = state.pending
  if (pending === undefined || pending.seq !== event.intent || pending.step !== event.step)
    return no('there is no such intent')
  if (pending.interrupted) no('it was interrupted; a person decides')
  return pending
}

function reconciled(state: State, event: EventOf<'reconciled'>, seq: number): State {
  running(state)
  const pending = state.pending
  if (pending?.interrupted !== true || pending.seq !== event.intent) return no('there is nothing to reconcile')
  if (!standing(state, pending.step).by.includes(event.by)) return no(`${event.by} may not decide this`)
  agree(pending.detail, event.facts)
  if (event.decision === 'again')
    return { ...state, pending: undefined, again: { seq: event.intent, found: event.found }, confirmed: [] }
  return settled(state, pending.step, { seq, by: event.by, values: {}, facts: event.facts })
}

/** What an outcome says under a name that its intent used is what the intent said; a head and a time, only where the intent named them, which must follow the entries before. */
function agree(detail: JsonObject, facts: JsonObject): void {
  if (facts.transcriptHead !== undefined && detail.transcriptHead === undefined) no('its intent names no head')
  if (facts.time !== undefined && detail.time === undefined) no('its intent says no time')
  for (const [name, value] of Object.entries(facts)) {
    const intended = detail[name]
    if (intended !== undefined && canonicalJson(intended) !== canonicalJson(value))
      no(`its ${name} is not the one of its intent`)
  }
}

function settled(state: State, stepId: string, result: Result): State {
  const step = standing(state, stepId)
  return pass({ ...state, pending: undefined }, step, result)
}

function deviation(state: State, event: EventOf<'deviation'>, seq: number): State {
  if ((currentStep(state)?.id ?? 'end') !== event.step) no('a deviation names the step that stands')
  const deviations = [...state.deviations, { seq, step: event.step, by: event.by, auth: event.auth, text: event.text }]
  return { ...state, deviations, excuse: seq }
}

/** STAGED-REHEARSAL: only a rehearsal has faults that were staged; in production every fault is a real one. */
function staged(state: State, event: EventOf<'staged'>, seq: number): State {
  if (state.opened?.mode !== 'rehearsal') no('a fault is staged only in a rehearsal')
  if (state.pending?.interrupted === false) no('an act is under way')
  if ((currentStep(state)?.id ?? 'end') !== event.step) no('a staged fault names the step that stands')
  const at = state.script.steps.findIndex((step) => step.id === event.at)
  if (at < state.cursor) no(`${event.at} is no step that is still to come`)
  const { fault, by } = event
  return { ...state, staged: [...state.staged, { seq, fault, at: event.at, by }] }
}

function restarted(state: State): State {
  const pending = state.pending === undefined ? undefined : { ...state.pending, interrupted: true }
  const status = state.paperHead === undefined ? 'running' : 'break'
  return { ...state, pending, status, disposition: undefined, confirmed: [] }
}

function wrongCode(state: State, by: Id): State {
  return { ...state, wrongCodes: { ...state.wrongCodes, [by]: wrongCodesOf(state, by) + 1 } }
}

function pass(state: State, step: FlatStep, result: Result): State {
  const person =
    step.kind === 'enter' && step.secrets.some((secret) => secret.slot === 'code') ? step.bound.person : undefined
  const present = person === undefined || state.present.includes(person) ? state.present : [...state.present, person]
  return moveTo({ ...state, present, results: { ...state.results, [step.id]: result } }, step.number)
}
