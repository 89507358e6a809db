// How a call and its reply become text: JSON, with bytes as {"$bytes": base64}. Strict in both directions, and bounded.

/** Base64 of RFC 4648 section 4, with padding. Each end of the bridge brings its engine's own; `fromBase64` throws SyntaxError. */
export type Base64 = {
  readonly toBase64: (bytes: Uint8Array) => string
  readonly fromBase64: (text: string) => Uint8Array
}

/** What can be carried. `undefined` members of an object are left out. */
export type Carried =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Carried[]
  | { readonly [name: string]: Carried | undefined }

/** Most characters of one coded call or reply; a bag of some 180 MiB. */
export const maxTextLength = 256 * 1024 * 1024
/** Most members of lists and objects in one text: each costs many times its characters once it is read. */
export const maxItems = 2_000_000
const maxDepth = 40
const bytesName = '$bytes'

/** Done, or why not, in a few words that repeat no value. Not an exception: this file also runs inside the window. */
export type Coded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

/**
 * Code one value as text. Refused is what JSON and bytes cannot hold: functions, dates, NaN, a member whose name begins
 * with `$`, more than 40 levels, more than `maxTextLength` characters.
 */
export function encode(value: unknown, base64: Base64): Coded<string> {
  return attempt(() => {
    const text = JSON.stringify(toPlain(value, base64, 0))
    if (text.length > maxTextLength) throw new Uncarried('it is too large')
    return text
  })
}

/** Decode what `encode` made. Duplicate names are not noticed; the schema of the call looks at what is left. */
export function decode(text: string, base64: Base64): Coded<Carried> {
  return attempt(() => {
    if (text.length > maxTextLength) throw new Uncarried('it is too large')
    if (itemsOf(text) > maxItems) throw new Uncarried('it has too many parts')
    return fromPlain(
      orUncarried('it is not JSON', () => JSON.parse(text)),
      base64,
      0,
    )
  })
}

/** At least as many as there are: commas and brackets within strings count too. Stops when it is enough. */
function itemsOf(text: string): number {
  let items = 0
  for (let at = 0; at < text.length && items <= maxItems; at++) {
    const code = text.charCodeAt(at)
    if (code === comma || code === listStart || code === objectStart) items++
  }
  return items
}

const [comma, listStart, objectStart] = [0x2c, 0x5b, 0x7b]

/** Never leaves this file. */
class Uncarried extends Error {}

function attempt<T>(code: () => T): Coded<T> {
  try {
    return { ok: true, value: code() }
  } catch (error) {
    if (error instanceof Uncarried) return { ok: false, problem: error.message }
    throw error
  }
}

function orUncarried<T>(problem: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SyntaxError) throw new Uncarried(problem)
    throw error
  }
}

function toPlain(value: unknown, base64: Base64, depth: number): unknown {
  if (depth > maxDepth) throw new Uncarried('it is nested too deep')
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value instanceof Uint8Array) return { [bytesName]: base64.toBase64(value) }
  if (Array.isArray(value)) return value.map((item) => toPlain(item, base64, depth + 1))
  if (!isPlainObject(value)) throw new Uncarried(`it holds ${kindOf(value)}`)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [checkName(name), toPlain(member, base64, depth + 1)]))
}

function fromPlain(value: unknown, base64: Base64, depth: number): Carried {
  if (depth > maxDepth) throw new Uncarried('it is nested too deep')
  if (value === null || typeof value !== 'object') return value as Carried // JSON.parse gives no other kinds
  if (Array.isArray(value)) return value.map((item) => fromPlain(item, base64, depth + 1))
  if (Object.hasOwn(value, bytesName)) return bytesOf(value, base64)
  const members = Object.entries(value).map(([name, member]) => [checkName(name), fromPlain(member, base64, depth + 1)])
  return Object.fromEntries(members)
}

function bytesOf(value: object, base64: Base64): Uint8Array {
  const { [bytesName]: text, ...others } = value as { readonly [bytesName]?: unknown } // its one member is checked here
  if (typeof text !== 'string' || Object.keys(others).length > 0)
    throw new Uncarried('bytes are not written as they should be')
  const bytes = orUncarried('bytes are not Base64', () => base64.fromBase64(text))
  // One spelling for one value: engines forgive spaces, missing padding and stray bits.
  if (base64.toBase64(bytes) !== text) throw new Uncarried('bytes are not Base64 in its one form')
  return bytes
}

/** Names that mean something to the codec or to JavaScript are refused, never rewritten. */
function checkName(name: string): string {
  if (name.startsWith('$') || name === '__proto__') throw new Uncarried('it has a member of a name that is not carried')
  return name
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // Not `=== Object.prototype`: the window's objects come from another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const kindOf = (value: unknown): string => (typeof value === 'object' ? 'an object of a class' : `a ${typeof value}`)
