// One line of the transcript: its shape, its byte form, its digest. docs/formats/transcript.md sections 1 and 2.

import { createHash } from 'node:crypto'
import { canonicalBytes, canonicalJson } from '../formats/canonical.ts'
import { type JsonObject, type JsonValue, parseJson } from '../formats/json.ts'
import { asInteger, asObject, asString, onlyNames } from '../formats/shape.ts'
import { readPlainLine } from './plain-line.ts'

/** SHA-256, 64 lower-case hex digits. */
export type Hex = string

export type Entry = {
  /** Counts from 0. */
  readonly seq: number
  /** Station clock, UTC, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  readonly time: string
  /** Digest of the entry before, or GENESIS. */
  readonly previous: Hex
  /** What happened; its `type` is one of core/ceremony/event.ts. */
  readonly event: JsonObject
}

/** What the first entry names as its predecessor: 32 zero bytes, in hex. */
export const GENESIS: Hex = '00'.repeat(32)

const maxDepth = 24

/** Longest line that is read. Facts that may be long lie in the store and are named by digest. */
export const maxLineBytes = 256 * 1024

const domain = 'anchorite/transcript-entry/v1\0'
const timeForm = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const digestForm = /^[0-9a-f]{64}$/

/** The line without its newline: RFC 8785 canonical JSON, UTF-8. */
export function encodeEntry(entry: Entry): Uint8Array {
  return canonicalBytes(entry as unknown as JsonValue) // an Entry holds only JSON values
}

/** SHA-256 of the domain tag and the entry's canonical JSON. */
export function digestOfEntry(entry: Entry): Hex {
  return digestOfLine(encodeEntry(entry))
}

/** The same over the line's bytes, where they are at hand. */
export function digestOfLine(line: Uint8Array): Hex {
  return createHash('sha256').update(domain).update(line).digest('hex')
}

/**
 * Parse one line and require that it is byte for byte what `encodeEntry` writes. A plain one is proved so in one
 * comparison (plain-line.ts); the strict reader has all others.
 * NOT checked here: the links, the order, the events (verify.ts, core/ceremony/next.ts).
 * @throws CeremonyError `json/*` or, for a line in another byte form, a plain Error that the caller places.
 */
export function parseEntry(line: Uint8Array, what: string): Entry {
  const at = { what, path: '' }
  const plain = line.length <= maxLineBytes ? readPlainLine(line, maxDepth) : undefined
  const object = plain ?? asObject(parseJson(line, { what, maxBytes: maxLineBytes, maxDepth }), at)
  onlyNames(object, at, ['seq', 'time', 'previous', 'event'])
  const entry: Entry = {
    seq: asInteger(object.seq, { what, path: 'seq' }, 0),
    time: asString(object.time, { what, path: 'time' }),
    previous: asString(object.previous, { what, path: 'previous' }),
    event: asObject(object.event, { what, path: 'event' }),
  }
  if (!isInstant(entry.time)) throw new LineError('its time is not a UTC instant with milliseconds')
  if (!digestForm.test(entry.previous)) throw new LineError('its link is not a SHA-256 digest')
  if (
    plain === undefined &&
    canonicalJson(object) !== Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8')
  ) {
    throw new LineError('it is not written in the canonical form')
  }
  return entry
}

/** The day that was found to be one last: thousands of lines are dated by the same. */
let knownDay = ''

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, on a day of the calendar: two of these sort as they follow in time. */
export function isInstant(time: string): boolean {
  if (!timeForm.test(time)) return false
  const day = time.slice(0, 10)
  if (day === knownDay) return true
  const midnight = new Date(`${day}T00:00:00.000Z`)
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return false
  knownDay = day
  return true
}

/** A line that does not have the form of an entry. verify.ts turns it into `transcript/line` with its number. */
export class LineError extends Error {}
