// SIG-VALID: every signature is verified outside the process that made it, by two implementations where two exist.

import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { ecdsaFormProblem } from './ecdsa-form.ts'
import { checkPublicKey } from './public-key.ts'
import { type CurveName, parseSpki, rsaBits } from './spki.ts'

export type SignatureToVerify = {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly algorithm: Algorithm
  /** The whole message, not its digest. */
  readonly message: Uint8Array
  /** ECDSA: strict DER. Ed25519: 64 bytes. RSA-PSS (SHA-256, MGF1-SHA-256, salt 32): as long as the modulus. */
  readonly signature: Uint8Array
}

/**
 * Verify one signature, SIG-VALID. ECDSA and Ed25519: OpenSSL (node:crypto) and @noble/curves must both say yes; RSA:
 * OpenSSL alone. The key itself is checked first. High-S ECDSA is accepted, as every TUF client does.
 * Not caught: whether the message is the right one.
 * @throws CeremonyError `token/bad-signature`, or `token/bad-public-key` of `checkPublicKey`.
 */
export function verifySignature({ spki, algorithm, message, signature }: SignatureToVerify): void {
  checkPublicKey(spki, algorithm)
  const refuse = (reason: string) => new CeremonyError('token/bad-signature', { algorithm, reason })
  const form = formProblem(algorithm, signature)
  if (form !== undefined) throw refuse(form)

  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  const openssl = verifyWithOpenssl(key, algorithm, message, signature)
  const noble = verifyWithNoble(spki, algorithm, message, signature) ?? openssl
  if (openssl !== noble) throw refuse('two implementations do not agree on it')
  if (!openssl) throw refuse('it was not made by this key over this message')
}

function formProblem(algorithm: Algorithm, signature: Uint8Array): string | undefined {
  switch (algorithm) {
    case 'ecdsa-p256':
    case 'ecdsa-p384':
      return ecdsaFormProblem(signature, algorithm)
    case 'ed25519':
      return signature.length === 64 ? undefined : `it has ${signature.length} bytes, not 64`
    case 'rsa-3072':
    case 'rsa-4096': {
      const sizeBytes = rsaBits[algorithm] / 8
      return signature.length === sizeBytes ? undefined : `it has ${signature.length} bytes, not ${sizeBytes}`
    }
    default:
      return algorithm satisfies never
  }
}

function verifyWithOpenssl(key: KeyObject, algorithm: Algorithm, message: Uint8Array, signature: Uint8Array): boolean {
  switch (algorithm) {
    case 'ecdsa-p256':
      return verify('sha256', message, { key, dsaEncoding: 'der' }, signature)
    case 'ecdsa-p384':
      return verify('sha384', message, { key, dsaEncoding: 'der' }, signature)
    case 'ed25519':
      return verify(null, message, key, signature)
    case 'rsa-3072':
    case 'rsa-4096':
      return verify('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature)
    default:
      return algorithm satisfies never
  }
}

const nobleCurves: Readonly<Record<CurveName, typeof p256>> = { 'ecdsa-p256': p256, 'ecdsa-p384': p384 }

/** undefined where @noble/curves has no such algorithm. */
function verifyWithNoble(
  spki: Uint8Array,
  algorithm: Algorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | undefined {
  const parts = parseSpki(spki, algorithm)
  if (parts?.kind === 'ec')
    return nobleCurves[parts.curve].verify(signature, message, parts.point, { format: 'der', lowS: false })
  if (parts?.kind === 'ed25519') return ed25519.verify(signature, message, parts.key, { zip215: false })
  return undefined
}
