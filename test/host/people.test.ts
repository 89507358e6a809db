// Who may do what, over the same calls a window makes: people, private codes, secrets, misfits.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeMove } from '../../electron/cli/play.ts'
import {
  ask,
  beginStation,
  bytesOf,
  eventsOf,
  performNow,
  playTo,
  prepareStep,
  refusalOf,
  type Station,
  scratch,
  secrets,
} from './station.ts'
import { tracesIn } from './traces.ts'

let place: ReturnType<typeof scratch>
let station: Station

beforeEach(() => {
  place = scratch()
  station = beginStation({ directory: place.directory })
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const yes = (step: string, by: string, fits = true) => ({ step, by, fits, values: {} })
const code = (step: string, by: string, value = secrets.code(by)) => ({ step, by, code: bytesOf(value) })
const secret = (step: string, slot: string, by: string, value: string) => ({ step, slot, by, value: bytesOf(value) })
const length = (): number => eventsOf(station).length

describe('the station refuses', () => {
  test('a person who may not do the step, one whom the plan does not know, and names that every object has', async () => {
    const before = length()
    for (const by of ['amina', 'nobody', 'constructor', '__proto__', 'Hugo', 'hugo ']) {
      expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/recording', by))).toBe('ceremony/not-you')
    }
    expect(length()).toBe(before)
    expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/recording', 'hugo'))).toBe('done')
  })

  test('a step that does not stand, and one that is performed, not answered', async () => {
    expect(await refusalOf(station, 'ceremony.answer', yes('open/safety', 'amina'))).toBe('ceremony/not-now')
    await playTo(station, 'open/readiness')
    expect(await refusalOf(station, 'ceremony.answer', yes('open/readiness', 'amina'))).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.answer', yes('open/readiness', 'amina', false))).toBe('ceremony/not-now')
    expect(await performNow(station, 'open/clock', 'amina')).toBe('ceremony/not-now')
    expect(await performNow(station, 'open/readiness', 'emi')).toBe('ceremony/not-you')
  })

  test('a roll call without initials, with initials of another form, without a code, and with a weak one', async () => {
    await playTo(station, 'open/roll-call/amina')
    const answer = (initials: string) => ({ ...yes('open/roll-call/amina', 'amina'), values: { initials } })
    for (const initials of ['', ' ', 'A1', 'ABCDE', 'A\u0000', 'A\u202e', '<b>']) {
      expect(await refusalOf(station, 'ceremony.answer', answer(initials)), initials).toBe('ceremony/no-answer')
    }
    expect(await refusalOf(station, 'ceremony.answer', answer('AD'))).toBe('ceremony/secret-missing')
    const weak = secret('open/roll-call/amina', 'code', 'amina', 'abc')
    expect(await refusalOf(station, 'ceremony.secret', weak)).toBe('ceremony/weak-code')
    expect(await refusalOf(station, 'ceremony.answer', answer('AD'))).toBe('ceremony/secret-missing')
    expect(station.files.codes.has('amina')).toBe(false)
    await ask(station, 'ceremony.secret', secret('open/roll-call/amina', 'code', 'amina', 'abcd'))
    expect(await refusalOf(station, 'ceremony.answer', answer('AD'))).toBe('done')
    expect(station.files.codes.has('amina')).toBe(true)
  })

  test('a secret of a slot that the step does not have, of another person, and for another step', async () => {
    await playTo(station, 'tokens/initialise/root-a')
    const here = 'tokens/initialise/root-a'
    expect(await refusalOf(station, 'ceremony.secret', secret(here, 'userPin', 'bruno', '12345678'))).toBe(
      'ceremony/not-now',
    )
    expect(await refusalOf(station, 'ceremony.secret', secret(here, 'newUserPin', 'chiara', '12345678'))).toBe(
      'ceremony/not-you',
    )
    expect(await refusalOf(station, 'ceremony.secret', secret(here, 'soPin', 'bruno', '12345678'))).toBe(
      'ceremony/not-you',
    )
    expect(
      await refusalOf(station, 'ceremony.secret', secret('keys/generate/root-a', 'userPin', 'bruno', '12345678')),
    ).toBe('ceremony/not-now')
    expect(station.host.view().step?.secrets.every((slot) => !slot.given)).toBe(true)
  })

  test('FOUR-EYES: an irreversible act without codes or with one; nothing is asked of the token', async () => {
    const step = 'tokens/initialise/root-a'
    await playTo(station, step)
    const calls = station.table.calls.length
    expect(await performNow(station, step, 'bruno')).toBe('ceremony/four-eyes')
    await ask(station, 'ceremony.confirm', code(step, 'bruno'))
    expect(await performNow(station, step, 'bruno')).toBe('ceremony/four-eyes')
    expect(await refusalOf(station, 'ceremony.confirm', code(step, 'bruno'))).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.confirm', code(step, 'emi'))).toBe('ceremony/not-you')
    await ask(station, 'ceremony.confirm', code(step, 'chiara'))
    expect(await performNow(station, step, 'bruno')).toBe('ceremony/secret-missing')
    expect(station.table.calls.length).toBe(calls)
    const refusals = eventsOf(station).filter((event) => event.type === 'refused')
    expect(refusals.map((event) => event.code)).toEqual(['ceremony/four-eyes', 'ceremony/four-eyes'])
  })

  test('FOUR-EYES: a wrong code, and after five in a row any code of that person; somebody else may still confirm', async () => {
    const step = 'keys/generate/root-a'
    await playTo(station, step)
    for (let wrong = 1; wrong <= 5; wrong++) {
      expect(await refusalOf(station, 'ceremony.confirm', code(step, 'emi', `guess ${wrong}`))).toBe(
        'ceremony/wrong-code',
      )
    }
    expect(await refusalOf(station, 'ceremony.confirm', code(step, 'emi'))).toBe('ceremony/code-blocked')
    expect(station.host.view().step?.irreversible?.confirmed).toEqual([])
    expect(await refusalOf(station, 'ceremony.confirm', code(step, 'farid'))).toBe('done')
    expect(station.host.view().step?.irreversible?.missing).toEqual(['bruno'])
  })

  test('a code that was right sets the count of wrong ones back', async () => {
    const step = 'keys/generate/root-a'
    await playTo(station, step)
    for (let wrong = 1; wrong <= 4; wrong++) await refusalOf(station, 'ceremony.confirm', code(step, 'emi', 'guess'))
    expect(await refusalOf(station, 'ceremony.confirm', code(step, 'emi'))).toBe('done')
    expect(station.files.recorder.state.wrongCodes.emi).toBe(0)
  })

  test('a code before the roll call, and for a step that takes none', async () => {
    expect(await refusalOf(station, 'ceremony.confirm', code('retrieve/recording', 'hugo'))).toBe('ceremony/not-now')
    const deviation = { by: 'emi', text: 'x', code: bytesOf('abcd') }
    expect(await refusalOf(station, 'ceremony.deviation', deviation)).toBe('ceremony/not-now')
  })

  test('a deviation without words, with words that nobody can see, and with a wrong code', async () => {
    await playTo(station, 'open/clock')
    const said = (text: string, typed?: string) =>
      refusalOf(station, 'ceremony.deviation', {
        by: 'emi',
        text,
        ...(typed === undefined ? {} : { code: bytesOf(typed) }),
      })
    for (const text of ['', '  ', 'a\u202eb', 'a\u200bb', 'a\u0007b', '\u001b[2J']) {
      expect(await said(text), JSON.stringify(text)).toBe('ceremony/no-answer')
    }
    expect(await said('A cup fell over.', 'wrong code')).toBe('ceremony/wrong-code')
    expect(await said('A cup fell over.', secrets.code('emi'))).toBe('done')
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'deviation', auth: 'code', by: 'emi', step: 'open/clock' })
  })

  test('everything but a resume in a break, and a resume with another head; that is recorded', async () => {
    await playTo(station, 'open/clock')
    await ask(station, 'ceremony.break', { by: 'emi', reason: 'Lunch', custody: 'All tokens lie with Greta.' })
    expect(await refusalOf(station, 'ceremony.answer', yes('open/clock', 'emi'))).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.break', { by: 'emi', reason: 'x', custody: 'y' })).toBe(
      'ceremony/not-now',
    )
    const view = station.host.view()
    expect([view.status, view.needsHead]).toEqual(['break', true])
    expect(await refusalOf(station, 'ceremony.resume', { by: 'emi', head: 'ab'.repeat(32) })).toBe(
      'ceremony/wrong-head',
    )
    expect(await refusalOf(station, 'ceremony.resume', { by: 'emi', head: 'aardvark' })).toBe('words/count')
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'refused', code: 'ceremony/wrong-head' })
    expect(await refusalOf(station, 'ceremony.resume', { by: 'emi', head: paperHead() })).toBe('done')
    expect(await refusalOf(station, 'ceremony.answer', yes('open/clock', 'emi'))).toBe('done')
  })

  test('a wrong head and a wrong code also behind the last step, where no step stands', async () => {
    await playTo(station, 'close/stick')
    await ask(station, 'ceremony.answer', yes('close/stick', 'farid'))
    const deviation = { by: 'emi', text: 'x', code: bytesOf('wrong code') }
    expect(await refusalOf(station, 'ceremony.deviation', deviation)).toBe('ceremony/wrong-code')
    await ask(station, 'ceremony.break', { by: 'emi', reason: 'Alarm', custody: 'All with Greta.' })
    expect(await refusalOf(station, 'ceremony.resume', { by: 'emi', head: 'ab'.repeat(32) })).toBe(
      'ceremony/wrong-head',
    )
    await ask(station, 'ceremony.resume', { by: 'emi', head: paperHead() })
    expect((await ask(station, 'ceremony.close', {})).bag).toBeTruthy()
  })

  test('to close while steps are open, and everything after a stop as void', async () => {
    expect(await refusalOf(station, 'ceremony.close', {})).toBe('ceremony/not-now')
    await ask(station, 'ceremony.stop', { by: 'emi', reason: 'Fire', disposition: 'void' })
    expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/recording', 'hugo'))).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.deviation', { by: 'emi', text: 'x' })).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.close', {})).toBe('ceremony/not-now')
  })

  test('to reconcile what was never interrupted, and to look into it', async () => {
    await playTo(station, 'tokens/identify/root-a')
    expect(await refusalOf(station, 'ceremony.look', { by: 'bruno' })).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.reconcile', { by: 'bruno', decision: 'done' })).toBe('ceremony/not-now')
  })
})

