// CLOCK-BACK: a clock before a time already recorded, or before the newest date seen, stops for a person who confirms it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeRegister } from '../../core/checks/register.ts'
import { fakeClock } from '../fakes/clock.ts'
import {
  ask,
  beginStation,
  dayOfCeremony,
  eventsOf,
  performNow,
  playTo,
  refusalOf,
  reopenStation,
  scratch,
} from './station.ts'

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const answer = { step: 'retrieve/recording', by: 'hugo', fits: true, values: {} }
const reason = { by: 'emi', reason: 'The clock on the wall says the same.' }

test('CLOCK-BACK: a clock that jumps back stops everything, until it is right again or a person confirms it', async () => {
  const clock = fakeClock(dayOfCeremony)
  const station = beginStation({ directory: place.directory, clock })
  await ask(station, 'ceremony.answer', answer)
  clock.set('2026-11-24T08:00:00.000Z')
  const before = eventsOf(station).length
  const next = { ...answer, step: 'retrieve/identity/amina', by: 'emi' }
  expect(station.host.view().needsClock).toBe(true)
  expect(await refusalOf(station, 'ceremony.answer', next)).toBe('ceremony/clock')
  expect(await refusalOf(station, 'ceremony.deviation', { by: 'emi', text: 'x' })).toBe('ceremony/clock')
  expect(await refusalOf(station, 'ceremony.clock', { by: 'emi', reason: ' ' })).toBe('ceremony/no-answer')
  expect(await refusalOf(station, 'ceremony.clock', { by: 'nobody', reason: 'x' })).toBe('ceremony/not-you')
  expect(eventsOf(station).length).toBe(before)

  clock.set('2026-11-24T10:00:00.000Z')
  expect(await refusalOf(station, 'ceremony.answer', next)).toBe('done')

  clock.set('2026-11-24T08:00:00.000Z')
  expect((await ask(station, 'ceremony.clock', reason)).needsClock).toBe(false)
  expect(eventsOf(station).at(-1)).toMatchObject({ type: 'clock', before: expect.stringMatching(/^2026-11-24T10:/) })
  const after = { ...next, step: 'retrieve/identity/bruno' }
  expect(await refusalOf(station, 'ceremony.answer', after)).toBe('done')
  expect((await playTo(station, 'close')).status).toBe('closed')
})

test('CLOCK-BACK: no token is called, and no PIN is tried, while the clock is back', async () => {
  const clock = fakeClock(dayOfCeremony)
  const station = beginStation({ directory: place.directory, clock })
  const step = 'tokens/identify/root-a'
  await playTo(station, step)
  clock.set('2026-11-24T08:00:00.000Z')
  expect(await performNow(station, step, 'bruno')).toBe('ceremony/clock')
  expect(station.table.calls.filter(({ method }) => method !== 'list')).toEqual([])
})

test('CLOCK-BACK at the beginning: before the approval of the plan, the ceremony opens and waits for a person', async () => {
  const station = beginStation({ directory: place.directory, clock: fakeClock('2026-11-01T09:00:00.000Z') })
  expect(station.host.view().needsClock).toBe(true)
  expect(await refusalOf(station, 'ceremony.answer', answer)).toBe('ceremony/clock')
  await ask(station, 'ceremony.clock', reason)
  expect(await refusalOf(station, 'ceremony.answer', answer)).toBe('done')
})

test('CLOCK-BACK at the beginning: before the last signature in the register of this station', async () => {
  const entry = {
    keySpkiSha256: 'aa'.repeat(32),
    repository: 'other/one',
    role: 'root' as const,
    version: 1,
    payloadSha256: 'bb'.repeat(32),
    time: '2026-12-24T09:00:00Z',
    ceremony: 'another',
  }
  mkdirSync(join(place.directory, 'station'))
  writeFileSync(join(place.directory, 'station', 'register.jsonl'), encodeRegister([entry]))
  const station = beginStation({ directory: place.directory })
  expect(await refusalOf(station, 'ceremony.answer', answer)).toBe('ceremony/clock')
})

test('CLOCK-BACK after a restart: it opens, says so, and holds a person to it over further restarts', async () => {
  const station = beginStation({ directory: place.directory })
  await ask(station, 'ceremony.answer', answer)
  await station.host.leave()
  const options = { directory: place.directory, table: station.table }
  const next = { ...answer, step: 'retrieve/identity/amina', by: 'emi' }
  for (const start of ['2026-11-24T07:00:00.000Z', '2026-11-24T07:30:00.000Z']) {
    const again = reopenStation({ ...options, clock: fakeClock(start) })
    expect(again.host.view().needsClock).toBe(true)
    expect(await refusalOf(again, 'ceremony.answer', next)).toBe('ceremony/clock')
    await again.host.leave()
  }
  const last = reopenStation({ ...options, clock: fakeClock('2026-11-24T08:00:00.000Z') })
  await ask(last, 'ceremony.clock', reason)
  expect(await refusalOf(last, 'ceremony.answer', next)).toBe('done')
  expect((await playTo(last, 'close')).status).toBe('closed')
})
