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