/** The break's own entry, as it was read aloud when it began. */
const paperHead = (): string => station.files.recorder.state.paperHead ?? ''

describe('secrets', () => {
  test('are overwritten in the hands of the caller, whether the call was taken or refused', async () => {
    const pin = (by: string, slot = 'newUserPin') => ({ ...secret('tokens/initialise/root-a', slot, by, '12345678') })
    await playTo(station, 'tokens/initialise/root-a')
    const taken = pin('bruno')
    const refused = [pin('chiara'), pin('bruno', 'userPin'), { ...pin('bruno'), step: 'open/clock' }]
    await ask(station, 'ceremony.secret', taken)
    for (const call of refused) expect(await refusalOf(station, 'ceremony.secret', call)).not.toBe('done')
    const codes = [code('tokens/initialise/root-a', 'bruno'), code('open/clock', 'bruno'), code('x', 'nobody')]
    for (const call of codes) await refusalOf(station, 'ceremony.confirm', call)
    const deviations = [
      { by: 'nobody', text: 'x', code: bytesOf('a code') },
      { by: 'emi', text: '', code: bytesOf('a code') },
    ]
    for (const call of deviations) expect(await refusalOf(station, 'ceremony.deviation', call)).not.toBe('done')
    for (const bytes of [taken.value, ...refused.map((call) => call.value), ...codes.map((call) => call.code)]) {
      expect([...bytes].every((byte) => byte === 0)).toBe(true)
    }
    for (const { code: bytes } of deviations) expect([...bytes].every((byte) => byte === 0)).toBe(true)
  })

  test('stand in no answer, in no line, and in no file of a whole ceremony', async () => {
    const replies: string[] = []
    let view = station.host.view()
    while (view.bag === null) {
      const move = station.player.next(view)
      const reply = await makeMove(station.call, move)
      replies.push(JSON.stringify(reply))
      if (!reply.ok) throw new Error(reply.error.code)
      view = reply.value
    }
    const known = [
      ...station.plan.people.map((person) => secrets.code(person.id)),
      ...station.plan.tokens.flatMap((token) => ['soPin', 'userPin'].map((slot) => secrets.pin(token.id, slot))),
      secrets.pin('root-a', 'factorySoPin'),
    ]
    expect(tracesIn(place.directory, [station.plan.organisation])).not.toEqual([]) // it does find what is there
    expect(tracesIn(place.directory, known)).toEqual([])
    expect(known.filter((value) => replies.some((reply) => reply.includes(value)))).toEqual([])
  })
})

