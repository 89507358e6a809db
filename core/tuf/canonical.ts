// The bytes that TUF signs: OLPC canonical JSON. Not RFC 8785: only \ and " are escaped, and names sort by code point.

import type { JsonObject, JsonValue } from '../formats/json.ts'

/**
 * Encode as OLPC canonical JSON text: names in code point order, no white space, in strings only `\` and `"` escaped.
 *
 * Names sort by code point as python, go and rust do; tuf-js sorts by UTF-16 code unit, which differs only for names
 * beyond U+FFFF beside names in U+E000-U+FFFF.
 * Not caught: control characters stand raw in the text (OLPC allows them); `parseRoot` refuses them.
 *
 * @throws TypeError for a number that is not a safe integer (a fault of the caller; `parseJson` lets none in).
 * @see TUF 4.2.1; http://wiki.laptop.org/go/Canonical_JSON
 */
export function olpcJson(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return integer(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(olpcJson).join(',')}]` // Array.isArray does not narrow readonly arrays
  const object = value as JsonObject // the only kind left
  let text = ''
  for (const name of namesByCodePoint(object)) {
    text += `${text === '' ? '{' : ','}${quoted(name)}:${olpcJson(object[name] ?? null)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** `olpcJson` as UTF-8: the exact bytes that are signed. */
export function olpcBytes(value: JsonValue): Uint8Array {
  return Buffer.from(olpcJson(value), 'utf8')
}

const surrogate = /[\ud800-\udfff]/

/** The names of an object, sorted by Unicode code point. */
export function namesByCodePoint(object: JsonObject): readonly string[] {
  const names = Object.keys(object).sort()
  return surrogate.test(names.join('')) ? names.sort(byCodePoint) : names
}

function byCodePoint(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; ) {
    const left = a.codePointAt(at) ?? 0
    const right = b.codePointAt(at) ?? 0
    if (left !== right) return left - right
    at += left > 0xffff ? 2 : 1
  }
  return a.length - b.length
}

const special = /["\\]/g

function quoted(text: string): string {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"` // nearly every string: worth the two looks
  return `"${text.replace(special, '\\$&')}"`
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  return String(value === 0 ? 0 : value)
}
