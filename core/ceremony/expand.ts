// expand(script, plan): the flat list of steps of this day. Pure; its SHA-256 opens the transcript.

import { CeremonyError } from '../errors.ts'
import type { Id, Plan, Role } from '../formats/plan.ts'
import { actItems, nestedItems, onProof } from './backup-items.ts'
import { holds, type Item, itemsOf } from './collections.ts'
import type { ExpandedScript, FlatField, FlatSecret, FlatStep } from './expanded.ts'
import type { Act, Actor, AnyScript, Collection, Field, ItemActor, Nested, SecretSlot, Step } from './script.ts'

type Unnumbered = FlatStep extends infer S ? (S extends FlatStep ? Omit<S, 'number'> : never) : never

/**
 * Lay out a script for one plan: `when` decides which steps stand, `forEach` repeats them, texts are filled in, roles
 * become people. After each act but the last stands a step that puts the head of the transcript on paper.
 *
 * @param planDigest - SHA-256 hex of the plan (core/formats/plan.ts `planDigest`).
 * @throws CeremonyError `ceremony/script` when the script names something that the plan does not have (a fault of
 *   the script), or a `goTo` that leads nowhere.
 * @see docs/formats/script.md section 3
 */
export function expand(script: AnyScript, plan: Plan, planDigest: string): ExpandedScript {
  const steps: FlatStep[] = []
  const acts = script.acts.flatMap((act) => actsOf(act, plan))
  for (const [index, act] of acts.entries()) {
    const flat = runsOf(act.steps).flatMap((run) => expandRun(run, act, plan))
    if (index < acts.length - 1) flat.push(headStep(act, plan))
    for (const step of flat) steps.push({ ...step, number: steps.length + 1 } as FlatStep) // adding the number makes it whole
  }
  checkScript(script.id, steps)
  return {
    format: 'anchorite/expanded-script/v1',
    script: { id: script.id, version: script.version, title: script.title },
    planDigest,
    acts: acts.map(({ id, title }) => ({ id, title })),
    steps,
  }
}

/** An act of this day: as the script has it, or for one item. `source` is its id in the script. */
type FlatAct = Pick<Act<Role>, 'id' | 'title' | 'steps'> & { readonly source: string; readonly item: Item | undefined }

function actsOf({ id, title, steps, forEach }: Act<Role>, plan: Plan): readonly FlatAct[] {
  if (forEach === undefined) return [{ id, title, steps, source: id, item: undefined }]
  return actItems(forEach, plan).map((item) => {
    const own = `${id}.${item.id}`
    return { id: own, title: fill(title, plan, item, own), steps, source: id, item }
  })
}

/** Neighbouring steps that repeat over the same list belong together. */
function runsOf(steps: readonly Step<Role>[]): readonly (readonly Step<Role>[])[] {
  const runs: Step<Role>[][] = []
  for (const step of steps) {
    const last = runs.at(-1)
    if (last !== undefined && step.forEach !== undefined && last[0]?.forEach === step.forEach) last.push(step)
    else runs.push([step])
  }
  return runs
}

function expandRun(run: readonly Step<Role>[], act: FlatAct, plan: Plan): readonly Unnumbered[] {
  const forEach = run[0]?.forEach
  const items = forEach === undefined ? [act.item] : repeated(forEach, act, plan)
  return items.flatMap((item) =>
    run
      .filter((step) => step.when === undefined || holds(step.when, plan, item))
      .map((step) => {
        const id = `${act.id}/${step.id}${forEach === undefined ? '' : `/${item?.id}`}`
        return flatten(step, id, act, plan, step.on === undefined || item === undefined ? item : onProof(plan, item))
      }),
  )
}

function repeated(forEach: Collection | Nested, act: FlatAct, plan: Plan): readonly Item[] {
  if (!isNested(forEach)) return itemsOf(forEach, plan)
  if (act.item === undefined)
    throw new CeremonyError('ceremony/script', { step: act.id, problem: `there is no ${forEach} in this act` })
  return nestedItems(forEach, plan, act.item)
}

const isNested = (forEach: Collection | Nested): forEach is Nested => forEach.startsWith('item.')