describe('what is not as it should be', () => {
  test('is recorded; then it is put right, or passed over a deviation where the script lets it (needs-deviation)', async () => {
    await ask(station, 'ceremony.answer', yes('retrieve/recording', 'hugo', false))
    expect(station.host.view().step).toMatchObject({ id: 'retrieve/recording', misfit: true })
    expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/recording', 'hugo', false))).toBe(
      'ceremony/needs-deviation',
    )
    await ask(station, 'ceremony.deviation', { by: 'emi', text: 'One camera of three fails.' })
    const view = await ask(station, 'ceremony.answer', yes('retrieve/recording', 'hugo', false))
    expect(view.step?.id).toBe('retrieve/identity/amina')
    expect(view.deviations).toHaveLength(1)
  })

  test('must be put right where the script says so, whatever deviation is recorded (must-fit)', async () => {
    await playTo(station, 'retrieve/sweep')
    await ask(station, 'ceremony.answer', yes('retrieve/sweep', 'emi', false))
    expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/sweep', 'emi', false))).toBe('ceremony/must-fit')
    await ask(station, 'ceremony.deviation', { by: 'emi', text: 'A watch.' })
    expect(await refusalOf(station, 'ceremony.answer', yes('retrieve/sweep', 'emi', false))).toBe('ceremony/must-fit')
    expect((await ask(station, 'ceremony.answer', yes('retrieve/sweep', 'emi'))).step?.id).not.toBe('retrieve/sweep')
  })

  test('goes back where the script says GO TO, also from a step that is performed, and the steps after are done again', async () => {
    await playTo(station, 'open/approve')
    const choice = { ...yes('open/approve', 'emi'), values: { option: 'no' } }
    expect((await ask(station, 'ceremony.answer', choice)).step?.id).toBe('open/clock')
    const initialise = 'tokens/initialise/root-a'
    await prepareStep(station, initialise)
    const back = await ask(station, 'ceremony.answer', yes(initialise, 'bruno', false))
    expect(back.step?.id).toBe('tokens/identify/root-a')
    expect((await playTo(station, initialise)).step?.irreversible?.confirmed).toEqual([])
    expect((await playTo(station, 'close')).status).toBe('closed')
  })

  test('a number that is not the planned one does not fit, however it is answered', async () => {
    await playTo(station, 'retrieve/bag/root-a')
    const typed = (bag: string) => ({ ...yes('retrieve/bag/root-a', 'greta'), values: { bag } })
    const view = await ask(station, 'ceremony.answer', typed('AC0042'))
    expect([view.step?.id, view.step?.misfit]).toEqual(['retrieve/bag/root-a', true])
    expect((await ask(station, 'ceremony.answer', typed('AC0041'))).step?.id).toBe('retrieve/seal/root-a')
  })
})
