// Proof of possession: a new key signs a statement that names it, the ceremony, the plan and the transcript so far.

import { CeremonyError } from '../errors.ts'
import { type Algorithm, algorithms } from '../formats/algorithms.ts'
import type { JsonObject } from '../formats/json.ts'
import { asObject, member, onlyNames, wrong } from '../formats/shape.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { type Envelope, keyidOf } from './dsse.ts'
import { instantForm, mustEqual, nameForm } from './fields.ts'
import {
  asDigest,
  asMatch,
  parseStatement,
  type Signable,
  type Statement,
  signable,
  statementPayloadType,
  statementType,
} from './statement.ts'
import { verifyEnvelope } from './verify.ts'

export const possessionType = 'https://anchorite.dev/attest/key-possession/v1'

/** What the key says of itself. Digests are SHA-256 in hex. */
export type Possession = {
  /** Id of the ceremony. */
  readonly ceremony: string
  readonly planSha256: string
  /** Head of the transcript when the statement was made: it makes the statement fresh. */
  readonly transcriptHead: string
  /** Id of the key in the plan. */
  readonly key: string
  readonly algorithm: Algorithm
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  /** CKA_ID, lower-case hex. */
  readonly objectId: string
  /** Station clock, UTC. */
  readonly time: string
}

const objectIdForm = /^(?:[0-9a-f]{2}){1,64}$/

/**
 * The statement for the token to sign, `message` being the very bytes. Never a bare digest: the type and the ceremony
 * are in it, so it can stand for nothing else.
 * @throws CeremonyError `json/shape` for a field that `verifyPossession` would refuse.
 */
export function possessionPayload(facts: Possession): Signable {
  const statement: Statement = {
    _type: statementType,
    subject: [{ name: facts.key, digest: { sha256: keyidOf(facts.spki) } }],
    predicateType: possessionType,
    predicate: {
      ceremony: facts.ceremony,
      plan: { sha256: facts.planSha256 },
      transcriptHead: facts.transcriptHead,
      key: { id: facts.key, algorithm: facts.algorithm, spki: toBase64(facts.spki), objectId: facts.objectId },
      time: facts.time,
    },
  }
  readPossession(statement, 'the proof of possession')
  return signable(statement)
}

/** Read a statement of possession. Untrusted. Throws `json/*`, `attest/type`. */
export function parsePossession(payload: Uint8Array, what: string): Possession {
  return readPossession(parseStatement(payload, what), what)
}

/**
 * Verify that the holder of this very key's private half made this very statement (ATT-POSSESSION).
 * NOT caught: where the private half lives; a module can claim anything of that.
 *
 * @param expected - every field as planned and as recorded; the signature is verified by `expected.spki`.
 * @throws CeremonyError `attest/type`, `attest/threshold`, `attest/mismatch`, `json/*`.
 * @see docs/formats/attest.md section 3
 */
export function verifyPossession(envelope: Envelope, expected: Possession): Possession {
  const what = `the proof of possession of key ${expected.key}`
  const { spki, algorithm } = expected
  const asked = {
    what,
    payloadType: statementPayloadType,
    keys: [{ keyid: keyidOf(spki), spki, algorithm }],
    threshold: 1,
  }
  const { payload } = verifyEnvelope(envelope, asked)
  const found = parsePossession(payload, what)
  mustEqual({ rule: 'ATT-POSSESSION', what }, comparable(expected), comparable(found))
  return found
}

function readPossession(statement: Statement, what: string): Possession {
  if (statement.predicateType !== possessionType) {
    throw new CeremonyError('attest/type', { what, expected: possessionType, found: statement.predicateType })
  }
  const at = { what, path: 'predicate' }
  const { predicate } = statement
  onlyNames(predicate, at, ['ceremony', 'plan', 'transcriptHead', 'key', 'time'])
  const planAt = member(at, 'plan')
  const plan = asObject(predicate.plan, planAt)
  onlyNames(plan, planAt, ['sha256'])
  const keyAt = member(at, 'key')
  const key = asObject(predicate.key, keyAt)
  onlyNames(key, keyAt, ['id', 'algorithm', 'spki', 'objectId'])
  const algorithm = algorithms.find((known) => known === key.algorithm)
  if (algorithm === undefined) throw wrong(member(keyAt, 'algorithm'), `one of ${algorithms.join(', ')}`, key.algorithm)
  const spki = typeof key.spki === 'string' && key.spki.length <= 4096 ? fromBase64(key.spki) : undefined
  if (spki === undefined) throw wrong(member(keyAt, 'spki'), 'a public key in canonical base64', key.spki)
  const id = asMatch(key.id, member(keyAt, 'id'), nameForm, 'a name')
  const subject = statement.subject[0]
  if (statement.subject.length !== 1 || subject?.name !== id || subject.digest.sha256 !== keyidOf(spki)) {
    throw wrong({ what, path: 'subject' }, 'this key alone', statement.subject.length)
  }
  return {
    ceremony: asMatch(predicate.ceremony, member(at, 'ceremony'), nameForm, 'a name'),
    planSha256: asDigest(plan.sha256, member(planAt, 'sha256')),
    transcriptHead: asDigest(predicate.transcriptHead, member(at, 'transcriptHead')),
    key: id,
    algorithm,
    spki,
    objectId: asMatch(key.objectId, member(keyAt, 'objectId'), objectIdForm, 'a CKA_ID in lower-case hex'),
    time: asMatch(predicate.time, member(at, 'time'), instantForm, 'a time in UTC'),
  }
}

const comparable = (facts: Possession): JsonObject => ({ ...facts, spki: toBase64(facts.spki) })
