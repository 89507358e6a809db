// The short way to read a line that the station wrote: printable ASCII without an escape, proved canonical in one comparison.

import type { JsonObject, JsonValue } from '../formats/json.ts'

/** Anything but printable ASCII, and the backslash: what the strict reader has rules about. */
const notPlain = /[^\x20-\x5b\x5d-\x7e]/

/**
 * Parse a line with the engine's own reader, and prove that it is exactly what `encodeEntry` writes: then nothing that
 * the strict reader refuses (duplicate names, other spellings of numbers, spaces) can stand in it.
 * @returns undefined where the line is not plain or not canonical: the strict reader decides, and says why.
 */
export function readPlainLine(line: Uint8Array, maxDepth: number): JsonObject | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1')
  if (text.charCodeAt(0) !== 0x7b || notPlain.test(text) || text.includes('__proto__')) return undefined
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue // whatever it is, it is looked at next
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  return inOrder(value, maxDepth) && JSON.stringify(value) === text ? (value as JsonObject) : undefined // it begins with {
}

/** Names strictly ascending, integers that are held exactly, not too deep. */
function inOrder(value: JsonValue, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (value === null || typeof value !== 'object') return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item: JsonValue) => inOrder(item, depth - 1))
  const object = value as JsonObject // Array.isArray does not narrow readonly arrays
  let before: string | undefined
  for (const name of Object.keys(object)) {
    if (before !== undefined && !(before < name)) return false
    before = name
    const member = object[name]
    if (member === undefined || !inOrder(member, depth - 1)) return false
  }
  return true
}
