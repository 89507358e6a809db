// From the state to what a window shows. Pure; the same view drives the screen, the terminal and the rehearsal.

import type { Words } from '../errors/define.ts'
import type { JsonValue } from '../formats/json.ts'
import type { Id, Plan } from '../formats/plan.ts'
import type { ShareView } from '../formats/share-view.ts'
import type { StepView, View } from '../formats/view.ts'
import { siteName } from '../plan/uses.ts'
import { firstWords, wordLines } from '../transcript/words.ts'
import { roleName } from './collections.ts'
import { type Compared, comparedValue } from './compared.ts'
import { targetOf } from './expand.ts'
import type { FlatStep } from './expanded.ts'
import { missingCodes } from './next.ts'
import { reviewOf } from './review.ts'
import { currentStep, factsOf, type State, scopeOf } from './state.ts'
import { isOnlyInCards } from './void.ts'

/** What the host knows beside the state. */
export type HostFacts = {
  readonly now: string
  /** Slots of the step that stands which still need a secret, and those that have one. */
  readonly slotsNeeded: readonly string[]
  readonly slotsGiven: readonly string[]
  /** What a look after a crash found, and whether it shows that the act was done. */
  readonly found: { readonly facts: JsonValue; readonly done: boolean } | undefined
  /** Why nothing can be decided about the act that stands, nor can it be done again: the ceremony is to be stopped. */
  readonly stop?: Words | undefined
  readonly needsClock: boolean
  /** Rehearsal only: a hint for a step, for example the SO PIN with which throw-away tokens come. */
  readonly hint?: ((step: FlatStep) => string | null) | undefined
  /** The card that the step that stands shows or reads. */
  readonly share?: ShareView | undefined
  /** The path of the finished bag. */
  readonly bag: string | null
}

export function viewOf(state: State, plan: Plan, host: HostFacts): View {
  const step = currentStep(state)
  const act = state.script.acts.findIndex((candidate) => candidate.id === (step ?? state.script.steps.at(-1))?.act)
  const title = state.script.acts[act]
  return {
    ceremony: state.opened?.ceremony ?? '',
    title: state.script.script.title,
    mode: state.opened?.mode ?? 'rehearsal',
    plan: {
      name: plan.name,
      version: plan.version,
      organisation: plan.organisation,
      timeZone: plan.schedule.timeZone,
    },
    status: state.status,
    disposition: state.disposition ?? null,
    act: title === undefined ? null : { ...title, number: act + 1, of: state.script.acts.length },
    step: step === undefined ? null : stepViewOf(state, plan, step, host),
    steps: state.script.steps.length,
    people: plan.people.map((person) => ({ ...personOf(plan, person.id), present: state.present.includes(person.id) })),
    deviations: deviationLines(state, plan),
    reconcile: reconcileOf(state, host),
    needsHead: state.status === 'break' && state.paperHead !== undefined,
    needsClock: host.needsClock,
    openSecret: openSecret(state, plan, host),
    transcript: { length: state.length, head: state.head, words: firstWords(state.head) },
    time: host.now,
    outcome: outcomeOf(state),
    bag: host.bag,
  }
}

function openSecret(state: State, { recovery }: Plan, { stop }: HostFacts): View['openSecret'] {
  if (state.status !== 'running' || scopeOf(state) === undefined || stop !== undefined) return null
  if (recovery !== undefined) return 'read'
  const step = currentStep(state)
  const mayBeGone = step?.kind === 'perform' && step.action === 'backup/lock' && state.pending !== undefined
  return mayBeGone || isOnlyInCards(state) ? 'only' : 'made'
}

const titleOf = (state: State, id: string): string => state.script.steps.find((step) => step.id === id)?.title ?? id

/** Names, not ids; the record and its digest have the ids. */
const deviationLines = (state: State, plan: Plan): string[] =>
  state.deviations.map(({ by, step, text }) => `${personOf(plan, by).name}, at ${titleOf(state, step)}: ${text}`)

/** What is read aloud for the value that is compared. */
function wordsOf(state: State, plan: Plan, step: FlatStep, compared: NonNullable<Compared>): string[] {
  if (compared.form === 'digest') return [...wordLines(compared.value)]
  if (step.kind === 'compare' && step.value === 'deviations' && state.deviations.length > 0)
    return deviationLines(state, plan).map((line, index) => `${index + 1}. ${line}`)
  return [...(compared.lines ?? [compared.value])]
}

function stepViewOf(state: State, plan: Plan, step: FlatStep, host: HostFacts): StepView {
  const compared = shownFor(state, step, host.now)
  const review = reviewOf(state, plan, step)
  const secrets = step.kind === 'perform' || step.kind === 'enter' ? step.secrets : []
  return {
    id: step.id,
    number: step.number,
    kind: step.kind,
    title: step.title,
    do: step.do,
    see: expectedOf(state, step) ?? step.see ?? null,
    hint: host.hint?.(step) ?? null,
    otherwise: printOtherwise(step, state.script.steps),
    mayContinue: step.otherwise?.mayContinue === true,
    by: step.by.map((id) => personOf(plan, id)),
    statement:
      step.kind === 'attest' ? step.statement : step.kind === 'transfer' ? `${step.what}: to ${step.to}` : null,
    options: step.kind === 'choose' ? [...step.options] : [],
    fields: step.kind === 'enter' ? step.fields.map(({ id, label, form }) => ({ id, label, form })) : [],
    compared:
      compared === undefined
        ? null
        : {
            form: compared.form,
            value: compared.value,
            words: wordsOf(state, plan, step, compared),
          },
    review: step.onlyAfterVoid === true ? owedLines(state, plan, step) : review.summary,
    reviewAll: review.everything,
    action: step.kind === 'perform' ? step.action : null,
    token: step.bound.token ?? null,
    share: host.share ?? null,
    secrets: secrets
      .filter((secret) => host.slotsNeeded.includes(secret.slot) || host.slotsGiven.includes(secret.slot))
      .map((secret) => ({
        slot: secret.slot,
        label: secret.label,
        by: secret.by.map((id) => personOf(plan, id)),
        given: host.slotsGiven.includes(secret.slot),
      })),
    irreversible: irreversibleOf(state, step),
    misfit: state.misfit !== undefined,
  }
}

