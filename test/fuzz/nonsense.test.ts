// Calls of the right form that mean nothing: refused by a rule with words, no token asked, at most a line that says so.

import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BridgeCall, CallBridge } from '../../core/bridge.ts'
import { eventsOf, scratch } from '../host/station.ts'
import { fits } from './malformed.ts'
import { nonsense } from './nonsense.ts'
import { type Place, placed, places, shown } from './places.ts'
import { randomFrom } from './random.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const count = Math.ceil(Number(process.env.ANCHORITE_FUZZ ?? 100_000) / 500)

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

describe('a call that fits the schema and means nothing', () => {
  test('is what the generator makes: the bridge would take each', () => {
    const random = randomFrom(seed)
    expect(Array.from({ length: 500 }, () => nonsense(random)).filter((call) => !fits(call))).toEqual([])
  })

  test.each(Object.keys(places) as Place[])('is refused by a rule %s', async (name) => {
    const random = randomFrom(seed)
    const station = await placed(name, place.directory)
    const call = station.call as CallBridge
    const tokenCalls = station.table.calls.length
    try {
      for (let sent = 0; sent < count; sent++) {
        const one = nonsense(random)
        const before = { view: withoutChain(shown(station.host.view())), entries: eventsOf(station).length }
        const reply = await call(one.name as BridgeCall, one.args as never) // the two belong together
        const where = `seed ${seed}, call ${sent}: ${JSON.stringify(one)}`
        if (reply.ok) expect.fail(`${where} was taken`)
        expect(reply.error.disposition, where).not.toBe('bug')
        expect(
          Object.values(reply.error.words).every((said) => said.trim() !== ''),
          where,
        ).toBe(true)
        const added = eventsOf(station).slice(before.entries)
        expect(added.length <= 1 && added.every((event) => event.type === 'refused'), where).toBe(true)
        expect(withoutChain(shown(station.host.view())), where).toBe(before.view)
      }
      expect(station.table.calls.length).toBe(tokenCalls)
    } finally {
      await station.host.leave()
    }
  })
})

/** What a window shows, without the transcript's own numbers: a refusal that is recorded moves only those. */
function withoutChain(view: string): string {
  const { transcript: _transcript, outcome: _outcome, ...rest } = JSON.parse(view) as Record<string, unknown> // made by shown()
  return JSON.stringify(rest)
}
