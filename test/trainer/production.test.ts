// Production has no staged faults: no ports that stage one, nobody who could arm one, no record that could carry one.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { parseEvent } from '../../core/ceremony/event.ts'
import { replay } from '../../core/ceremony/replay.ts'
import { beginState, currentStep } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { digestOfEntry, encodeEntry, GENESIS } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { verifyRecord } from '../../core/verify/record.ts'
import { realDisk } from '../../electron/host/disk.node.ts'
import { opened } from '../../electron/host/open-ceremony.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { modeOf } from '../../electron/host/trainer/mode.node.ts'
import { portsOf } from '../../electron/host/trainer/ports.ts'
import { Trainer } from '../../electron/host/trainer/trainer.ts'
import { expandSmall } from '../ceremony/small.ts'
import { begin, step as next, opening, whyNot } from '../ceremony/walk.ts'
import { beginStation, codeOf, eventsOf, moveOn, scratch } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'

// The machine of a test is no station; what is tested here comes after that.
vi.mock('../../electron/host/readiness.node.ts', async (original) => ({
  ...(await original<typeof import('../../electron/host/readiness.node.ts')>()),
  refuseUnfit: () => undefined,
  fitIn: () => () => undefined,
}))

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const script = expandSmall()
const inProduction: CeremonyEvent = { ...opening(script), mode: 'production' } as CeremonyEvent // the same opening, in earnest
const staged = (at: string, step = 'open/room'): CeremonyEvent => ({ type: 'staged', step, by: 'emi', fault: 'x', at })

/** Two lines as a station would write them. */
function record(...events: readonly CeremonyEvent[]): Uint8Array {
  let previous = GENESIS
  const lines = events.map((event, seq) => {
    const entry = { seq, time: '2026-11-24T08:00:00.000Z', previous, event: event as unknown as JsonObject }
    previous = digestOfEntry(entry)
    return Buffer.concat([encodeEntry(entry), Buffer.from('\n')])
  })
  return Buffer.concat(lines)
}

describe('the record of a production ceremony takes no staged fault (STAGED-REHEARSAL)', () => {
  test('the engine refuses it, and takes it in a rehearsal', () => {
    expect(whyNot(next(beginState(script), inProduction), staged('open/room'))).toContain('only in a rehearsal')
    expect(whyNot(begin(), staged('open/room'))).toBe('it may')
  })

  test('a record that has one does not replay, and does not verify alone', () => {
    const bytes = record(inProduction, staged('open/room'))
    const transcript = verifyTranscript(bytes, 'x')
    expect(codeOf(() => replay(transcript, script, 'x'))).toBe('transcript/does-not-follow')
    expect(codeOf(() => verifyRecord(bytes, 'x'))).toBe('ceremony/verify-failed')
    expect(verifyRecord(record(opening(script), staged('open/room')), 'x').mode).toBe('rehearsal')
  })

  test('a staged fault names the step that stands and one that is still to come', () => {
    expect(whyNot(begin(), staged('open/room', 'work/verify'))).toContain('names the step that stands')
    expect(whyNot(begin(), staged('no/step'))).toContain('no step that is still to come')
    const passed = next(begin(), {
      type: 'answered',
      step: 'open/room',
      by: 'emi',
      auth: 'claimed',
      fits: true,
      values: {},
    })
    expect(whyNot(passed, staged('open/room', currentStep(passed)?.id))).toContain('no step that is still to come')
    expect(whyNot(beginState(script), staged('open/room'))).toContain('must open')
  })

  test('and is written in one form only', () => {
    const good = staged('open/room') as unknown as JsonObject // an event is a JSON object
    expect(parseEvent(good, 'x')).toEqual(good)
    for (const wrong of [
      { ...good, text: 'x' },
      { ...good, fault: '' },
      { ...good, at: 1 },
    ])
      expect(codeOf(() => parseEvent(wrong as JsonObject, 'x'))).toBe('json/shape')
  })
})

describe('production gets the ports themselves', () => {
  test('clock, disk and tokens are the real ones; there is no trainer, and no medium but the real one', () => {
    const clock = () => new Date()
    expect(portsOf('production', clock)).toEqual({ clock, disk: realDisk, start: startTokenHost })
    expect(portsOf('production', clock).disk).toBe(realDisk)
    expect(portsOf('rehearsal', clock).start).not.toBe(startTokenHost)
  })

  test('a trainer refuses to come near it, and the ports of a rehearsal do not serve it', async () => {
    const station = beginStation({ directory: place.directory, mode: 'production' })
    expect(codeOf(() => new Trainer().attach(station.files))).toBe('trainer/production')
    expect(
      codeOf(() =>
        opened(
          station.files,
          portsOf('rehearsal', () => new Date()),
        ),
      ),
    ).toBe('trainer/production')
    expect(existsSync(join(station.files.directory, 'lock'))).toBe(false)
  })

  test('what lies on the disk is opened with the ports of its own mode', async () => {
    for (const mode of ['production', 'rehearsal'] as const) {
      const station = beginStation({
        directory: place.directory,
        mode,
        ceremony: mode,
        out: join(place.directory, mode),
      })
      expect(modeOf(station.files.directory)).toBe(mode)
      await station.host.leave()
    }
    expect(modeOf(place.directory)).toBe('production')
  })
})

describe('over the bridge', () => {
  test('no call of a trainer is taken without a ceremony', async () => {
    const { call } = createStation({ workDirectory: place.directory })
    const arm = await call('trainer.arm', { fault: 'token-pulled', step: 'x', by: 'trainer' })
    expect(!arm.ok && arm.error.code).toBe('ceremony/not-now')
    const list = await call('trainer.faults', {})
    expect(!list.ok && list.error.code).toBe('ceremony/not-now')
  })

  test('nor in production: refused by code, and nothing is recorded', async () => {
    const plan = examplePlan()
    const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value))
    const modules = Object.fromEntries(
      plan.tokens.map(({ module }) => [module, { path: '/usr/bin/true', environment: {} }]),
    )
    const site = { format: 'anchorite/site/v1', name: 'vault', modules, media: { out: place.directory }, standIns: {} }
    const { call, leave } = createStation({ workDirectory: place.directory })
    const input = { planName: 'plan.yaml', plan: bytes(plan), siteName: 'site.yaml', site: bytes(site) }
    const view = await call('station.begin', { ...input, mode: 'production' })
    if (!view.ok) throw new Error(view.error.words.happened)
    expect(view.value.mode).toBe('production')
    const path = join(place.directory, view.value.ceremony, 'transcript.jsonl')
    const before = readFileSync(path)
    for (const step of [view.value.step?.id ?? '', 'keys/generate/root-a']) {
      const reply = await call('trainer.arm', { fault: 'token-pulled', step, by: 'amina' })
      expect(!reply.ok && reply.error.code).toBe('trainer/production')
    }
    const list = await call('trainer.faults', {})
    expect(!list.ok && list.error.code).toBe('trainer/production')
    expect(readFileSync(path)).toEqual(before)
    await leave()
  })

  test('and a station that plays in production records no such line by itself', async () => {
    const station = beginStation({ directory: place.directory, mode: 'production' })
    await moveOn(station, station.player.next(station.host.view()))
    expect(codeOf(() => station.files.recorder.record(staged('retrieve/sweep', 'retrieve/identity/amina')))).toBe(
      'ceremony/not-now',
    )
    expect(eventsOf(station).some(({ type }) => type === 'staged')).toBe(false)
    await station.host.leave()
  })
})
