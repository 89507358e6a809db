// The bridge: whatever is thrown at it is answered with a refusal, has no effect, and no answer says a secret back.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bridge, type CallCeremony, ceremonyCalls } from '../../core/bridge.ts'
import { serveBridge } from '../../electron/host/bridge-host.ts'
import type { CeremonyHost } from '../../electron/host/ceremony-host.ts'
import { ask, beginStation, bytesOf, playTo, refusalOf, type Station, scratch } from './station.ts'

let place: ReturnType<typeof scratch>
let station: Station

beforeAll(async () => {
  place = scratch()
  station = beginStation({ directory: place.directory })
  await playTo(station, 'tokens/initialise/root-a')
})
afterAll(async () => {
  await station.host.leave()
  place.remove()
})

/** As a window that was taken over would call: any name, any argument. */
const anyhow = (name: unknown, args: unknown) =>
  (station.call as (name: unknown, args: unknown) => ReturnType<CallCeremony>)(name, args)

type Name = keyof typeof ceremonyCalls
const names = Object.keys(ceremonyCalls) as readonly Name[] // keys of a const object

/** Arguments of the right form; most are refused by the ceremony itself, which is not what is tested here. */
const rightArgs: { readonly [N in Name]: Readonly<Record<string, unknown>> } = {
  'ceremony.view': {},
  'ceremony.answer': { step: 'a/b', by: 'emi', fits: true, values: { initials: 'ET' } },
  'ceremony.secret': { step: 'a/b', slot: 'userPin', by: 'emi', value: bytesOf('12345678') },
  'ceremony.confirm': { step: 'a/b', by: 'emi', code: bytesOf('12345678') },
  'ceremony.perform': { step: 'a/b', by: 'emi', spendTry: true },
  'ceremony.look': { by: 'emi', spendTry: false },
  'ceremony.reconcile': { by: 'emi', decision: 'done' },
  'ceremony.deviation': { by: 'emi', text: 'x', code: bytesOf('12345678') },
  'ceremony.break': { by: 'emi', reason: 'x', custody: 'y' },
  'ceremony.resume': { by: 'emi', head: 'x' },
  'ceremony.stop': { by: 'emi', reason: 'x', disposition: 'void' },
  'ceremony.clock': { by: 'emi', reason: 'x' },
  'ceremony.close': {},
}
const texts = new Set(['text', 'reason', 'custody', 'head'])
const optional = new Set(['spendTry', 'code of ceremony.deviation'])

/** Nothing that is JSON, text, bytes or a flag of the form that any field takes. */
const wrongValue = fc.oneof(
  fc.constantFrom(null, undefined, 0, -1, Number.NaN, 1n, '', [], {}, () => 'done', Symbol('x'), new Date(0)),
  fc.constantFrom(new Uint8Array(), new Uint8Array(1025), new Uint16Array(4), Buffer.alloc(0), new ArrayBuffer(8)),
  fc.array(fc.anything(), { maxLength: 3 }),
  fc.constantFrom('x'.repeat(2001), { toString: () => 'emi' }, Object.assign(Object.create(null), { length: 4 })),
)

const badCall = fc.oneof(
  // One field wrong, missing or too much.
  fc.constantFrom(...names).chain((name) => {
    const fields = Object.keys(rightArgs[name])
    const needed = fields.filter((field) => !optional.has(field) && !optional.has(`${field} of ${name}`))
    const more = fc
      .tuple(fc.constantFrom('extra', 'step2', 'Step', 'constructor', 'toJSON', ''), fc.anything())
      .map(([field, value]) => ({ name, args: { ...rightArgs[name], [field]: value } as unknown }))
    if (needed.length === 0) return more
    const less = fc.constantFrom(...needed).map((field) => {
      const { [field]: _gone, ...args } = rightArgs[name]
      return { name, args: args as unknown }
    })
    const wrong = fc
      .tuple(fc.constantFrom(...needed), wrongValue)
      // No values, and no words, are of the right form; the ceremony itself asks for more.
      .filter(([field, value]) => !(field === 'values' && holdsNothing(value)) && !(texts.has(field) && value === ''))
      .map(([field, value]) => ({ name, args: { ...rightArgs[name], [field]: value } as unknown }))
    return fc.oneof(more, less, wrong)
  }),
  // Anything at all in place of the arguments.
  fc
    .record({
      name: fc.constantFrom(...names),
      args: fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
    })
    .filter(({ name, args }) => !(isPlain(args) && Object.keys(rightArgs[name]).length === 0)),
)

