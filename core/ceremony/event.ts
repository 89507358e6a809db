// Everything that can happen in a ceremony, as the transcript records it. docs/formats/transcript.md section 4.

import * as v from 'valibot'
import { CeremonyError } from '../errors.ts'
import type { JsonObject } from '../formats/json.ts'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const text = v.pipe(v.string(), v.maxLength(2000))
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const facts = v.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
/** How the person was known: by the private code they typed, or only by the name that was clicked or spoken. */
const auth = v.picklist(['code', 'claimed'])

const schemas = [
  /** First entry. Everything that was fixed before anyone did anything. */
  v.strictObject({
    type: v.literal('opened'),
    ceremony: id,
    mode: v.picklist(['rehearsal', 'production']),
    script: v.strictObject({ id, version: seq }),
    expansionDigest: hex,
    planDigest: hex,
    planFileSha256: hex,
    site: facts,
    program: facts,
    previousHead: v.nullable(hex),
  }),
  /** A person answered an attest, choose, enter, compare or transfer step. `fits` false: it is not as it should be. */
  v.strictObject({
    type: v.literal('answered'),
    step: id,
    by: id,
    auth,
    fits: v.boolean(),
    values: v.record(v.string(), text),
  }),
  /** One of the two private codes that an irreversible act takes. */
  v.strictObject({ type: v.literal('confirmed'), step: id, by: id, auth: v.literal('code') }),
  /** The act is about to touch the world. Flushed before it does. */
  v.strictObject({ type: v.literal('intent'), step: id, by: id, action: id, detail: facts }),
  v.strictObject({ type: v.literal('outcome'), step: id, intent: seq, facts }),
  /** The act failed. `unknown`: it may have been done all the same (a process died, a token went away); a person looks. */
  v.strictObject({
    type: v.literal('failed'),
    step: id,
    intent: seq,
    code: id,
    detail: facts,
    unknown: v.optional(v.literal(true)),
  }),
  /** A rule or a device said no before anything was begun. */
  v.strictObject({ type: v.literal('refused'), step: id, by: id, code: id, detail: facts }),
  v.strictObject({ type: v.literal('deviation'), step: id, by: id, auth, text }),
  v.strictObject({ type: v.literal('break'), step: id, by: id, reason: text, custody: text }),
  v.strictObject({ type: v.literal('resumed'), step: id, by: id, headFromPaper: hex }),
  v.strictObject({
    type: v.literal('stopped'),
    step: id,
    by: id,
    reason: text,
    disposition: v.picklist(['void', 'resumable']),
  }),
  /** The station was started again (crash, power, stop). What was torn off the file's end is kept beside it. */
  v.strictObject({ type: v.literal('restarted'), program: facts, torn: v.nullable(facts) }),
  /** An intent without outcome was looked into, and a person decided. */
  v.strictObject({
    type: v.literal('reconciled'),
    step: id,
    intent: seq,
    by: id,
    found: facts,
    decision: v.picklist(['done', 'again']),
    facts,
  }),
  /** The clock jumped back, or lies before the newest date seen; a person confirmed how it stands now. */
  v.strictObject({ type: v.literal('clock'), by: id, reason: text, before: text }),
  /** Rehearsal only: a trainer armed a fault for the step `at`. Flushed before it can strike. */
  v.strictObject({ type: v.literal('staged'), step: id, by: id, fault: id, at: id }),
  /** The secret of a backup set is gone before its end (its process died, the station was started again): all of the set is void. */
  v.strictObject({ type: v.literal('voided'), step: id, set: id, reason: text }),
  v.strictObject({ type: v.literal('closed') }),
] as const

const eventSchema = v.variant('type', schemas)
const schemaOf: ReadonlyMap<unknown, (typeof schemas)[number]> = new Map(
  schemas.map((schema) => [schema.entries.type.literal, schema]),
)

export type CeremonyEvent = v.InferOutput<typeof eventSchema>
export type EventOf<T extends CeremonyEvent['type']> = Extract<CeremonyEvent, { type: T }>

/**
 * Read the event of a transcript entry.
 * @throws CeremonyError `json/shape` with the path of the first field that does not fit.
 */
export function parseEvent(event: JsonObject, what: string): CeremonyEvent {
  // Its own type's schema: to try all in turn takes longer than anything else in a restart. An unknown type fails in the variant.
  const result = v.safeParse(schemaOf.get(event.type) ?? eventSchema, event)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new CeremonyError('json/shape', {
    what,
    path: `event.${v.getDotPath(issue) ?? ''}`,
    expected: issue.expected ?? 'as docs/formats/transcript.md says',
    found: issue.received.slice(0, 60),
  })
}
