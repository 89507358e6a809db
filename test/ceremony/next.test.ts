// The engine's refusals one by one (TRX-REPLAY, FOUR-EYES), then what goes on as it should. next.property.test.ts has the rest.

import { describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { missingCodes, next } from '../../core/ceremony/next.ts'
import { beginState, currentStep, type State } from '../../core/ceremony/state.ts'
import { expandSmall, smallPlan } from './small.ts'
import { begin, opening, step, walk, walkTo, whyNot } from './walk.ts'

const generate = 'work/generate/root-a'
const answer = (id: string, by: string, fits = true): CeremonyEvent => ({
  type: 'answered',
  step: id,
  by,
  auth: 'claimed',
  fits,
  values: {},
})
const code = (by: string, id = generate): CeremonyEvent => ({ type: 'confirmed', step: id, by, auth: 'code' })
const intent = (by = 'bruno', id = generate): CeremonyEvent => ({
  type: 'intent',
  step: id,
  by,
  action: 'key/generate',
  detail: {},
})
const deviation = (id: string): CeremonyEvent => ({
  type: 'deviation',
  step: id,
  by: 'emi',
  auth: 'claimed',
  text: 'x',
})
const restarted: CeremonyEvent = { type: 'restarted', program: {}, torn: null }
const outcome = (of: State): CeremonyEvent => ({ type: 'outcome', step: generate, intent: of.length - 1, facts: {} })
const failure = (of: State, unknown?: true): CeremonyEvent => ({
  type: 'failed',
  step: generate,
  intent: of.length - 1,
  code: 'token/removed',
  detail: {},
  ...(unknown === undefined ? {} : { unknown }),
})
const decided = (of: State, decision: 'done' | 'again', by = 'bruno'): CeremonyEvent => ({
  type: 'reconciled',
  step: generate,
  intent: of.pending?.seq ?? -1,
  by,
  found: {},
  decision,
  facts: {},
})

describe('the engine refuses (TRX-REPLAY)', () => {
  test('to begin with anything but the opening, and to open twice', () => {
    const script = expandSmall()
    expect(whyNot(beginState(script), answer('open/room', 'emi'))).toContain('first entry')
    expect(whyNot(begin(), opening(script))).toContain('already open')
  })

  test('to open with another plan, script or version', () => {
    const script = expandSmall()
    const other = (change: object) => whyNot(beginState(script), { ...opening(script), ...change } as CeremonyEvent) // only the form of one field changes
    expect(other({ planDigest: 'cc'.repeat(32) })).toContain('another plan')
    expect(other({ script: { id: 'other', version: 1 } })).toContain('not with small')
    expect(other({ script: { id: 'small', version: 2 } })).toContain('not with small')
  })

  test('a step out of its order, and a person who may not', () => {
    expect(whyNot(begin(), answer('open/approve', 'amina'))).toContain('the step that stands is open/room')
    expect(whyNot(begin(), answer('open/room', 'amina'))).toContain('amina may not')
    expect(whyNot(begin(), answer('open/room', 'nobody'))).toContain('nobody may not')
  })

  test('an answer that its step cannot have: another option, another meaning, another proof, a field too many or too few', () => {
    const approve = walkTo('open/approve')
    const chosen = (option: string, fits: boolean) => ({ ...answer('open/approve', 'amina', fits), values: { option } })
    expect(whyNot(approve, chosen('perhaps', true))).toContain('no option')
    expect(whyNot(approve, chosen('no', true))).toContain('does not mean that')
    expect(whyNot(approve, chosen('go', false))).toContain('does not mean that')
    expect(whyNot(approve, chosen('go', true))).toBe('it may')
    const roll = walkTo('open/roll-call/bruno')
    const entered = (auth: 'code' | 'claimed', values: Record<string, string>) =>
      ({ ...answer('open/roll-call/bruno', 'bruno'), auth, values }) as CeremonyEvent // an answer with another proof
    expect(whyNot(roll, entered('claimed', { initials: 'BK' }))).toContain('another proof')
    expect(whyNot(roll, entered('code', {}))).toContain('initials')
    expect(whyNot(roll, entered('code', { initials: 'BK', more: 'x' }))).toContain('more')
    expect(whyNot(roll, entered('code', { initials: 'BK' }))).toBe('it may')
    const room = { ...answer('open/room', 'emi'), values: { seen: 'all of it' } }
    expect(whyNot(begin(), room)).toContain('no field seen')
    expect(whyNot(begin(), { ...answer('open/room', 'emi'), auth: 'code' } as CeremonyEvent)).toContain('another proof')
  })

  test('an intent for another key or token than the step is about; codes that were given before a break', () => {
    const coded = walk(walkTo(generate), code('bruno'), code('emi'))
    expect(whyNot(coded, { ...intent(), detail: { key: 'root-z' } } as CeremonyEvent)).toContain('another key')
    expect(whyNot(coded, { ...intent(), detail: { token: 'root-z' } } as CeremonyEvent)).toContain('another token')
    const paused = walk(coded, { type: 'break', step: generate, by: 'emi', reason: 'lunch', custody: 'the safe' })
    const back = step(paused, { type: 'resumed', step: generate, by: 'emi', headFromPaper: paused.paperHead ?? '' })
    expect(whyNot(back, intent())).toContain('FOUR-EYES')
  })

  test('an answer to a step that is performed, and an act for one that is answered', () => {
    expect(whyNot(walkTo(generate), answer(generate, 'bruno'))).toContain('performed, not answered')
    expect(whyNot(walkTo(generate), answer(generate, 'bruno', false))).toContain('performed, not answered')
    expect(whyNot(begin(), intent('emi', 'open/room'))).toContain('does not perform')
    const verify = walkTo('work/verify')
    expect(whyNot(verify, { ...intent('bruno', 'work/verify'), action: 'export/bag' } as CeremonyEvent)).toContain(
      'does not perform',
    )
  })

  test('a comparison with another value than the one that stood there', () => {
    const head = walkTo('open/head')
    const said = (value: string): CeremonyEvent =>
      ({ ...answer('open/head', 'emi'), values: { head: value } }) as CeremonyEvent
    expect(whyNot(head, said('ab'.repeat(32)))).toContain('not the one that stood there')
    expect(whyNot(head, answer('open/head', 'emi'))).toContain('not the one that stood there')
    expect(whyNot(head, said(head.head))).toBe('it may')
  })

  test('FOUR-EYES: an irreversible act with no code, one code, or the codes of two who only do it', () => {
    const ready = walkTo(generate)
    expect(whyNot(ready, intent())).toContain('FOUR-EYES')
    expect(whyNot(walk(ready, code('bruno')), intent())).toContain('FOUR-EYES: private code missing: emi or chiara')
    expect(whyNot(walk(ready, code('emi')), intent())).toContain('FOUR-EYES: private code missing: bruno')
    expect(whyNot(walk(ready, code('emi'), code('chiara')), intent())).toContain('FOUR-EYES')
    expect(whyNot(walk(ready, code('bruno'), code('emi')), intent())).toBe('it may')
  })

  test('FOUR-EYES: one person who holds both roles cannot be both codes', () => {
    const script = expandSmall(smallPlan({ bruno: ['cryptoOfficer', 'internalWitness'], emi: [] }))
    const ready = walkTo(generate, begin(script))
    const one = walk(ready, code('bruno'))
    expect(whyNot(one, intent())).toContain('FOUR-EYES')
    expect(whyNot(one, code('bruno'))).toContain('already confirmed')
    const standing = currentStep(one)
    expect(standing && missingCodes(one, standing)).toEqual(['chiara'])
    expect(whyNot(walk(one, code('chiara')), intent())).toBe('it may')
  })

  test('FOUR-EYES: codes given before an act that failed, for another step, or by somebody who is not on the roll', () => {
    const begun = walk(walkTo(generate), code('bruno'), code('emi'), intent())
    expect(whyNot(walk(begun, failure(begun)), intent())).toContain('FOUR-EYES')
    expect(whyNot(walkTo(generate), code('bruno', 'work/generate/root-b'))).toContain('the step that stands')
    expect(whyNot(walkTo(generate), code('amina'))).toContain('amina may not confirm')
    expect(whyNot(walkTo('open/approve'), code('amina', 'open/approve'))).toContain('takes no private codes')
    // A script that asks for codes before the roll call cannot get any.
    const script = expandSmall()
    const steps = script.steps.filter((each) => !each.id.startsWith('open/roll-call'))
    const early = { ...script, steps: steps.map((each, index) => ({ ...each, number: index + 1 })) }
    expect(whyNot(walkTo(generate, begin(early)), code('bruno'))).toContain('not on the roll')
  })

  test('an outcome without its intent, of another intent, or after a restart', () => {
    const ready = walk(walkTo(generate), code('bruno'), code('emi'))
    expect(whyNot(ready, outcome(ready))).toContain('no such intent')
    const begun = walk(ready, intent())
    expect(whyNot(begun, { ...outcome(begun), intent: begun.length - 2 } as CeremonyEvent)).toContain('no such intent')
    expect(whyNot(begun, { ...outcome(begun), step: 'work/generate/root-b' } as CeremonyEvent)).toContain('no such')
    expect(whyNot(walk(begun, restarted), outcome(begun))).toContain('a person decides')
    expect(whyNot(walk(begun, failure(begun, true)), outcome(begun))).toContain('a person decides')
    expect(whyNot(begun, outcome(begun))).toBe('it may')
  })

  test('anything of a step while an act is under way', () => {
    const begun = walk(walkTo(generate), code('bruno'), code('emi'), intent())
    expect(whyNot(begun, intent())).toContain('under way')
    expect(whyNot(begun, { type: 'break', step: generate, by: 'emi', reason: 'x', custody: 'y' })).toContain(
      'under way',
    )
    expect(whyNot(begun, decided(begun, 'done'))).toContain('nothing to reconcile')
  })

  test('a decision on an interrupted act by somebody who may not do it', () => {
    const begun = walk(walkTo(generate), code('bruno'), code('emi'), intent())
    const open = walk(begun, failure(begun, true))
    expect(whyNot(open, decided(open, 'done', 'amina'))).toContain('amina may not decide')
    expect(whyNot(open, decided(open, 'done', 'who'))).toContain('who may not decide')
    expect(whyNot(open, decided(open, 'done'))).toBe('it may')
  })

  test('a deviation that does not name the step that stands; "end" is the name only when all are passed', () => {
    expect(whyNot(begin(), deviation('open/approve'))).toContain('the step that stands')
    expect(whyNot(begin(), deviation('end'))).toContain('the step that stands')
    const done = walk(walkTo('work/stick'), answer('work/stick', 'amina'))
    expect(whyNot(done, deviation('end'))).toBe('it may')
    expect(whyNot(done, { type: 'refused', step: 'end', by: 'emi', code: 'x', detail: {} })).toBe('it may')
    expect(whyNot(begin(), { type: 'refused', step: 'end', by: 'emi', code: 'x', detail: {} })).toContain('stands')
  })

  test('to resume with another head than the one on paper, or where there is no break', () => {
    const resume = (head: string): CeremonyEvent => ({
      type: 'resumed',
      step: generate,
      by: 'emi',
      headFromPaper: head,
    })
    const running = walkTo(generate)
    expect(whyNot(running, resume(running.head))).toContain('no break')
    const held = walk(running, { type: 'break', step: generate, by: 'emi', reason: 'x', custody: 'y' })
    expect(whyNot(held, resume(running.head))).toContain('another one')
    expect(whyNot(held, intent())).toContain('not running (break)')
    expect(whyNot(held, resume(held.head))).toBe('it may')
  })

  test('anything after a close or a stop as void, and all but a restart after a stop that may be resumed', () => {
    const stop = (disposition: 'void' | 'resumable') =>
      walk(walkTo(generate), { type: 'stopped', step: generate, by: 'emi', reason: 'x', disposition })
    for (const event of [deviation(generate), code('bruno'), { type: 'closed' } as const, restarted]) {
      expect(whyNot(stop('void'), event)).toContain('stopped')
    }
    expect(whyNot(stop('resumable'), deviation(generate))).toContain('stopped')
    const again = walk(stop('resumable'), restarted)
    expect(again.status).toBe('break')
    const closed = walk(walkTo('work/stick'), answer('work/stick', 'amina'), { type: 'closed' })
    for (const event of [deviation('end'), restarted, { type: 'closed' } as const]) {
      expect(whyNot(closed, event)).toContain('closed')
    }
  })

  test('to close while steps are open', () => {
    expect(whyNot(walkTo('work/stick'), { type: 'closed' })).toContain('still open')
  })
})

describe('the engine', () => {
  test('stands still at a misfit, and passes it over a deviation only where the script lets it', () => {
    const no = step(begin(), answer('open/room', 'emi', false))
    expect([currentStep(no)?.id, no.misfit]).toEqual(['open/room', 1])
    const excused = walk(no, deviation('open/room'), answer('open/room', 'emi', false))
    expect(currentStep(excused)?.id).toBe('open/roll-call/amina')
    expect(excused.results['open/room']?.deviation).toBe(2)
    // Here it does not.
    const stick = walk(walkTo('work/stick'), deviation('work/stick'), answer('work/stick', 'amina', false))
    expect(currentStep(stick)?.id).toBe('work/stick')
  })

  test('does not let a deviation of an earlier step excuse a later one', () => {
    const passed = walk(begin(), deviation('open/room'), answer('open/room', 'emi'))
    expect(passed.excuse).toBeUndefined()
  })

  test('goes back where the script says GO TO, and every step after it is done again', () => {
    const no = step(walkTo('open/approve'), {
      ...answer('open/approve', 'amina', false),
      values: { option: 'no' },
    } as CeremonyEvent)
    expect(currentStep(no)?.id).toBe('open/room')
    expect(whyNot(no, answer('open/approve', 'amina'))).toContain('the step that stands is open/room')
    const again = walkTo('open/approve', no)
    expect(again.results['open/room']?.seq).toBeGreaterThan(6)
    expect(again.present).toEqual(['amina', 'bruno', 'chiara', 'emi'])
  })

  test('holds an interrupted act for a person, who lets it count as done or has it done again', () => {
    const begun = walk(walkTo(generate), code('bruno'), code('emi'), intent())
    for (const open of [walk(begun, failure(begun, true)), restartAndResume(begun)]) {
      const done = step(open, decided(open, 'done'))
      expect([currentStep(done)?.id, done.pending]).toEqual(['work/generate/root-b', undefined])
      const again = step(open, decided(open, 'again'))
      expect([currentStep(again)?.id, again.pending]).toEqual([generate, undefined])
      expect(whyNot(again, intent())).toContain('FOUR-EYES')
    }
  })

  test('asks for the head on paper after a restart, once one was written', () => {
    expect(walk(begin(), restarted).status).toBe('running')
    const later = walk(walkTo(generate), restarted)
    expect([later.status, later.paperHead]).toEqual(['break', walkTo('open/head').head])
  })

  test('keeps the newest time, whatever the station itself dates earlier; only a person moves it back', () => {
    const { time } = walkTo(generate)
    const early = { digest: 'ee'.repeat(32), seq: walkTo(generate).length, time: '2020-01-01T00:00:00.000Z' }
    expect(stamped(restarted, early).time).toBe(time)
    expect(stamped({ type: 'clock', by: 'emi', reason: 'x', before: time }, early).time).toBe(early.time)
  })
})

function stamped(event: CeremonyEvent, at: { digest: string; seq: number; time: string }): State {
  return next(walkTo(generate), { event, ...at })
}

function restartAndResume(begun: State): State {
  const back = walk(begun, restarted)
  return walk(back, { type: 'resumed', step: generate, by: 'emi', headFromPaper: back.paperHead ?? '' })
}
