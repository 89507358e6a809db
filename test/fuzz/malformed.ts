// Makes calls that no honest window makes: unknown names, arguments of another form, almost valid arguments.

import * as v from 'valibot'
import { type BridgeCall, bridge } from '../../core/bridge.ts'
import type { Random } from './random.ts'
import { type Names, samples } from './samples.ts'

export type Call = { readonly name: unknown; readonly args: unknown }

/** Stands in every value that the fuzz puts somewhere; no reply may hold it. */
export const canary = 'CANARY-4711'

const calls = Object.keys(bridge) as [BridgeCall, ...BridgeCall[]] // keys of a const object that is not empty

/** Names that every object has, names of other tables, names nearly right. */
const strangeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  '',
  'ceremony',
  'ceremony.',
  'Ceremony.view',
  'ceremony.view ',
  'ceremony.view\0',
  'ceremony.__proto__',
  'station.home/../rehearse',
  'args',
] as const

/** One malformed call. A call that fits its schema after all is thrown away and another one made. */
export function malformedCall(random: Random, names: Names): Call {
  for (;;) {
    const call = random.chance(12) ? unknownName(random) : oddArguments(random, names)
    if (!fits(call)) return call
  }
}

/** Would the bridge take it? What cannot even be looked at does not fit. */
export function fits({ name, args }: Call): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(bridge, name)) return false
  try {
    return v.safeParse(bridge[name as BridgeCall].args, args).success // hasOwn was asked on the line above
  } catch {
    return false
  }
}

function unknownName(random: Random): Call {
  const near = random.pick(calls)
  const name = random.pick<unknown>([
    random.pick(strangeNames),
    random.text(random.below(30)),
    near.toUpperCase(),
    `${near}${random.text(1)}`,
    near.slice(0, -1),
    [near],
    { toString: () => near },
    { toString: () => random.pick(calls) },
    Symbol(near),
    null,
    undefined,
    random.below(99),
    'x'.repeat(1_000_000),
  ])
  return { name, args: random.chance(50) ? {} : junk(random) }
}

function oddArguments(random: Random, names: Names): Call {
  const name = random.pick(calls)
  if (random.chance(20)) return { name, args: junk(random) }
  const args = samples[name](names) as Record<string, unknown> // every call takes one object
  change(random, args)
  return { name, args }
}

/** Change one thing in place: drop a field, add one, or give one a value of another form. */
function change(random: Random, args: Record<string, unknown>): void {
  const keys = Object.keys(args)
  const key = keys[random.below(Math.max(keys.length, 1))]
  const inside = key === undefined ? undefined : args[key]
  if (random.chance(30) && isPlain(inside)) {
    change(random, inside)
    return
  }
  if (key === undefined || random.chance(30)) {
    put(args, random.pick(['extra', '__proto__', 'constructor', 'toJSON', '0', 'then', random.text(4)]), junk(random))
  } else if (random.chance(25)) delete args[key]
  else put(args, key, random.chance(40) ? otherForm(random, inside) : junk(random))
}

/** An object or an array as JSON has them; an index is a field there. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (Array.isArray(value)) return true
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** As an own field, whatever its name means elsewhere. */
function put(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

/** The same value in the form in which a careless shell would send it. */
function otherForm(random: Random, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    return random.pick<unknown>([canary, [1, 2, 3], { 0: 1, length: 1 }, { $bytes: 'AAAA' }, new Uint16Array(4)])
  }
  if (typeof value === 'string') {
    return random.pick<unknown>([
      [value],
      { value },
      new String(value),
      Buffer.from(value),
      `${canary}${'a'.repeat(3000)}`,
    ])
  }
  return random.pick<unknown>(['true', 'false', '1', 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1n])
}

function junk(random: Random): unknown {
  switch (random.below(16)) {
    case 0:
      return undefined
    case 1:
      return null
    case 2:
      return random.chance(50)
    case 3:
      return random.below(1e9) - 5e8
    case 4:
      return `${canary}${random.text(random.below(40))}`
    case 5:
      return random.bytes(random.below(40))
    case 6:
      return []
    case 7:
      return [canary, {}, [null]]
    case 8:
      return deep(random.below(2000))
    case 9:
      return JSON.parse('{"__proto__":{"ok":true},"constructor":{"prototype":{"fits":true}}}')
    case 10:
      return new Map([['step', canary]])
    case 11:
      return () => canary
    case 12:
      return Object.create({ step: 'retrieve/recording', by: 'hugo', fits: true, values: {} })
    case 13:
      return hostile(random)
    case 14:
      return random.below(40) === 0 ? canary.repeat(200_000) : new Date(Number.NaN)
    default:
      return { [random.text(3)]: canary, nested: { again: [canary] } }
  }
}

function deep(levels: number): unknown {
  let value: unknown = canary
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value }
  return value
}

/** What only code in the same process could send: getters and proxies that throw. */
function hostile(random: Random): unknown {
  const boom = (): never => {
    throw new Error(canary)
  }
  return random.pick<unknown>([
    Object.defineProperty({}, 'step', { get: boom, enumerable: true }),
    new Proxy({}, { get: boom, ownKeys: boom, has: boom, getPrototypeOf: boom }),
    new Proxy([], { get: boom }),
  ])
}
