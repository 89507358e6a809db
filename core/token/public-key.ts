// KEY-VALID: is this public key one that may be trusted at all? Checked wherever a key comes in, also from our own token.

import { createPublicKey } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { checkRsaModulus } from './rsa-modulus.ts'
import { type CurveName, type PublicKeyParts, parseSpki, rsaBits } from './spki.ts'

/**
 * Check one public key, KEY-VALID (SP 800-56A 5.6.2.3 for curves, SP 800-89 5.3.3 for RSA).
 *
 * Refused: another encoding than the one DER form (no compressed points), a point off its curve or another curve, an
 * Ed25519 point that is not canonical, of small order (all eight) or outside the prime-order subgroup, an RSA modulus
 * of another size, even, with a small factor or with the fingerprint of CVE-2017-15361, an exponent other than 65537.
 * Not caught: that anyone holds the private half (the proof of possession shows it); how random the key is.
 *
 * @param spki - SubjectPublicKeyInfo, DER.
 * @throws CeremonyError `token/bad-public-key`.
 */
export function checkPublicKey(spki: Uint8Array, algorithm: Algorithm): void {
  const refuse = (reason: string, cause?: unknown) =>
    new CeremonyError('token/bad-public-key', { algorithm, reason }, { cause })
  const parts = parseSpki(spki, algorithm)
  if (parts === undefined) throw refuse('it is not the one DER encoding of such a key')
  const reason = problemOf(parts, algorithm)
  if (reason !== undefined) throw refuse(reason)

  // A second, independent reader: OpenSSL has to take the same bytes and give them back.
  let again: Buffer
  try {
    again = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({
      format: 'der',
      type: 'spki',
    })
  } catch (cause) {
    throw refuse('OpenSSL does not take it', cause)
  }
  if (Buffer.compare(again, spki) !== 0) throw refuse('OpenSSL writes it otherwise')
}

function problemOf(parts: PublicKeyParts, algorithm: Algorithm): string | undefined {
  switch (parts.kind) {
    case 'ec':
      return ecProblem(parts.curve, parts.point)
    case 'ed25519':
      return ed25519Problem(parts.key)
    case 'rsa':
      if (algorithm !== 'rsa-3072' && algorithm !== 'rsa-4096') return 'it is an RSA key'
      if (Buffer.compare(parts.exponent, Uint8Array.of(1, 0, 1)) !== 0) return 'its exponent is not 65537'
      return checkRsaModulus(parts.modulus, rsaBits[algorithm])
    default:
      return parts satisfies never
  }
}

const points: Readonly<Record<CurveName, { fromBytes(bytes: Uint8Array): { assertValidity(): void } }>> = {
  'ecdsa-p256': p256.Point,
  'ecdsa-p384': p384.Point,
}

function ecProblem(curve: CurveName, point: Uint8Array): string | undefined {
  try {
    points[curve].fromBytes(point).assertValidity()
  } catch (cause) {
    return `the point is not on its curve (${messageOf(cause)})`
  }
  return undefined
}

function ed25519Problem(key: Uint8Array): string | undefined {
  let point: ReturnType<typeof ed25519.Point.fromBytes>
  try {
    point = ed25519.Point.fromBytes(key, false) // false: RFC 8032, canonical only
  } catch (cause) {
    return `the point is not a canonical point of the curve (${messageOf(cause)})`
  }
  if (point.isSmallOrder()) return 'the point has small order: anyone can sign for it'
  return point.isTorsionFree() ? undefined : 'the point is outside the prime-order subgroup'
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message.slice(0, 80) : 'refused')
