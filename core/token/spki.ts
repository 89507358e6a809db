// SubjectPublicKeyInfo (RFC 5280 4.1.2.7) of the five kinds of key, built from the public attributes of a token.

import type { Algorithm } from '../formats/algorithms.ts'
import { encodeDer, encodeInteger, readDer, readFirst, readInteger, TAG } from './der.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

export type CurveName = 'ecdsa-p256' | 'ecdsa-p384'

/** Named curves: the OID as CKA_EC_PARAMS (RFC 5480 2.1.1.1) and the size of one coordinate in bytes. */
export const curves: Readonly<Record<CurveName, { readonly oid: Uint8Array; readonly sizeBytes: number }>> = {
  'ecdsa-p256': { oid: hex('06082a8648ce3d030107'), sizeBytes: 32 },
  'ecdsa-p384': { oid: hex('06052b81040022'), sizeBytes: 48 },
}

/** Ed25519 as CKA_EC_PARAMS: the OID of RFC 8410, and the PrintableString "edwards25519" of PKCS#11 3.0 2.3.10. */
export const ed25519Params: readonly [Uint8Array, Uint8Array] = [hex('06032b6570'), hex('130c656477617264733235353139')]

const ecPublicKeyOid = hex('06072a8648ce3d0201') // RFC 5480 2.1.1
const rsaAlgorithm = hex('300d06092a864886f70d0101010500') // RFC 8017 A.1, with the NULL

const bitString = (bytes: Uint8Array) => encodeDer(TAG.bitString, Uint8Array.of(0), bytes)

/** @param point - uncompressed, 04 || X || Y. */
export function ecSpki(curve: CurveName, point: Uint8Array): Uint8Array {
  const algorithm = encodeDer(TAG.sequence, ecPublicKeyOid, curves[curve].oid)
  return encodeDer(TAG.sequence, algorithm, bitString(point))
}

/** @param key - 32 bytes, RFC 8032. */
export function ed25519Spki(key: Uint8Array): Uint8Array {
  return encodeDer(TAG.sequence, encodeDer(TAG.sequence, ed25519Params[0]), bitString(key))
}

/** Modulus and exponent big-endian; leading zeros are cut. */
export function rsaSpki(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const key = encodeDer(TAG.sequence, encodeInteger(modulus), encodeInteger(exponent))
  return encodeDer(TAG.sequence, rsaAlgorithm, bitString(key))
}

export const rsaBits: Readonly<Record<'rsa-3072' | 'rsa-4096', number>> = { 'rsa-3072': 3072, 'rsa-4096': 4096 }

/** What a SubjectPublicKeyInfo holds, one shape a kind of key. */
export type PublicKeyParts =
  | { readonly kind: 'ec'; readonly curve: CurveName; readonly point: Uint8Array }
  | { readonly kind: 'ed25519'; readonly key: Uint8Array }
  | { readonly kind: 'rsa'; readonly modulus: Uint8Array; readonly exponent: Uint8Array }

/**
 * Take a SubjectPublicKeyInfo apart for one algorithm; undefined unless building it again gives the same bytes.
 * So there is one encoding for a key: no compressed point, no other parameters, nothing that follows.
 * Not checked: that the numbers make a good key (`checkPublicKey` does).
 */
export function parseSpki(spki: Uint8Array, algorithm: Algorithm): PublicKeyParts | undefined {
  const parts = takeApart(spki, algorithm)
  return parts !== undefined && Buffer.compare(encodeSpki(parts), spki) === 0 ? parts : undefined
}

export function encodeSpki(parts: PublicKeyParts): Uint8Array {
  switch (parts.kind) {
    case 'ec':
      return ecSpki(parts.curve, parts.point)
    case 'ed25519':
      return ed25519Spki(parts.key)
    case 'rsa':
      return rsaSpki(parts.modulus, parts.exponent)
    default:
      return parts satisfies never
  }
}

function takeApart(spki: Uint8Array, algorithm: Algorithm): PublicKeyParts | undefined {
  const content = readDer(TAG.sequence, spki)
  const algorithmId = content && readFirst(TAG.sequence, content)
  const bits = algorithmId && readDer(TAG.bitString, algorithmId.rest)
  if (bits === undefined || bits[0] !== 0) return undefined // a key is whole bytes: no unused bits
  const key = bits.subarray(1)
  switch (algorithm) {
    case 'ecdsa-p256':
    case 'ecdsa-p384':
      return key.length === 1 + 2 * curves[algorithm].sizeBytes && key[0] === 4
        ? { kind: 'ec', curve: algorithm, point: key }
        : undefined
    case 'ed25519':
      return key.length === 32 ? { kind: 'ed25519', key } : undefined
    case 'rsa-3072':
    case 'rsa-4096':
      return takeRsaApart(key)
    default:
      return algorithm satisfies never
  }
}

function takeRsaApart(key: Uint8Array): PublicKeyParts | undefined {
  const sequence = readDer(TAG.sequence, key)
  const first = sequence && readFirst(TAG.integer, sequence)
  const second = first && readDer(TAG.integer, first.rest)
  const modulus = first && readInteger(first.content)
  const exponent = second && readInteger(second)
  return modulus && exponent ? { kind: 'rsa', modulus, exponent } : undefined
}
