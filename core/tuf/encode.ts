// The bytes of a metadata file as tuf-on-ci and Sigstore publish them: Python's json.dumps, spelled out.

import type { JsonObject, JsonValue } from '../formats/json.ts'
import { namesByCodePoint } from './canonical.ts'

/**
 * Encode as Python's `json.dumps(value, indent=1, sort_keys=True, separators=(",", ": "))`: ASCII with \uXXXX
 * escapes, names in code point order, one blank a level, no newline at the end.
 *
 * Only for metadata that we make. What came from outside is kept as its own bytes and never written again.
 * @throws TypeError for a number that is not a safe integer (a fault of the caller).
 * @see docs/formats/tuf-root.md section 2
 */
export function metadataBytes(value: JsonValue): Uint8Array {
  return Buffer.from(encode(value, '\n'), 'latin1')
}

function encode(value: JsonValue, newline: string): string {
  if (typeof value === 'string') return asciiString(value)
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  if (value === null || typeof value !== 'object') return String(value)
  const deeper = `${newline} `
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => deeper + encode(item, deeper)) // Array.isArray does not narrow readonly arrays
    return items.length === 0 ? '[]' : `[${items.join(',')}${newline}]`
  }
  const object = value as JsonObject // the only kind left
  const members = namesByCodePoint(object).map(
    (name) => `${deeper}${asciiString(name)}: ${encode(object[name] ?? null, deeper)}`,
  )
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`
}

// JSON.stringify escapes the quote, the backslash and U+0000-001F as Python does; the rest beyond ~ follows here.
const beyondAscii = /[^ -~]/g

function asciiString(text: string): string {
  return JSON.stringify(text).replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
