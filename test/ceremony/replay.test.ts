// From a chain that holds to its state: TRX-REPLAY and TRX-CLOCK over lines as they lie in a file.

import { describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { replay } from '../../core/ceremony/replay.ts'
import type { State } from '../../core/ceremony/state.ts'
import { canonicalBytes } from '../../core/formats/canonical.ts'
import type { JsonObject, JsonValue } from '../../core/formats/json.ts'
import { digestOfLine, GENESIS } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { thrown } from '../attest/thrown.ts'
import { expandSmall } from './small.ts'
import { opening } from './walk.ts'

const script = expandSmall()

/** Lines with these events and minutes of the day, properly chained. */
function chain(...entries: readonly (readonly [minute: number, event: object])[]): Uint8Array {
  let previous = GENESIS
  const lines = entries.map(([minute, event], seq) => {
    const time = new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString()
    const line = canonicalBytes({ seq, time, previous, event: event as JsonObject } as JsonValue) // events are JSON
    previous = digestOfLine(line)
    return Buffer.concat([line, Buffer.from('\n')])
  })
  return Buffer.concat(lines)
}

const play = (...entries: readonly (readonly [minute: number, event: object])[]): State =>
  replay(verifyTranscript(chain(...entries), 'it'), script, 'it')

const open = opening(script)
const room: CeremonyEvent = { type: 'answered', step: 'open/room', by: 'emi', auth: 'claimed', fits: true, values: {} }
const restarted: CeremonyEvent = { type: 'restarted', program: {}, torn: null }
const clock: CeremonyEvent = { type: 'clock', by: 'emi', reason: 'as on the wall', before: '2026-11-24T09:10:00.000Z' }

describe('replay refuses', () => {
  test('TRX-REPLAY: an entry that cannot follow, by its number and with the reason', () => {
    expect(thrown(() => play([0, open], [1, { ...room, by: 'amina' }]))).toEqual({
      code: 'transcript/does-not-follow',
      detail: { what: 'it', seq: 1, type: 'answered', reason: 'amina may not do this step' },
    })
    expect(thrown(() => play([0, room])).code).toBe('transcript/does-not-follow')
  })

  test('TRX-CLOCK: an entry that is dated before the one in front of it', () => {
    expect(thrown(() => play([10, open], [9, room]))).toEqual({
      code: 'transcript/clock-order',
      detail: { what: 'it', seq: 1 },
    })
  })

  test('TRX-CLOCK: what a person does after a restart with the clock back, before the clock is confirmed', () => {
    expect(thrown(() => play([10, open], [5, restarted], [6, room])).code).toBe('transcript/clock-order')
  })

  test.each([
    ['an event of an unknown type', { type: 'forgotten' }],
    ['a name that no event has', { ...room, extra: 1 }],
    ['a name that is missing', { ...room, by: undefined }],
    ['a code where a code must stand', { type: 'confirmed', step: 'x', by: 'y', auth: 'claimed' }],
    [
      'a text that is too long',
      { type: 'deviation', step: 'open/room', by: 'emi', auth: 'claimed', text: 'x'.repeat(2001) },
    ],
    ['facts that are a list', { type: 'outcome', step: 'open/room', intent: 0, facts: [] }],
  ])('%s, as json/shape', (_name, event) => {
    expect(thrown(() => play([0, open], [1, JSON.parse(JSON.stringify(event)) as object])).code).toBe('json/shape')
  })
})

test('replay leads to the state that the engine had: equal times, and a clock that a person confirmed, are in order', () => {
  const state = play([10, open], [10, room], [5, restarted], [6, clock])
  expect([state.cursor, state.time, state.length]).toEqual([1, '2026-11-24T09:06:00.000Z', 4])
})