function flatten(step: Step<Role>, id: string, act: FlatAct, plan: Plan, item: Item | undefined): Unnumbered {
  const text = (template: string): string => fill(template, plan, item, id)
  const people = (actor: Actor<Role>): readonly Id[] => peopleOf(actor, plan, item, id)
  const secrets = (slots: readonly SecretSlot<Role>[] | undefined): readonly FlatSecret[] =>
    (slots ?? [])
      .filter(({ when }) => when === undefined || holds(when, plan, item))
      .map((slot) => ({ slot: slot.slot, label: text(slot.label), by: people(slot.by) }))
  const base = {
    id,
    act: act.id,
    title: text(step.title),
    do: text(step.do),
    by: [...new Set([...doersOf(step, plan, item, id), ...(step.alsoBy === undefined ? [] : people(step.alsoBy))])],
    bound: item?.bound ?? {},
    ...(step.see === undefined ? {} : { see: text(step.see) }),
    ...(step.otherwise === undefined
      ? {}
      : {
          otherwise: {
            ...step.otherwise,
            if: text(step.otherwise.if),
            then: text(step.otherwise.then),
            ...(step.otherwise.goTo === undefined ? {} : { goTo: ownAct(step.otherwise.goTo, act) }),
          },
        }),
    ...(step.scope === undefined ? {} : { scope: step.scope }),
    ...(step.onlyAfterVoid === undefined ? {} : { onlyAfterVoid: step.onlyAfterVoid }),
  }
  switch (step.kind) {
    case 'attest':
      return { ...base, kind: step.kind, statement: text(step.statement) }
    case 'choose':
      return { ...base, kind: step.kind, options: step.options }
    case 'enter':
      return {
        ...base,
        kind: step.kind,
        fields: step.fields.map((field) => flatField(field, plan, item, text)),
        secrets: secrets(step.secrets),
      }
    case 'compare':
      return { ...base, kind: step.kind, value: step.value }
    case 'transfer':
      return { ...base, kind: step.kind, what: text(step.what), to: text(step.to) }
    case 'perform':
      return {
        ...base,
        kind: step.kind,
        action: step.action,
        secrets: secrets(step.secrets),
        ...(step.irreversible
          ? { irreversible: { gone: text(step.gone), confirmedBy: [...new Set(step.confirmedBy.flatMap(people))] } }
          : {}),
      }
    default:
      return step satisfies never
  }
}

/** What the engine needs to judge a field stands in the expansion: it has no plan. */
function flatField(field: Field, plan: Plan, item: Item | undefined, text: (template: string) => string): FlatField {
  const { expect, fresh, sameAs, ...rest } = field
  return {
    ...rest,
    label: text(field.label),
    ...(expect === undefined ? {} : { expect: text(expect) }),
    ...(fresh === true ? { notOneOf: numbersOf(plan) } : {}),
    ...(sameAs === undefined ? {} : { sameAs: item === undefined ? sameAs : `${sameAs}/${item.id}` }),
  }
}

/** Every number that the plan has for a thing on the table. */
const numbersOf = (plan: Plan): readonly string[] =>
  plan.tokens.flatMap(({ serial, bag }) => (bag === undefined ? [serial] : [bag, serial]))

const doersOf = (step: Step<Role>, plan: Plan, item: Item | undefined, id: string): readonly Id[] =>
  step.kind === 'attest' ? attestedBy(step, plan, item, id) : peopleOf(step.by, plan, item, id)

/** Nobody attests to themself. */
function attestedBy(
  step: Step<Role> & { kind: 'attest' },
  plan: Plan,
  item: Item | undefined,
  id: string,
): readonly Id[] {
  const others = (actor: Actor<Role>) =>
    peopleOf(actor, plan, item, id).filter((person) => item?.actors.person?.includes(person) !== true)
  const own = others(step.by)
  const found = own.length > 0 || step.deputy === undefined ? own : others(step.deputy)
  if (found.length > 0) return found
  throw new CeremonyError('ceremony/script', {
    step: id,
    problem: `nobody but ${item?.actors.person?.join()} could say it of them`,
  })
}

/** In an act that is repeated, its own name means the act of the same item. */
const ownAct = (goTo: string, act: FlatAct): string =>
  goTo.startsWith(`${act.source}/`) ? `${act.id}${goTo.slice(act.source.length)}` : goTo

function headStep(act: { readonly id: string; readonly title: string }, plan: Plan): Unnumbered {
  return {
    id: `${act.id}/head`,
    act: act.id,
    kind: 'compare',
    value: 'head',
    title: 'Head on paper',
    do: `Write the 32 words, the transcript head, on paper, at the end of act "${act.title}".`,
    see: 'The same 32 words on paper. They show later that nobody changed the record.',
    otherwise: {
      if: 'a word on the paper differs from the screen',
      then: 'strike the line out, initial it, and write it again',
    },
    by: peopleOf('internalWitness', plan, undefined, `${act.id}/head`),
    bound: {},
  }
}

