// The scripts of a recovery (docs/backup.md section 6): three levels, people who are absent, cards that are dead, a secret that dies.

import { describe, expect, test } from 'vitest'
import { certificateAct, drillAct } from '../../ceremonies/recovery/drill.ts'
import { recoveryDrill } from '../../ceremonies/recovery-drill.ts'
import { restore } from '../../ceremonies/restore.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { expand } from '../../core/ceremony/expand.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import type { AnyScript } from '../../core/ceremony/script.ts'
import { currentStep, type State, scopeOf } from '../../core/ceremony/state.ts'
import { type Plan, planDigest } from '../../core/formats/plan.ts'
import { drillPlan, drillSet, fullDrill } from '../plan/recovery-plan.ts'
import { smallScript } from './small.ts'
import { begin, goodEvents, walk, walkTo, whyNot } from './walk.ts'

const laidOut = (plan: Plan = drillPlan(), script: AnyScript = recoveryDrill): ExpandedScript =>
  expand(script, plan, planDigest(plan))
const own = (expanded: ExpandedScript): readonly string[] =>
  expanded.steps.filter(({ act }) => act === 'recovery.root-a').map(({ id }) => id.slice('recovery.root-a/'.length))
const level = (name: 'card' | 'quorum'): Plan => {
  const { into: _into, label: _label, ...set } = drillSet
  return drillPlan({ ...fullDrill, level: name, sets: [set] })
}
const people = ['ines', 'jonas', 'kamila']
const each = (...steps: readonly string[]) => people.flatMap((person) => steps.map((step) => `${step}/${person}`))
const before = ['room', ...each('identity', 'card-bag')]

describe('the act of a recovery', () => {
  test('goes as far as the level says, and a drill takes back what it restored', () => {
    const cards = ['voided', 'begin', ...each('read', 'card-back')]
    expect(own(laidOut(level('card')))).toEqual([...before, ...cards, 'cameras', 'head'])
    expect(own(laidOut(level('quorum')))).toEqual([...before, 'surprise', ...cards, 'combine', 'cameras', 'head'])
    const full = [...cards, 'combine', 'copy', 'restore', 'sign']
    expect(own(laidOut())).toEqual([...before, 'surprise', ...full, 'destroy', 'initialise', 'cameras', 'head'])
    expect(own(laidOut(drillPlan(), restore))).toEqual([...before, ...full, 'cameras', 'head'])
  })

  test('has no root to draft, and a certificate only in a drill', () => {
    const acts = (script: AnyScript) => laidOut(drillPlan(), script).acts.map(({ id }) => id)
    const common = ['retrieve', 'open', 'tokens', 'keys', 'recovery.root-a']
    expect(acts(recoveryDrill)).toEqual([...common, 'certificate', 'verify', 'export', 'close'])
    expect(acts(restore)).toEqual([...common, 'verify', 'export', 'close'])
  })

  test('binds the set, the card, and the token into which it is restored', () => {
    const { steps } = laidOut()
    const of = (id: string) => steps.find((step) => step.id === `recovery.root-a/${id}`)
    expect(of('read/jonas')).toMatchObject({ bound: { set: 'root-a', share: 'jonas' }, scope: true })
    expect(of('read/jonas')?.bound.token).toBeUndefined()
    expect(of('restore')).toMatchObject({ by: ['bruno'], bound: { set: 'root-a', token: 'drill' } })
    expect(of('begin')?.do).toContain('root-key-generation-2026-11-24-3f9c01: 2 of 4 cards')
  })
})

describe('who is absent', () => {
  const script = laidOut()
  // Its acts alone, behind a roll call: what comes before them is other tests' business.
  const short = laidOut(drillPlan(), {
    ...recoveryDrill,
    acts: [...smallScript.acts.slice(0, 1), drillAct, certificateAct],
  })
  const at = (id: string): State => walkTo(`recovery.root-a/${id}`, begin(short))
  const step = 'recovery.root-a/read/jonas'
  const answer = (by: string): CeremonyEvent => ({
    type: 'answered',
    step,
    by,
    auth: 'claimed',
    fits: false,
    values: {},
  })
  const deviation: CeremonyEvent = { type: 'deviation', step, by: 'emi', auth: 'claimed', text: 'Jonas did not come.' }

  test('who only brings a card has no roll call and no initials, so that nothing waits for them', () => {
    const ids = script.steps.map(({ id }) => id)
    for (const person of people)
      for (const id of [`open/roll-call/${person}`, `close/initials/${person}`, `retrieve/identity/${person}`])
        expect(ids).not.toContain(id)
    expect(ids).toContain('open/roll-call/emi')
  })

  test('a card is passed over by the witness over a deviation, not without one, and its words by nobody but its holder', () => {
    const state = at('read/jonas')
    const { steps } = script
    expect(steps.find(({ id }) => id === step)).toMatchObject({
      by: ['jonas', 'emi'],
      secrets: [{ slot: 'share', by: ['jonas'] }],
    })
    expect(whyNot(state, answer('emi'))).toContain('performed, not answered')
    expect(whyNot(walk(state, deviation), answer('farid'))).toContain('may not do this step')
    const passed = walk(state, deviation, answer('emi'))
    expect(currentStep(passed)?.id).toBe('recovery.root-a/card-back/jonas')
    expect(passed.results[step]).toMatchObject({ notDone: true, facts: {} })
  })

  test('a secret that dies takes back the cards that were read, and leaves who came and what was drawn', () => {
    const state = at('combine')
    expect(scopeOf(state)).toBe('root-a')
    const gone = walk(state, { type: 'voided', step: 'recovery.root-a/combine', set: 'root-a', reason: 'It ended.' })
    expect(currentStep(gone)?.id).toBe('recovery.root-a/voided')
    expect(gone.results['recovery.root-a/read/ines']).toBeUndefined()
    expect(gone.results['recovery.root-a/identity/ines']).toBeDefined()
    expect(gone.results['recovery.root-a/surprise']).toBeDefined()
    expect(gone.voids[0]).toMatchObject({ cards: [], copies: [] })
  })

  test('the drill ends, whatever was drawn', () => {
    let now = at('surprise')
    while (currentStep(now) !== undefined) now = walk(now, ...goodEvents(now))
    expect(walk(now, { type: 'closed' }).status).toBe('closed')
  })
})
