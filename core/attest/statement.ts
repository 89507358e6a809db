// in-toto Statement v1: what is said (predicate) about which bytes (subject). The payload of our envelopes.

import { canonicalBytes } from '../formats/canonical.ts'
import { type JsonObject, type JsonValue, parseJson } from '../formats/json.ts'
import { type At, asArray, asObject, asString, item, member, onlyNames, wrong } from '../formats/shape.ts'
import { pae } from './dsse.ts'

/** `name` says what the bytes are; `sha256` is 64 lower-case hex digits. */
export type Subject = { readonly name: string; readonly digest: { readonly sha256: string } }

export type Statement = {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly Subject[]
  readonly predicateType: string
  readonly predicate: JsonObject
}

/** What a token gets to sign: `message` is the PAE of the other two. */
export type Signable = { readonly payloadType: string; readonly payload: Uint8Array; readonly message: Uint8Array }

export const statementType = 'https://in-toto.io/Statement/v1'
export const statementPayloadType = 'application/vnd.in-toto+json'

/** What one statement may cost. */
export const statementLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 16,
  maxSubjects: 10_000,
  maxNameLength: 512,
} as const

const digestForm = /^[0-9a-f]{64}$/
const typeForm = /^[!-~]{1,256}$/
const nameForm = /^[ -~]+$/

/** The statement as canonical JSON, UTF-8 (RFC 8785). */
export function encodeStatement(statement: Statement): Uint8Array {
  return canonicalBytes(statement as unknown as JsonValue) // a Statement holds only JSON values
}

/** The statement as a token signs it. */
export function signable(statement: Statement): Signable {
  const payload = encodeStatement(statement)
  return { payloadType: statementPayloadType, payload, message: pae(statementPayloadType, payload) }
}

/**
 * Read a statement. Stricter than in-toto: every subject has a name of visible ASCII and exactly one digest, SHA-256;
 * no unknown fields, no subject name twice. Not read here: the predicate.
 * @throws CeremonyError `input/too-large`, `json/*` with the path.
 * @see in-toto attestation spec v1, statement.md; docs/formats/attest.md section 2
 */
export function parseStatement(bytes: Uint8Array, what: string): Statement {
  const at: At = { what, path: '' }
  const { maxBytes, maxDepth, maxSubjects } = statementLimits
  const object = asObject(parseJson(bytes, { what, maxBytes, maxDepth }), at)
  onlyNames(object, at, ['_type', 'subject', 'predicateType', 'predicate'])
  if (object._type !== statementType) throw wrong(member(at, '_type'), JSON.stringify(statementType), object._type)
  const listAt = member(at, 'subject')
  const list = asArray(object.subject, listAt)
  if (list.length === 0 || list.length > maxSubjects)
    throw wrong(listAt, `1 to ${maxSubjects} subjects`, object.subject)
  const subject = list.map((value, index) => parseSubject(value, item(listAt, index)))
  if (new Set(subject.map((one) => one.name)).size !== subject.length) {
    throw wrong(listAt, 'subjects with different names', object.subject)
  }
  const predicateType = asMatch(object.predicateType, member(at, 'predicateType'), typeForm, 'a type URI')
  return {
    _type: statementType,
    subject,
    predicateType,
    predicate: asObject(object.predicate, member(at, 'predicate')),
  }
}

/** A SHA-256 digest at this place. */
export function asDigest(value: JsonValue | undefined, at: At): string {
  return asMatch(value, at, digestForm, 'a SHA-256 digest, 64 lower-case hex digits')
}

/** A string of this form at this place. */
export function asMatch(value: JsonValue | undefined, at: At, form: RegExp, expected: string): string {
  const text = asString(value, at)
  if (!form.test(text)) throw wrong(at, expected, value)
  return text
}

function parseSubject(value: JsonValue, at: At): Subject {
  const object = asObject(value, at)
  onlyNames(object, at, ['name', 'digest'])
  const name = asMatch(object.name, member(at, 'name'), nameForm, 'a name in visible ASCII')
  if (name.length > statementLimits.maxNameLength) throw wrong(member(at, 'name'), 'a shorter name', object.name)
  const digestAt = member(at, 'digest')
  const digest = asObject(object.digest, digestAt)
  onlyNames(digest, digestAt, ['sha256'])
  return { name, digest: { sha256: asDigest(digest.sha256, member(digestAt, 'sha256')) } }
}
