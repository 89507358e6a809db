// Acts of a backup laid out for a plan, and what a void does: refusals first.

import { describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { encodeExpanded, parseExpanded } from '../../core/ceremony/expanded.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { currentStep, factsOf, type State, scopeOf } from '../../core/ceremony/state.ts'
import { viewOf } from '../../core/ceremony/view.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { codeOf } from '../plan/example.ts'
import { backupAct, backupPlan, expandBackup, smallBackup, splitOf } from './small-backup.ts'
import { begin, goodEvents, walk, walkTo, whyNot } from './walk.ts'

const script = expandBackup()
const at = (id: string): State => walkTo(id, begin(script))
const voided = (step: string, set = 'root-a'): CeremonyEvent => ({
  type: 'voided',
  step,
  set,
  reason: 'The process ended.',
})
const issue = (person: string): string => `backup.root-a/issue/${person}`
const standing = (state: State): string | undefined => currentStep(state)?.id
const restarted: CeremonyEvent = { type: 'restarted', program: {}, torn: null }

describe('BACKUP-VOID: the engine refuses', () => {
  test('a void at a step outside the scope, before the secret is made and after its end', () => {
    for (const step of ['open/approve', 'backup.root-a/begin', 'backup.root-a/end', 'backup.root-b/vendor/1'])
      expect(whyNot(at(step), voided(step))).toContain('no secret of the set root-a is alive')
  })

  test('a void of another set, and one that names another step', () => {
    expect(whyNot(at(issue('bruno')), voided(issue('bruno'), 'root-b'))).toContain('no secret of the set root-b')
    expect(whyNot(at(issue('bruno')), voided(issue('chiara')))).toContain('the step that stands')
  })

  test('a void while an act is under way, also while it is interrupted', () => {
    const state = at(issue('bruno'))
    const [begun] = goodEvents(state)
    if (begun === undefined) throw new Error('the step has no events')
    const pending = walk(state, begun)
    expect(whyNot(pending, voided(issue('bruno')))).toContain('an act is under way')
    expect(whyNot(walk(pending, restarted), voided(issue('bruno')))).toContain('an act is under way')
  })

  test('BACKUP-ONLY-CARDS: a void after the key was found destroyed and was to be restored again; not where it was found there', () => {
    const step = 'backup.root-a/lock'
    const lock = {
      kind: 'perform',
      id: 'lock',
      title: 'Lock',
      by: 'administrator',
      when: 'item.split',
      scope: true,
      action: 'backup/lock',
      do: 'Lock.',
    } as const
    const steps = backupAct.steps.flatMap((each) => (each.id === 'end' ? [lock, each] : [each]))
    const before = walkTo(step, begin(expandBackup(backupPlan(), { ...backupAct, steps })))
    const begun = goodEvents(before).filter(({ type }) => type !== 'outcome')
    const under = walk(before, ...begun)
    const intent = under.pending?.seq ?? -1
    const pending = walk(under, { type: 'failed', step, intent, code: 'token/removed', detail: {}, unknown: true })
    const decided = (found: JsonObject) =>
      walk(pending, {
        type: 'reconciled',
        step,
        intent,
        by: pending.pending?.by ?? '',
        found,
        decision: 'again',
        facts: {},
      })
    for (const found of [{ key: 'not there' }, {}])
      expect(whyNot(decided(found), voided(step))).toContain('BACKUP-ONLY-CARDS')
    expect(standing(walk(decided({ key: 'there' }), voided(step)))).toBe('backup.root-a/voided')
    const later = walkTo('backup.root-a/end', decided({ key: 'not there' }))
    expect(later.again).toBeUndefined()
  })

  test('a void after a stop', () => {
    const step = issue('bruno')
    const stop: CeremonyEvent = { type: 'stopped', step, by: 'amina', reason: 'x', disposition: 'void' }
    expect(whyNot(walk(at(step), stop), voided(step))).toContain('stopped')
  })

  test('to go on after a void before its step is passed, or as if what was made still counted', () => {
    const state = walk(at(issue('emi')), voided(issue('emi')))
    expect(
      whyNot(state, { type: 'intent', step: issue('emi'), by: 'emi', action: 'backup/issue', detail: {} }),
    ).toContain('the step that stands is backup.root-a/voided')
    expect(factsOf(state, 'backup/begin', { set: 'root-a' })).toBeUndefined()
    expect(factsOf(state, 'backup/issue', { share: 'bruno' })).toBeUndefined()
  })
})

describe('a void', () => {
  test('names whose cards may exist, and which copies, also one that stands half-written', () => {
    const first = walk(at(issue('chiara')), voided(issue('chiara')))
    expect(first.voids[0]).toMatchObject({ set: 'root-a', cards: ['bruno'], copies: [] })
    const late = 'backup.root-a/copy/lyon'
    expect(walk(at(late), voided(late)).voids[0]).toMatchObject({
      cards: ['bruno', 'chiara', 'emi'],
      copies: ['geneva', 'lyon'],
    })
  })

  test('goes back to its own step, which then stands once, and the act is done again from there', () => {
    const state = walk(at(issue('chiara')), voided(issue('chiara')))
    expect(standing(state)).toBe('backup.root-a/voided')
    expect(scopeOf(state)).toBeUndefined()
    const after = walk(state, ...goodEvents(state))
    expect(standing(after)).toBe('backup.root-a/begin')
    const again = walkTo(issue('chiara'), after)
    expect(scopeOf(again)).toBe('root-a')
    const twice = walk(again, voided(issue('chiara')))
    expect(standing(twice)).toBe('backup.root-a/voided')
    expect(twice.voids).toHaveLength(2)
  })

  test('may come in a break after a restart, and the head from paper stays asked for', () => {
    const state = walk(at(issue('bruno')), restarted)
    expect(state.status).toBe('break')
    const after = walk(state, voided(issue('bruno')))
    expect([after.status, standing(after), after.paperHead]).toEqual(['break', 'backup.root-a/voided', state.paperHead])
  })

  test('leaves what stands outside the act, and the day ends as one without it', () => {
    const state = walk(at('backup.root-a/restore'), voided('backup.root-a/restore'))
    expect(Object.keys(state.results)).toContain('open/approve')
    let now = state
    while (currentStep(now) !== undefined) now = walk(now, ...goodEvents(now))
    expect(walk(now, { type: 'closed' }).status).toBe('closed')
    expect(now.results['backup.root-a/voided']).toBeDefined()
  })

  test('leaves the numbers of the bags that were used for it used: none of them is new', () => {
    const bag = {
      kind: 'enter',
      id: 'card-bag',
      title: 'Bag of {item.name}',
      by: 'administrator',
      forEach: 'item.shares',
      scope: true,
      do: 'Type it.',
      fields: [{ id: 'bag', label: 'Bag', form: 'text', fresh: true }],
      otherwise: { if: 'it does not close', then: 'take another' },
    } as const
    const [first, begun, ...rest] = backupAct.steps
    if (first === undefined || begun === undefined) throw new Error('an act of no steps')
    const bagged = begin(expandBackup(backupPlan(), { ...backupAct, steps: [first, begun, bag, ...rest] }))
    const typed = (step: string, number: string): CeremonyEvent => ({
      type: 'answered',
      step,
      by: 'amina',
      auth: 'claimed',
      fits: true,
      values: { bag: number },
    })
    const one = 'backup.root-a/card-bag/bruno'
    const state = walk(walkTo(one, bagged), typed(one, 'XK-77'), voided(issue('bruno')))
    expect(whyNot(walkTo(one, state), typed(one, 'xk 77'))).toContain('no number of its own')
    expect(whyNot(walkTo(one, state), typed(one, 'XK-78'))).toBe('it may')
  })

  test('is announced before a break or a stop, while a secret is held, and at no other step', () => {
    const host = { now: 't', slotsNeeded: [], slotsGiven: [], found: undefined, needsClock: false, bag: null }
    const lost = (state: State) => viewOf(state, backupPlan(), host).openSecret
    expect(lost(at('backup.root-a/begin'))).toBeNull()
    expect(lost(at(issue('chiara')))).toBe('made')
    expect(lost(walk(at(issue('chiara')), voided(issue('chiara'))))).toBeNull()
  })

  test('shows at its step why, and what is to be destroyed', () => {
    const state = walk(at(issue('chiara')), voided(issue('chiara')))
    const host = { now: state.time, slotsNeeded: [], slotsGiven: [], found: undefined, needsClock: false, bag: null }
    expect(viewOf(state, backupPlan(), host).step?.review).toEqual([
      'Why: The process ended.',
      'To be destroyed:',
      '  Card of Bruno Keller, not in a bag yet',
    ])
  })
})

describe('an act that is repeated', () => {
  test('without a void its step is passed over in silence, and stands in no result', () => {
    const state = at('backup.root-a/begin')
    expect(state.results['backup.root-a/voided']).toBeUndefined()
    expect(state.length).toBe(walkTo('open/head', begin(script)).length + 1)
  })

  test('is there once a set, with the ids of its item, and not at all without a backup', () => {
    const ids = script.steps.filter(({ act }) => act.startsWith('backup')).map(({ id }) => id)
    expect(ids).toEqual([
      'backup.root-a/voided',
      'backup.root-a/begin',
      'backup.root-a/issue/bruno',
      'backup.root-a/issue/chiara',
      'backup.root-a/issue/emi',
      'backup.root-a/restore',
      'backup.root-a/copy/geneva',
      'backup.root-a/copy/lyon',
      'backup.root-a/end',
      'backup.root-a/head',
      'backup.root-b/vendor/1',
      'backup.root-b/head',
    ])
    expect(script.acts.map(({ title }) => title)).toEqual(['Open', 'Backup of root-a', 'Backup of root-b', 'Work'])
    const none = expandBackup(backupPlan({ mode: 'none', reason: 'x' }))
    expect(none.acts.map(({ id }) => id)).toEqual(['open', 'work'])
  })

  test('binds set, card, site and the token that proves it, and says who does it', () => {
    const of = (id: string) => script.steps.find((step) => step.id === id)
    expect(of(issue('chiara'))).toMatchObject({
      by: ['chiara'],
      bound: { set: 'root-a', key: 'root-a', share: 'chiara' },
      do: 'Chiara Conti is alone with card 2; deputy Amina Diallo.',
      scope: true,
    })
    expect(of(issue('chiara'))?.bound.token).toBeUndefined()
    expect(of('backup.root-a/copy/lyon')?.bound).toEqual({ set: 'root-a', key: 'root-a', site: 'lyon' })
    expect(of('backup.root-a/restore')).toMatchObject({
      by: ['chiara'],
      bound: { set: 'root-a', key: 'root-a', token: 'root-b' },
      do: 'Chiara Conti types the PIN of root-b for root-a.',
      otherwise: { goTo: 'backup.root-a/issue' },
    })
    expect(of('backup.root-b/vendor/1')).toMatchObject({ by: ['emi', 'amina'], do: 'Do it.' })
  })

  test('asks for dice only where the set says so', () => {
    const slots = (dice: boolean) => {
      const sets = [splitOf('root-a', { dice })]
      const expanded = expandBackup(backupPlan({ ...smallBackup, sets } as never)) // smallBackup is a split one
      const step = expanded.steps.find(({ id }) => id === 'backup.root-a/begin')
      return step?.kind === 'perform' ? step.secrets.map(({ slot }) => slot) : []
    }
    expect([slots(true), slots(false)]).toEqual([['dice'], []])
  })

  test('reads back from its own bytes, and prints ONLY IF', () => {
    expect(parseExpanded(encodeExpanded(script), 'x')).toEqual(script)
    expect(printScript(script, backupPlan()).join('\n')).toContain('ONLY IF the set was voided')
  })

  test('is refused where nothing follows a void, and where the act has no such list', () => {
    const [, ...unsafe] = backupAct.steps
    expect(codeOf(() => expandBackup(backupPlan(), { ...backupAct, steps: unsafe }))).toBe('ceremony/script')
    const { forEach: _forEach, ...once } = backupAct
    expect(codeOf(() => expandBackup(backupPlan(), { ...once, title: 'x' }))).toBe('ceremony/script')
  })
})
