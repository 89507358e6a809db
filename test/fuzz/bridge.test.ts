// A hundred thousand calls that no honest window makes. No crash, no effect, an answer with words to each.
// ANCHORITE_FUZZ=N makes N of them; ANCHORITE_FUZZ_SEED=S makes those of an earlier run again.

import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BridgeCall, type CallBridge, parseCall } from '../../core/bridge.ts'
import { serve } from '../../electron/host/bridge-host.ts'
import { ask, bytesOf, codeOf, eventsOf, type Station, scratch } from '../host/station.ts'
import { type Call, canary, fits, malformedCall } from './malformed.ts'
import { type Place, placed, places, shown, treeDigest, withCard } from './places.ts'
import { randomFrom } from './random.ts'
import { samples } from './samples.ts'

const total = Number(process.env.ANCHORITE_FUZZ ?? 100_000)
const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const names = Object.keys(places) as Place[] // keys of a const object

/** Calls sent at once: they wait in the station's one queue. What they left behind is looked at after each batch. */
const batchSize = 250

let place: ReturnType<typeof scratch>
const rejections: unknown[] = []
const note = (reason: unknown): void => {
  rejections.push(reason)
}

beforeEach(() => {
  place = scratch()
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
  place.remove()
  expect(rejections.splice(0)).toEqual([])
})

describe('the generator', () => {
  test('makes only calls that the bridge does not know, of every kind', () => {
    const random = randomFrom(seed)
    const calls = Array.from({ length: 3000 }, () => malformedCall(random, { by: 'hugo', step: 'retrieve/recording' }))
    expect(calls.filter(fits)).toEqual([])
    const named = new Set(calls.map((call) => call.name))
    expect(Object.keys(samples).filter((name) => !named.has(name))).toEqual([])
    expect(calls.some((call) => typeof call.name !== 'string')).toBe(true)
  })

  test('starts from calls that do fit, for every call of the table', () => {
    for (const [name, sample] of Object.entries(samples)) {
      expect([name, fits({ name, args: sample({ by: 'hugo', step: 'a/b' }) })]).toEqual([name, true])
    }
  })
})

// The generator asks the schemas what fits; that they are strict has to be known from elsewhere.
describe('the table', () => {
  test.each(Object.keys(samples) as BridgeCall[])('refuses one field too many in the arguments of %s', (name) => {
    const args = { ...samples[name]({ by: 'hugo', step: 'a/b' }), extra: 1 }
    expect(codeOf(() => parseCall(name, args))).toBe('station/bridge')
  })
})

describe('a malformed call has no effect on a ceremony', () => {
  test.each(names)('%s', async (name) => {
    const station = await placed(name, place.directory)
    try {
      await bombard({
        call: station.call as CallBridge, // a station of this test serves the calls of a ceremony, and those of a card
        count: Math.ceil(total / names.length),
        salt: names.indexOf(name),
        step: station.host.view().step?.id ?? 'end',
        state: () => `${shown(station.host.view())} ${treeDigest(place.directory)} ${tokenState(station)}`,
      })
      if (name === withCard.name) await nothingCounted(station)
    } finally {
      await station.host.leave()
    }
  })
})

/** After it the card is as it was: one reading, none shown, none printed stands in the record. */
async function nothingCounted(station: Station): Promise<void> {
  const { step, by } = withCard
  const card = await station.call('share.card', { step, by })
  if (!card.ok) expect.fail(card.error.code)
  const read = await station.call('share.read', { step, by, words: bytesOf(card.value.words.join(' ')) })
  expect(read).toMatchObject({ ok: true, value: { fault: null } })
  await ask(station, 'ceremony.perform', { step, by })
  const outcome = eventsOf(station).findLast((event) => event.type === 'outcome')
  expect(outcome?.facts).toMatchObject({ typed: 1, shown: 1, printed: 0, right: true })
}

/** What lies on the table: no try may be spent, no key made, no token asked. */
const tokenState = ({ table }: Station): string =>
  JSON.stringify([table.calls.length, [...table.tokens.values()].map((token) => [token.info(), token.keys.size])])

type Bombardment = {
  readonly call: CallBridge
  readonly count: number
  readonly salt: number
  readonly step: string
  readonly state: () => string
}

/** Send malformed calls batch by batch; each is refused with words, and the state is what it was. */
async function bombard({ call, count, salt, step, state }: Bombardment): Promise<void> {
  const random = randomFrom(seed + salt)
  const before = state()
  for (let sent = 0; sent < count; sent += batchSize) {
    const calls = Array.from({ length: batchSize }, () => malformedCall(random, { by: random.pick(people), step }))
    const replies = await Promise.all(calls.map(async (one) => ({ one, problem: await problemAt(call, one) })))
    const where = `seed ${seed}, calls ${sent} to ${sent + batchSize}`
    expect(replies.filter(({ problem }) => problem !== undefined).slice(0, 3), where).toEqual([])
    expect(state() === before, `${where}: the state moved`).toBe(true)
  }
}

const people = ['hugo', 'amina', 'bruno', 'ines', 'nobody', '__proto__'] as const

/** A station with nothing in it: what it says of a malformed call holds no word of any card, PIN or plan. */
const nowhere = serve({}) as CallBridge // it serves no call

/** The answer may depend on the call alone, so nothing of where the ceremony stands is in it. */
async function problemAt(call: CallBridge, one: Call): Promise<string | undefined> {
  const reply = await send(call, one)
  const problem = problemOf(reply)
  if (problem !== undefined) return problem
  return isDeepStrictEqual(reply, await send(nowhere, one)) ? undefined : 'it tells of where the ceremony stands'
}

/** Past the types, as a window that was taken over would. */
const send = (call: CallBridge, { name, args }: Call): Promise<unknown> => call(name as never, args as never)

type Refusal = {
  readonly ok: unknown
  readonly error?: { readonly code: string; readonly words: Readonly<Record<string, string>> }
}

/** What is wrong with the answer to a malformed call; undefined where nothing is. */
function problemOf(reply: unknown): string | undefined {
  const { ok, error } = reply as Refusal // looked at below
  if (ok !== false || error === undefined) return 'it was taken'
  // A getter that throws is the one thing that is not the schema's to refuse; it cannot come over a process boundary.
  if (error.code !== 'station/bridge' && error.code !== 'station/bug') return `it came as far as ${error.code}`
  const words = [error.words.happened, error.words.safe, error.words.next]
  if (words.some((said) => said === undefined || said.trim() === '')) return 'words are missing'
  const text = JSON.stringify(reply)
  if (text.includes(canary)) return 'the answer repeats a value'
  return text.length > 2000 ? 'the answer is long' : undefined
}