/** Read as a record: no value at all. */
const holdsNothing = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

describe('the bridge refuses, without any effect,', () => {
  test('a name that is not in the table, and one that is served elsewhere', async () => {
    const before = station.files.recorder.bytes().length
    const odd = [
      '',
      'ceremony.',
      'ceremony.View',
      'ceremony.view ',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
    ]
    for (const name of [...odd, 0, null, undefined, {}, Symbol('x'), ['ceremony.view']]) {
      const reply = await anyhow(name, {})
      if (String(name) === 'ceremony.view') continue // a list of one name is that name to JavaScript
      expect(reply, String(name)).toMatchObject({ ok: false, error: { code: 'station/bridge' } })
    }
    for (const name of Object.keys(bridge).filter((each) => !(each in ceremonyCalls))) {
      expect(await anyhow(name, {}), name).toMatchObject({ ok: false, error: { code: 'station/bridge' } })
    }
    expect(station.files.recorder.bytes().length).toBe(before)
  })

  test('arguments of any other form: 4,000 of them, over every call', async () => {
    const before = Buffer.from(station.files.recorder.bytes())
    const calls = station.table.calls.length
    const view = JSON.stringify({ ...station.host.view(), time: '' })
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(badCall, async ({ name, args }) => {
        const reply = await anyhow(name, args)
        expect(reply).toMatchObject({ ok: false, error: { code: 'station/bridge', disposition: 'input' } })
        seen.set(name, (seen.get(name) ?? 0) + 1)
      }),
      { numRuns: 4000, seed: 20261124 },
    )
    expect(Buffer.compare(before, station.files.recorder.bytes())).toBe(0)
    expect(station.table.calls.length).toBe(calls)
    expect(JSON.stringify({ ...station.host.view(), time: '' })).toBe(view)
    for (const name of names) expect(seen.get(name), name).toBeGreaterThan(20)
  })

  test('an argument whose value can be read only with an error', async () => {
    const trap = {
      get step(): string {
        throw new Error('a secret 12345678')
      },
      by: 'emi',
    }
    const reply = await anyhow('ceremony.perform', trap)
    expect(reply.ok).toBe(false)
    expect(JSON.stringify(reply)).not.toContain('12345678')
  })
})

test('no refusal says back a value that was typed into a field of bytes', async () => {
  const value = bytesOf('4711-0815')
  const replies = [
    await anyhow('ceremony.secret', { step: 'a', slot: 'userPin', by: 'emi', value }),
    await anyhow('ceremony.confirm', { step: 'a', by: 'emi', code: bytesOf('4711-0815') }),
    await anyhow('ceremony.confirm', { step: 'a', by: 'emi', code: '4711-0815' }),
    await anyhow('ceremony.secret', { step: 'a', slot: 'userPin', by: 'emi', value: '4711-0815', extra: '4711-0815' }),
  ]
  for (const reply of replies) {
    expect(reply.ok).toBe(false)
    expect(JSON.stringify(reply)).not.toContain('4711')
  }
})

test('calls run one after another, and one that fails does not hold up the next', async () => {
  const order: string[] = []
  const host = {
    look: async ({ by }: { by: string }) => {
      order.push(`${by} begins`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      order.push(`${by} ends`)
      throw new Error(`a fault with a secret in it: ${by}`)
    },
  } as unknown as CeremonyHost // only the call that is made here
  const call = serveBridge(host)
  const replies = await Promise.all([call('ceremony.look', { by: 'amina' }), call('ceremony.look', { by: 'bruno' })])
  expect(order).toEqual(['amina begins', 'amina ends', 'bruno begins', 'bruno ends'])
  for (const reply of replies)
    expect(reply).toMatchObject({ ok: false, error: { code: 'station/bug', disposition: 'bug' } })
  expect(JSON.stringify(replies)).not.toContain('secret in it')
})

test('a result of another form does not leave the host', async () => {
  const host = { view: () => ({ ...station.host.view(), pin: '12345678' }) } as unknown as CeremonyHost // one name too many
  const reply = await serveBridge(host)('ceremony.view', {})
  expect(reply.ok).toBe(false)
  expect(JSON.stringify(reply)).not.toContain('12345678')
})

test('after all that the ceremony goes on', async () => {
  expect(await refusalOf(station, 'ceremony.deviation', { by: 'emi', text: 'Somebody shook the table.' })).toBe('done')
  expect((await ask(station, 'ceremony.view', {})).status).toBe('running')
})
