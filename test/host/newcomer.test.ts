// What a newcomer ran into: a code that is too short, small letters, words that changed while they were read.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { listCeremonies } from '../../electron/host/list-ceremonies.node.ts'
import { ask, beginStation, bytesOf, playTo, refusalOf, type Station, scratch } from './station.ts'

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

test('a private code that is too short is refused at once by name, and is not held as if it were taken', async () => {
  await playTo(station, 'open/roll-call/amina')
  const short = { step: 'open/roll-call/amina', slot: 'code', by: 'amina', value: bytesOf('12') }
  const reply = await station.call('ceremony.secret', short)
  expect(!reply.ok && [reply.error.code, reply.error.words.next]).toEqual([
    'ceremony/weak-code',
    expect.stringContaining('Amina Diallo chooses'),
  ])
  expect(station.host.view().step?.secrets.map(({ given }) => given)).toEqual([false])
})

test('a bag number in small letters is the same number', async () => {
  const view = await playTo(station, 'retrieve/bag/root-a')
  expect(view.step?.id).toBe('retrieve/bag/root-a')
  const by = view.step?.by[0]?.id ?? ''
  const after = await ask(station, 'ceremony.answer', {
    step: 'retrieve/bag/root-a',
    by,
    fits: true,
    values: { bag: 'ac0041' },
  })
  expect(after.step?.id).not.toBe('retrieve/bag/root-a')
})

test('custody takes no number that the plan or the day knows: an old bag, its serial, another new bag (old-number)', async () => {
  await playTo(station, 'close/custody/root-a')
  const answer = (step: string, by: string, bag: string) => ({ step, by, fits: true, values: { bag } })
  const first = (bag: string) => refusalOf(station, 'ceremony.answer', answer('close/custody/root-a', 'bruno', bag))
  const length = station.files.recorder.state.length
  for (const old of ['AC0041', 'ac-0041', 'AC 0045', '7d1c40be92a35f01'])
    expect(await first(old), old).toBe('ceremony/old-number')
  expect(station.files.recorder.state.length).toBe(length)
  expect(await first('AC0051')).toBe('done')
  const second = answer('close/custody/root-b', 'chiara', 'ac0051')
  const reply = await station.call('ceremony.answer', second)
  expect(!reply.ok && [reply.error.code, reply.error.words.happened]).toEqual([
    'ceremony/old-number',
    expect.stringContaining('Custody of token root-a'),
  ])
  expect(await refusalOf(station, 'ceremony.answer', { ...second, values: { bag: 'AC0052' } })).toBe('done')
})

test('initials at the end are those of the roll call, in small letters too; others are refused (other-initials)', async () => {
  await playTo(station, 'close/initials/amina')
  const answer = (initials: string) => ({ step: 'close/initials/amina', by: 'amina', fits: true, values: { initials } })
  const length = station.files.recorder.state.length
  const reply = await station.call('ceremony.answer', answer('BK'))
  expect(!reply.ok && [reply.error.code, reply.error.words.happened]).toEqual([
    'ceremony/other-initials',
    expect.stringContaining('AD'),
  ])
  const doubt = { ...answer('BK'), fits: false }
  expect(await refusalOf(station, 'ceremony.answer', doubt)).toBe('ceremony/other-initials')
  expect(station.files.recorder.state.length).toBe(length)
  expect(await refusalOf(station, 'ceremony.answer', answer('ad'))).toBe('done')
  expect(station.files.recorder.state.results['close/initials/amina']?.values).toEqual({ initials: 'AD' })
})

test('nobody says of themself that their passport is valid: not the witness, whom the other witness looks at', async () => {
  const { steps } = station.files.script
  const identity = steps.filter(({ id }) => id.startsWith('retrieve/identity/'))
  expect(identity).toHaveLength(station.plan.people.length)
  expect(identity.filter(({ by, bound }) => by.includes(bound.person ?? ''))).toEqual([])
  expect(identity.find(({ bound }) => bound.person === 'emi')?.by).toEqual(['farid'])
  await playTo(station, 'retrieve/identity/emi')
  const own = { step: 'retrieve/identity/emi', by: 'emi', fits: true, values: {} }
  expect(await refusalOf(station, 'ceremony.answer', own)).toBe('ceremony/not-you')
  expect(await refusalOf(station, 'ceremony.answer', { ...own, by: 'farid' })).toBe('done')
})

test('an exception is read with the rule, the subject, what it allows, the reason, and who approved it', async () => {
  const [exception] = station.plan.exceptions
  const statement = (await playTo(station, 'open/exceptions/1')).step?.statement
  for (const part of [
    exception?.rule,
    exception?.subject,
    exception?.reason,
    exception?.approvedBy,
    'more than one role',
  ])
    expect(statement).toContain(part ?? 'nothing')
})

test('a bag number is shown to nobody before it is read off the bag; only after a wrong one, so that the right bag is found', async () => {
  const before = await playTo(station, 'retrieve/bag/root-a')
  expect(before.step?.see).not.toContain('AC0041')
  const wrong = { step: 'retrieve/bag/root-a', by: 'greta', fits: true, values: { bag: 'AC0099' } }
  const { step } = await ask(station, 'ceremony.answer', wrong)
  expect([step?.misfit, step?.see]).toEqual([true, 'Bag number in the plan: AC0041.'])
})

test('words that changed while they were read aloud are not taken as those that stood there', async () => {
  const view = await playTo(station, 'retrieve/head')
  const shown = view.step?.compared?.value ?? ''
  const by = view.step?.by[0]?.id ?? ''
  await ask(station, 'ceremony.deviation', { by: 'emi', text: 'The light went out.' })
  const answer = (value: string) => ({ step: 'retrieve/head', by, fits: true, values: { shown: value } })
  expect(await refusalOf(station, 'ceremony.answer', answer(shown))).toBe('ceremony/not-now')
  const now = station.host.view().step?.compared?.value ?? ''
  expect(now).not.toBe(shown)
  expect(await refusalOf(station, 'ceremony.answer', answer(now))).toBe('done')
})

test('no secret is taken and no token is asked in a break', async () => {
  await playTo(station, 'keys/generate/root-a')
  await ask(station, 'ceremony.break', { by: 'emi', reason: 'lunch', custody: 'the safe' })
  const before = station.table.calls.length
  const secret = { step: 'keys/generate/root-a', slot: 'userPin', by: 'bruno', value: bytesOf('1234') }
  expect(await refusalOf(station, 'ceremony.secret', secret)).toBe('ceremony/not-now')
  expect(await refusalOf(station, 'ceremony.look', { by: 'bruno' })).toBe('ceremony/not-now')
  expect(station.table.calls.length).toBe(before)
})

test('a bag that lies beside its ceremony is not listed as a second one', async () => {
  const { bag } = await playTo(station, 'close')
  expect(bag).not.toBeNull()
  expect(listCeremonies(place.directory)).toEqual([])
})
