// CLOCK-BACK: a clock before a time already recorded, or before the newest date seen, stops for a person who confirms it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mayBeEarlier } from '../../core/ceremony/replay.ts'
import { encodeRegister } from '../../core/checks/register.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { makeMove } from '../../electron/cli/play.ts'
import type { Mode } from '../../electron/host/actions/action.ts'
import { registerNames } from '../../electron/host/register.node.ts'
import { fakeClock } from '../fakes/clock.ts'
import {
  ask,
  beginStation,
  codeOf,
  dayOfCeremony,
  eventsOf,
  moveOn,
  performNow,
  playTo,
  refusalOf,
  reopenStation,
  type Station,
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

test.each<readonly [mode: Mode, register: Mode, answer: string]>([
  ['production', 'production', 'ceremony/clock'],
  ['rehearsal', 'rehearsal', 'ceremony/clock'],
  ['production', 'rehearsal', 'done'],
  ['rehearsal', 'production', 'done'],
])(
  'CLOCK-BACK at the beginning of a %s: before the last signature of a %s on this station: %s',
  async (mode, register, expected) => {
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
    writeFileSync(join(place.directory, 'station', registerNames[register]), encodeRegister([entry]))
    const station = beginStation({ directory: place.directory, mode })
    expect(await refusalOf(station, 'ceremony.answer', answer)).toBe(expected)
  },
)

test.each<Mode>(['production', 'rehearsal'])('a damaged register of either mode stops a %s when it begins', (mode) => {
  for (const damaged of Object.values(registerNames)) {
    const directory = join(place.directory, damaged)
    mkdirSync(join(directory, 'station'), { recursive: true })
    writeFileSync(join(directory, 'station', damaged), 'not ours\n')
    expect(codeOf(() => beginStation({ directory, mode }))).toBe('register/line')
  }
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

const second = 1000
const hour = 3600 * second
const year = 365 * 24 * hour

/** Times never go back but where the record says that a person confirmed it, or that the station was started. */
function checkOrder(station: Station): void {
  const { lines } = verifyTranscript(station.files.recorder.bytes(), 'the transcript')
  let newest = ''
  for (const { entry } of lines) {
    const { type } = entry.event as { type: string } // every event has one
    if (entry.time < newest) expect(mayBeEarlier, `${type} at ${entry.time}`).toContain(type)
    if (entry.time > newest || type === 'clock') newest = entry.time
  }
}

test.each([
  ['seconds', second],
  ['hours', hour],
  ['years', 2 * year],
])(
  'CLOCK-BACK by %s, before each kind of thing that people do: nothing is recorded or tried, and put right it goes on',
  async (_name, by) => {
    let ahead = 0
    const ticking = fakeClock(dayOfCeremony)
    const clock = Object.assign(() => new Date(ticking().getTime() + ahead), { set: ticking.set })
    const station = beginStation({ directory: place.directory, clock })
    const tried = new Set<string>()
    let view = station.host.view()
    while (view.bag === null) {
      const move = station.player.next(view)
      const kind = `${move.call} ${view.step?.kind} ${view.step?.action}`
      if (!tried.has(kind) && view.step !== null) {
        tried.add(kind)
        ahead = -by
        const before = eventsOf(station).length
        const calls = station.table.calls.length
        expect(station.host.view().needsClock, kind).toBe(true)
        const reply = await makeMove(station.call, copyOf(move))
        const answer = reply.ok ? 'done' : reply.error.code
        // What is only typed is not recorded yet: what it is typed for will be refused.
        if (move.call !== 'ceremony.secret') expect(answer, kind).toBe('ceremony/clock')
        expect(eventsOf(station).length, kind).toBe(before)
        const changed = station.table.calls.slice(calls).filter(({ method }) => !['list', 'readData'].includes(method))
        expect(changed, kind).toEqual([])
        ahead = 0
        view = station.host.view()
        if (answer === 'done' || move.call === 'ceremony.perform') continue
      }
      view = await moveOn(station, move)
    }
    expect(tried.size).toBeGreaterThan(20)
    checkOrder(station)
  },
)

/** A code or a PIN is overwritten once it was given: people type it again. */
const copyOf = <M>(move: M): M => structuredClone(move)

test.each([
  ['hours', hour],
  ['years', 2 * year],
])(
  'a clock that jumps forward by %s is recorded as it is; put right, it is back, and a person is asked',
  async (_name, by) => {
    const clock = fakeClock(dayOfCeremony)
    const station = beginStation({ directory: place.directory, clock })
    const today = Date.parse(dayOfCeremony)
    clock.set(new Date(today + by).toISOString())
    expect(await refusalOf(station, 'ceremony.answer', answer)).toBe('done')
    clock.set(new Date(today + hour / 2).toISOString())
    const next = { ...answer, step: 'retrieve/identity/amina', by: 'emi' }
    expect(await refusalOf(station, 'ceremony.answer', next)).toBe('ceremony/clock')
    await ask(station, 'ceremony.clock', reason)
    const said = eventsOf(station).at(-1)
    expect(said).toMatchObject({
      type: 'clock',
      by: 'emi',
      before: expect.stringContaining(String(new Date(today + by).getUTCFullYear())),
    })
    expect(await refusalOf(station, 'ceremony.answer', next)).toBe('done')
    expect((await playTo(station, 'close')).status).toBe('closed')
    checkOrder(station)
  },
)

test('a clock that jumps between processes, forward and then back: each start says when it was, and a person decides', async () => {
  const station = beginStation({ directory: place.directory })
  await ask(station, 'ceremony.answer', answer)
  await station.host.leave()
  const options = { directory: place.directory, table: station.table }
  const ahead = reopenStation({ ...options, clock: fakeClock('2029-01-01T00:00:00.000Z') })
  expect(ahead.host.view().needsClock).toBe(false)
  await ahead.host.leave()
  const right = reopenStation({ ...options, clock: fakeClock('2026-11-24T10:00:00.000Z') })
  expect(right.host.view().needsClock).toBe(true)
  const next = { ...answer, step: 'retrieve/identity/amina', by: 'emi' }
  expect(await refusalOf(right, 'ceremony.answer', next)).toBe('ceremony/clock')
  await ask(right, 'ceremony.clock', reason)
  expect(eventsOf(right).at(-1)).toMatchObject({ type: 'clock', before: expect.stringMatching(/^2029/) })
  expect((await playTo(right, 'close')).status).toBe('closed')
  checkOrder(right)
})
