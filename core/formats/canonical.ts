// The one byte form of our own documents: RFC 8785 (JCS), over the integers and strings that `JsonValue` allows.

import type { JsonValue } from './json.ts'

/**
 * Encode as RFC 8785 canonical JSON text: names sorted by UTF-16 code unit, no white space, ECMAScript escapes.
 * The values come from `parseJson` or from our own types, so there are no floats (RFC 8785 section 3.2.2.3 is moot).
 * A member whose value is `undefined` is left out.
 * @throws TypeError for a number that is not a safe integer (a fault of the caller).
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]` // Array.isArray does not narrow readonly arrays
  const object = value as { readonly [name: string]: JsonValue | undefined } // an optional field of our own types may be undefined
  const members: string[] = []
  for (const name of Object.keys(object).sort()) {
    const member = object[name]
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

/** The same as UTF-8 bytes. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value))
}
