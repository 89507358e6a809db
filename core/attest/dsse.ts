// DSSE 1.0.2: a payload, its type and signatures over both. The envelope of everything that the station attests.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import { canonicalBytes } from '../formats/canonical.ts'
import { type JsonValue, parseJson } from '../formats/json.ts'
import { type At, asArray, asObject, asString, item, member, onlyNames } from '../formats/shape.ts'
import { fromBase64, toBase64 } from './base64.ts'

/** `keyid` is a hint and is signed by nobody; it is missing in envelopes of some other tools. `sig` is raw bytes. */
export type EnvelopeSignature = { readonly keyid?: string; readonly sig: Uint8Array }

/** Untrusted until `verifyEnvelope`. */
export type Envelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signatures: readonly EnvelopeSignature[]
}

/** What one envelope may cost. */
export const envelopeLimits = {
  maxBytes: 8 * 1024 * 1024,
  maxSignatures: 32,
  maxSigBytes: 1024,
  maxNameBytes: 256,
} as const

const nameForm = /^[!-~]{1,256}$/

/**
 * Pre-Authentication Encoding: the bytes that are signed.
 * `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in bytes.
 * @see DSSE protocol.md, Signature Definition
 */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8')
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
}

/** Key id of ours: SHA-256 of the SubjectPublicKeyInfo (DER), in hex. */
export function keyidOf(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex')
}

/** The envelope as canonical JSON, UTF-8, without a newline. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const signatures = envelope.signatures.map(({ keyid, sig }) =>
    keyid === undefined ? { sig: toBase64(sig) } : { keyid, sig: toBase64(sig) },
  )
  return canonicalBytes({ payload: toBase64(envelope.payload), payloadType: envelope.payloadType, signatures })
}

/**
 * Read an envelope. Stricter than DSSE asks: no unknown fields, standard base64 in its one spelling only (DSSE
 * also takes the URL-safe alphabet), a type of visible ASCII, at least one signature, no signature twice (ATT-ENVELOPE).
 * Not decided here: who signed; what the payload says.
 *
 * @param what - its name, for errors.
 * @throws CeremonyError `input/too-large`, `json/*`, `attest/envelope` with the path.
 * @see DSSE envelope.md; docs/formats/attest.md section 1
 */
export function parseEnvelope(bytes: Uint8Array, what: string): Envelope {
  const at: At = { what, path: '' }
  const object = asObject(parseJson(bytes, { what, maxBytes: envelopeLimits.maxBytes, maxDepth: 8 }), at)
  onlyNames(object, at, ['payload', 'payloadType', 'signatures'])
  const typeAt = member(at, 'payloadType')
  const payloadType = asString(object.payloadType, typeAt)
  if (!nameForm.test(payloadType)) throw fail(typeAt, 'is not 1 to 256 visible ASCII characters')
  const listAt = member(at, 'signatures')
  const list = asArray(object.signatures, listAt)
  if (list.length === 0) throw fail(listAt, 'holds no signature')
  if (list.length > envelopeLimits.maxSignatures) throw fail(listAt, `holds ${list.length} signatures, too many`)
  const signatures = list.map((value, index) => parseSignature(value, item(listAt, index)))
  const seen = new Set<string>()
  for (const [index, signature] of signatures.entries()) {
    const spelled = toBase64(signature.sig)
    if (seen.has(spelled)) throw fail(item(listAt, index), 'stands there twice')
    seen.add(spelled)
  }
  return { payloadType, payload: parseBase64(object.payload, member(at, 'payload')), signatures }
}

function parseSignature(value: JsonValue, at: At): EnvelopeSignature {
  const object = asObject(value, at)
  onlyNames(object, at, ['sig'], ['keyid'])
  const sigAt = member(at, 'sig')
  const sig = parseBase64(object.sig, sigAt)
  if (sig.length === 0 || sig.length > envelopeLimits.maxSigBytes) throw fail(sigAt, `has ${sig.length} bytes`)
  if (object.keyid === undefined) return { sig }
  const keyid = asString(object.keyid, member(at, 'keyid'))
  if (!nameForm.test(keyid)) throw fail(member(at, 'keyid'), 'is not 1 to 256 visible ASCII characters')
  return { keyid, sig }
}

function parseBase64(value: JsonValue | undefined, at: At): Uint8Array {
  const bytes = fromBase64(asString(value, at))
  if (bytes === undefined) throw fail(at, 'is not canonical base64 (standard alphabet, with padding)')
  return bytes
}

const fail = (at: At, reason: string) => new CeremonyError('attest/envelope', { what: at.what, path: at.path, reason })
