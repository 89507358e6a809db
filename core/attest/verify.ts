// Which keys really signed an envelope, and whether they are enough. Rule ATT-THRESHOLD.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { verifySignature } from '../token/verify-signature.ts'
import { type Envelope, type EnvelopeSignature, keyidOf, pae } from './dsse.ts'

/** A key that may sign. `spki` is DER; `keyid` only picks which key to try (ours: `keyidOf(spki)`). */
export type AttestKey = { readonly keyid: string; readonly spki: Uint8Array; readonly algorithm: Algorithm }

declare const verified: unique symbol

/** A payload that enough keys signed, with its type. Only `verifyEnvelope` makes one. */
export type VerifiedEnvelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  /** `keyidOf` of each key that signed, sorted. */
  readonly signedBy: readonly string[]
  readonly [verified]: true
}

/** What the caller asks of an envelope: this type, and at least `threshold` of these keys. */
export type Asked = {
  readonly what: string
  readonly payloadType: string
  readonly keys: readonly AttestKey[]
  readonly threshold: number
}

/** At most this many keys are tried, so that an envelope without hints costs a bounded number of verifications. */
export const maxKeys = 32

/**
 * Verify that at least `threshold` different keys signed the payload under its type. The type is compared first: a
 * signature over one kind of payload never stands for another. A key counts once, by its material. A signature that
 * does not verify is passed over, as DSSE says; the error names each such.
 *
 * NOT caught: what the payload says; whether these are the right keys to ask.
 *
 * @throws CeremonyError `attest/type` (ATT-TYPE), `attest/threshold` (ATT-THRESHOLD), `attest/keys` for no keys, one
 *   key twice, or a threshold that they cannot meet.
 * @see DSSE protocol.md, Multi-signature Verification
 */
export function verifyEnvelope(envelope: Envelope, asked: Asked): VerifiedEnvelope {
  checkKeys(asked)
  if (envelope.payloadType !== asked.payloadType) {
    const detail = { what: asked.what, expected: asked.payloadType, found: envelope.payloadType.slice(0, 256) }
    throw new CeremonyError('attest/type', detail)
  }
  const message = pae(envelope.payloadType, envelope.payload)
  const accepted = new Set<string>()
  const reasons: string[] = []
  for (const [index, signature] of envelope.signatures.entries()) {
    const candidates = candidatesOf(signature, asked.keys).filter((key) => !accepted.has(keyidOf(key.spki)))
    const signer = candidates.find((key) => signs(key, message, signature.sig))
    if (signer !== undefined) accepted.add(keyidOf(signer.spki))
    else reasons.push(`signature ${index + 1} ${reasonOf(signature, asked.keys)}`)
  }
  if (accepted.size < asked.threshold) {
    const detail = { what: asked.what, needed: asked.threshold, valid: accepted.size, reasons }
    throw new CeremonyError('attest/threshold', detail)
  }
  const { payloadType, payload } = envelope
  return { payloadType, payload, signedBy: [...accepted].sort() } as unknown as VerifiedEnvelope // the brand: only maker
}

function checkKeys({ keys, threshold }: Asked): void {
  const materials = new Set(keys.map((key) => keyidOf(key.spki)))
  const fail = (reason: string) => new CeremonyError('attest/keys', { reason })
  if (keys.length > maxKeys) throw fail(`there are ${keys.length} of them; at most ${maxKeys} are tried`)
  if (materials.size !== keys.length) throw fail('one key stands there twice')
  if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > keys.length) {
    throw fail(`${threshold} of ${keys.length} can never be met, or ask for nothing`)
  }
}

/** The hint narrows; without one every key is tried. */
function candidatesOf(signature: EnvelopeSignature, keys: readonly AttestKey[]): readonly AttestKey[] {
  return signature.keyid === undefined ? keys : keys.filter((key) => key.keyid === signature.keyid)
}

function signs(key: AttestKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    verifySignature({ spki: key.spki, algorithm: key.algorithm, message, signature })
    return true
  } catch (error) {
    if (isCeremonyError(error, 'token/bad-signature')) return false
    throw error
  }
}

function reasonOf(signature: EnvelopeSignature, keys: readonly AttestKey[]): string {
  if (signature.keyid === undefined) return 'is by none of these keys, or by one that signed already'
  const known = keys.some((key) => key.keyid === signature.keyid)
  const short = signature.keyid.slice(0, 12)
  return known ? `by key ${short} is not valid, or its second` : `is by key ${short}, which is not asked for`
}
