// Small readers that turn a JsonValue into a type or say which path is wrong. Used by the formats that must keep exact bytes.

import { CeremonyError } from '../errors.ts'
import type { JsonObject, JsonValue } from './json.ts'

/** A value with the name of its document and its path in it, for errors. */
export type At = { readonly what: string; readonly path: string }

const article = (value: JsonValue | undefined): string => {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return JSON.stringify(value).slice(0, 60)
}

export function wrong(at: At, expected: string, found: JsonValue | undefined): CeremonyError<'json/shape'> {
  return new CeremonyError('json/shape', {
    what: at.what,
    path: at.path || 'the document',
    expected,
    found: article(found),
  })
}

export const member = (at: At, name: string): At => ({
  what: at.what,
  path: at.path === '' ? name : `${at.path}.${name}`,
})
export const item = (at: At, index: number): At => ({ what: at.what, path: `${at.path}[${index}]` })

export function asObject(value: JsonValue | undefined, at: At): JsonObject {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value))
    throw wrong(at, 'an object', value)
  return value as JsonObject // the three other object-like kinds were refused on the line above
}

export function asArray(value: JsonValue | undefined, at: At): readonly JsonValue[] {
  if (!Array.isArray(value)) throw wrong(at, 'an array', value)
  return value as readonly JsonValue[] // Array.isArray does not narrow readonly arrays
}

export function asString(value: JsonValue | undefined, at: At): string {
  if (typeof value !== 'string') throw wrong(at, 'a string', value)
  return value
}

export function asInteger(value: JsonValue | undefined, at: At, min: number): number {
  if (typeof value !== 'number' || value < min) throw wrong(at, `a whole number, ${min} or more`, value)
  return value
}

/** Only these names, each of the required ones present. */
export function onlyNames(
  object: JsonObject,
  at: At,
  required: readonly string[],
  optional: readonly string[] = [],
): void {
  for (const name of required) {
    if (!Object.hasOwn(object, name)) throw wrong(member(at, name), 'present', undefined)
  }
  for (const name of Object.keys(object)) {
    if (!required.includes(name) && !optional.includes(name))
      throw wrong(member(at, name), 'absent (the name is not known here)', object[name])
  }
}