/** What was typed differs from the plan: now the plan's own number is said, so that people can look for the right thing. */
function expectedOf(state: State, step: FlatStep): string | undefined {
  if (state.misfit === undefined || step.kind !== 'enter') return undefined
  const expected = step.fields.flatMap(({ label, expect }) =>
    expect === undefined ? [] : [`${label} in the plan: ${expect}.`],
  )
  return expected.length === 0 ? undefined : expected.join(' ')
}

function irreversibleOf(state: State, step: FlatStep): StepView['irreversible'] {
  if (step.kind !== 'perform' || step.irreversible === undefined) return null
  return {
    gone: step.irreversible.gone,
    confirmed: [...state.confirmed],
    missing: [...(missingCodes(state, step) ?? [])],
  }
}

/** What the step compares; and before a signature the digest of the draft, which its signer holds against the paper. */
function shownFor(state: State, step: FlatStep, now: string): Compared {
  if (step.kind === 'compare') return comparedValue(state, step, now)
  const { chunk } = step.bound
  if (step.kind !== 'perform' || step.action !== 'root/sign' || chunk === undefined) return undefined
  const value = factsOf(state, 'root/draft', { chunk })?.payloadSha256
  return typeof value === 'string' ? { form: 'digest', value } : undefined
}

/** After a void: why, and what may exist of the set, all of it to be destroyed. A recovery makes nothing, and owes nothing. */
function owedLines(state: State, plan: Plan, step: FlatStep): string[] {
  const last = state.voids.findLast(({ set }) => set === step.bound.set)
  if (last === undefined) return []
  const boundOf = (id: string) => state.script.steps.find((each) => each.id === id)?.bound
  const bagOf = (of: 'share' | 'site', id: Id): string => {
    const bags = last.typed.filter((typed) => boundOf(typed.step)?.[of] === id).map(({ value }) => value)
    return bags.length === 0 ? ', not in a bag yet' : `, in bag ${bags.join(', ')}`
  }
  const owed = [
    ...last.cards.map((holder) => `  Card of ${personOf(plan, holder).name}${bagOf('share', holder)}`),
    ...last.copies.map((site) => `  Copy for ${siteName(plan, site)}${bagOf('site', site)}`),
  ]
  const none = plan.recovery === undefined ? ['No card was issued, and no copy was written.'] : []
  return [`Why: ${last.reason}.`.replace(/\.\.$/, '.'), ...(owed.length === 0 ? none : ['To be destroyed:', ...owed])]
}

function reconcileOf(state: State, host: HostFacts): View['reconcile'] {
  const { pending, again } = state
  const step = currentStep(state)
  const { found, stop } = host
  if (pending === undefined || (pending.interrupted !== true && stop === undefined)) {
    if (stop === undefined || again === undefined || step?.kind !== 'perform') return null
    const { id, action } = step
    return { step: id, action, intent: again.seq, found: printFacts(again.found), shows: 'stop', stop }
  }
  return {
    step: pending.step,
    action: pending.action,
    intent: pending.seq,
    found: found === undefined ? null : printFacts(found.facts),
    shows: stop !== undefined ? 'stop' : found === undefined ? null : found.done ? 'done' : 'again',
    stop: stop ?? null,
  }
}

function outcomeOf(state: State): View['outcome'] {
  const last = Object.entries(state.results).reduce<readonly [string, (typeof state.results)[string]] | undefined>(
    (latest, entry) => (latest === undefined || entry[1].seq > latest[1].seq ? entry : latest),
    undefined,
  )
  if (last === undefined || last[1].seq !== state.length - 1) return null
  return { step: last[0], lines: printFacts(last[1].facts) }
}

/**
 * IF ... THEN ... GO TO, in one line.
 * @param steps - the whole expansion: GO TO names the number of the step that it leads to, as on paper.
 */
function printOtherwise(step: FlatStep, steps: readonly FlatStep[]): string | null {
  if (step.otherwise === undefined) return null
  const target = step.otherwise.goTo === undefined ? undefined : targetOf(step.otherwise.goTo, steps, step)
  const goTo = target === undefined ? '' : `, GO TO step ${target.number}, ${target.title}`
  const deviation = step.otherwise.mayContinue === true ? '; to go on as it is, record a deviation first' : ''
  return `IF ${step.otherwise.if} THEN ${step.otherwise.then}${goTo}${deviation}.`
}

export function personOf(plan: Plan, id: Id): { id: string; name: string; roles: string[] } {
  const person = plan.people.find((candidate) => candidate.id === id)
  return { id, name: person?.name ?? id, roles: person?.roles.map(roleName) ?? [] }
}

/** Facts as lines a person can read: `name: value`, lists one line an item. */
export function printFacts(facts: JsonValue, prefix = ''): string[] {
  if (facts === null) return [`${prefix || 'value'}: none`]
  if (Array.isArray(facts)) return facts.flatMap((item: JsonValue) => printFacts(item, prefix))
  if (typeof facts === 'object') {
    return Object.entries(facts).flatMap(([name, value]) =>
      printFacts(value, prefix === '' ? name : `${prefix} ${name}`),
    )
  }
  return [prefix === '' ? String(facts) : `${prefix}: ${facts}`]
}