function peopleOf(actor: Actor<Role>, plan: Plan, item: Item | undefined, step: string): readonly Id[] {
  if (actor === 'anyone') return plan.people.map((person) => person.id)
  if (isItemActor(actor)) {
    const found = item?.actors[itemActors[actor]]
    if (found === undefined) throw new CeremonyError('ceremony/script', { step, problem: `there is no ${actor} here` })
    return found
  }
  const holders = plan.people.filter((person) => person.roles.includes(actor)).map((person) => person.id)
  if (holders.length === 0)
    throw new CeremonyError('ceremony/script', { step, problem: `the plan names nobody as ${actor}` })
  return holders
}

const itemActors = {
  'item.holder': 'holder',
  'item.securityOfficer': 'securityOfficer',
  'item.person': 'person',
  'item.custodians': 'custodians',
} as const satisfies Record<`item.${ItemActor}`, ItemActor>

const isItemActor = (actor: Actor<Role>): actor is keyof typeof itemActors => Object.hasOwn(itemActors, actor)

function fill(template: string, plan: Plan, item: Item | undefined, step: string): string {
  return template.replace(/\{(item|plan)\.([A-Za-z]+)\}/g, (whole, where: string, name: string) => {
    const names = where === 'plan' ? planNames(plan) : (item?.names ?? {})
    const value = Object.hasOwn(names, name) ? names[name] : undefined // not what every object inherits
    if (value === undefined)
      throw new CeremonyError('ceremony/script', { step, problem: `nothing stands behind ${whole}` })
    return value
  })
}

const planNames = (plan: Plan): Readonly<Record<string, string>> => ({
  name: plan.name,
  version: String(plan.version),
  organisation: plan.organisation,
  place: plan.schedule.place,
  date: plan.schedule.date,
  policy: `${plan.policy.document} ${plan.policy.version}`,
  previousHead: plan.previous?.head ?? 'none',
  previousCeremony: plan.previous?.ceremony ?? 'none',
})

function checkScript(script: string, steps: readonly FlatStep[]): void {
  const ids = new Set<string>()
  for (const step of steps) {
    if (ids.has(step.id)) throw new CeremonyError('ceremony/script', { step: step.id, problem: 'its id stands twice' })
    ids.add(step.id)
  }
  for (const step of steps) {
    const odd = unboundScope(step, steps)
    if (odd !== undefined) throw new CeremonyError('ceremony/script', { step: step.id, problem: odd })
    const goTo = step.otherwise?.goTo
    if (goTo !== undefined && targetOf(goTo, steps, step) === undefined) {
      throw new CeremonyError('ceremony/script', { step: step.id, problem: `GO TO ${goTo} leads nowhere in ${script}` })
    }
    checkSameAs(step, steps)
  }
}

function checkSameAs(step: FlatStep, steps: readonly FlatStep[]): void {
  for (const { id, sameAs } of step.kind === 'enter' ? step.fields : []) {
    if (sameAs === undefined) continue
    const first = steps.find((candidate) => candidate.id === sameAs && candidate.number < step.number)
    if (first?.kind !== 'enter' || !first.fields.some((field) => field.id === id)) {
      const problem = `no field ${id} stands at ${sameAs} before it`
      throw new CeremonyError('ceremony/script', { step: step.id, problem })
    }
  }
}

/** A scope has its set, and in the same act, before it, the step that follows a void. */
function unboundScope(step: FlatStep, steps: readonly FlatStep[]): string | undefined {
  if (step.onlyAfterVoid === true && step.bound.set === undefined) return 'it follows the void of no set'
  if (step.scope !== true) return undefined
  const after = afterVoid(step, steps)
  return after !== undefined && after.number < step.number ? undefined : 'nothing follows when its set is void'
}

/** The step to which a void leads: that of the same act and set. */
export const afterVoid = (from: FlatStep, steps: readonly FlatStep[]): FlatStep | undefined =>
  steps.find((step) => step.onlyAfterVoid === true && step.act === from.act && step.bound.set === from.bound.set)

/**
 * Where a GO TO leads: the named step of the same item, else the first step under that name. It only ever goes back,
 * or stays at the step itself.
 */
export function targetOf(goTo: string, steps: readonly FlatStep[], from: FlatStep): FlatStep | undefined {
  const item = from.id.split('/').slice(2).join('/')
  const back = steps.filter((step) => step.number <= from.number)
  return (
    back.find((step) => step.id === `${goTo}/${item}`) ??
    back.find((step) => step.id === goTo || step.id.startsWith(`${goTo}/`))
  )
}
