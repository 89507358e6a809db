// The seal: witnesses' keys sign which transcript this was, up to which entry, and with which payload in the bag.

import { CeremonyError } from '../errors.ts'
import type { JsonObject } from '../formats/json.ts'
import { asArray, asInteger, asObject, asString, item, member, onlyNames, wrong } from '../formats/shape.ts'
import { sha256Hex } from '../media/manifest.ts'
import { verifyTranscript } from '../transcript/verify.ts'
import { wordsOfDigest } from '../transcript/words.ts'
import type { Envelope } from './dsse.ts'
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
import { type AttestKey, verifyEnvelope } from './verify.ts'

export const sealType = 'https://anchorite.dev/attest/transcript-seal/v1'

/** Name of the subject in the statement, and of the file in the bag. */
export const sealSubject = 'transcript.jsonl'

/** What is known of a ceremony from elsewhere. Digests are SHA-256 in hex. */
export type SealContext = {
  /** Id of the ceremony. */
  readonly ceremony: string
  readonly mode: 'rehearsal' | 'production'
  readonly planSha256: string
  readonly expansionSha256: string
  /** Digest of the bag's manifest-sha256.txt: through it the seal binds the payload. */
  readonly manifestSha256: string
}

export type Seal = SealContext & {
  /** The last entry under the seal. */
  readonly seq: number
  /** Digest of that entry: the head that witnesses write on paper. */
  readonly head: string
  /** SHA-256 of the file up to that entry, its newline included. */
  readonly prefixSha256: string
  /** Station clock, UTC. */
  readonly time: string
}

declare const verified: unique symbol

/** A seal that enough keys signed and that fits its transcript. Only `verifySeal` makes one. */
export type VerifiedSeal = Seal & {
  readonly signedBy: readonly string[]
  /** Entries of the transcript that stand behind the seal, unsealed: at least the one that records the sealing. */
  readonly entriesAfter: number
  readonly [verified]: true
}

/**
 * The seal over a transcript as it stands now, for the tokens to sign. Entry count and head words are computed here,
 * so that they cannot contradict the head.
 * @param transcript - the file's bytes; all its entries come under the seal.
 * @throws CeremonyError `transcript/*`, `json/shape`.
 */
export function sealPayload(transcript: Uint8Array, facts: SealContext & { readonly time: string }): Signable {
  const { lines, head } = verifyTranscript(transcript, sealSubject)
  const { ceremony, mode, planSha256, expansionSha256, manifestSha256, time } = facts
  const statement: Statement = {
    _type: statementType,
    subject: [{ name: sealSubject, digest: { sha256: sha256Hex(transcript) } }],
    predicateType: sealType,
    predicate: {
      ceremony,
      mode,
      seq: lines.length - 1,
      entries: lines.length,
      head,
      headWords: wordsOfDigest(head),
      time,
      plan: { sha256: planSha256 },
      expansion: { sha256: expansionSha256 },
      manifest: { sha256: manifestSha256 },
    },
  }
  readSeal(statement, 'the seal')
  return signable(statement)
}

/** Read a seal statement. Untrusted. Throws `json/*`, `attest/type`. */
export function parseSeal(payload: Uint8Array, what: string): Seal {
  return readSeal(parseStatement(payload, what), what)
}

/**
 * Verify that enough of the seal keys signed, and that what they signed is this transcript and this payload (ATT-SEAL).
 * NOT caught: entries behind the seal (`entriesAfter` counts them; the chain links them, nobody signed them).
 *
 * @param request.transcript - bytes of transcript.jsonl.
 * @param request.expected - as the transcript's opening, and the bag that was read, say.
 * @throws CeremonyError `attest/type`, `attest/threshold`, `attest/mismatch`, `transcript/*`, `json/*`.
 * @see docs/formats/attest.md section 4
 */
export function verifySeal(
  envelope: Envelope,
  request: {
    readonly transcript: Uint8Array
    readonly expected: SealContext
    readonly keys: readonly AttestKey[]
    readonly threshold: number
  },
): VerifiedSeal {
  const what = 'the seal'
  const { keys, threshold } = request
  const signed = verifyEnvelope(envelope, { what, payloadType: statementPayloadType, keys, threshold })
  const seal = parseSeal(signed.payload, what)
  const { lines } = verifyTranscript(request.transcript, sealSubject)
  const last = lines[seal.seq]
  if (last === undefined) {
    const detail = {
      rule: 'ATT-SEAL',
      what,
      path: 'entries',
      expected: `at most ${lines.length}`,
      found: `${seal.seq + 1}`,
    }
    throw new CeremonyError('attest/mismatch', detail)
  }
  const known: JsonObject = {
    head: last.digest,
    prefixSha256: sha256Hex(request.transcript.subarray(0, last.endOffset)),
    ceremony: request.expected.ceremony,
    mode: request.expected.mode,
    planSha256: request.expected.planSha256,
    expansionSha256: request.expected.expansionSha256,
    manifestSha256: request.expected.manifestSha256,
  }
  mustEqual({ rule: 'ATT-SEAL', what }, known, { ...seal })
  const result = { ...seal, signedBy: signed.signedBy, entriesAfter: lines.length - seal.seq - 1 }
  return result as VerifiedSeal // the brand: this function is its only maker
}

function readSeal(statement: Statement, what: string): Seal {
  if (statement.predicateType !== sealType) {
    throw new CeremonyError('attest/type', { what, expected: sealType, found: statement.predicateType })
  }
  const at = { what, path: 'predicate' }
  const { predicate } = statement
  const names = ['ceremony', 'mode', 'seq', 'entries', 'head', 'headWords', 'time', 'plan', 'expansion', 'manifest']
  onlyNames(predicate, at, names)
  const { mode } = predicate
  if (mode !== 'rehearsal' && mode !== 'production') throw wrong(member(at, 'mode'), 'rehearsal or production', mode)
  const seq = asInteger(predicate.seq, member(at, 'seq'), 0)
  if (predicate.entries !== seq + 1) throw wrong(member(at, 'entries'), `${seq + 1}`, predicate.entries)
  const head = asDigest(predicate.head, member(at, 'head'))
  const wordsAt = member(at, 'headWords')
  const words = asArray(predicate.headWords, wordsAt).map((word, index) => asString(word, item(wordsAt, index)))
  if (words.join(' ') !== wordsOfDigest(head).join(' ')) throw wrong(wordsAt, 'the words of the head', words.join(' '))
  const [subject] = statement.subject
  if (statement.subject.length !== 1 || subject?.name !== sealSubject) {
    throw wrong({ what, path: 'subject' }, `${sealSubject} alone`, statement.subject.length)
  }
  const digestIn = (name: string): string => {
    const inside = asObject(predicate[name], member(at, name))
    onlyNames(inside, member(at, name), ['sha256'])
    return asDigest(inside.sha256, member(member(at, name), 'sha256'))
  }
  return {
    ceremony: asMatch(predicate.ceremony, member(at, 'ceremony'), nameForm, 'a name'),
    mode,
    seq,
    head,
    prefixSha256: subject.digest.sha256,
    time: asMatch(predicate.time, member(at, 'time'), instantForm, 'a time in UTC'),
    planSha256: digestIn('plan'),
    expansionSha256: digestIn('expansion'),
    manifestSha256: digestIn('manifest'),
  }
}
