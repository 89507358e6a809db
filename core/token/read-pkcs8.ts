// The private numbers of a PKCS#8 (RFC 5208, RFC 5915, RFC 8017, RFC 8410). Views into the bytes that came: one overwriting wipes all.

import type { Algorithm } from '../formats/algorithms.ts'
import type { Template } from './cryptoki.ts'
import { readDer, readFirst, TAG } from './der.ts'
import { CKA } from './numbers.ts'

/**
 * The private attributes of a key, without those of the curve.
 * Not checked: algorithm identifier and public half, if there is one; the caller has OpenSSL give the public key and compares it.
 * @returns undefined where it is not such a key.
 */
export function readPkcs8(pkcs8: Uint8Array, algorithm: Algorithm): Template | undefined {
  const content = readDer(TAG.sequence, pkcs8)
  const version = content && readFirst(TAG.integer, content)
  const identifier = version && readFirst(TAG.sequence, version.rest)
  const key = identifier && readFirst(TAG.octetString, identifier.rest)?.content
  if (key === undefined) return undefined
  switch (algorithm) {
    case 'ecdsa-p256':
    case 'ecdsa-p384': {
      const value = ecValue(key)
      return value && [{ type: CKA.value, value }]
    }
    case 'ed25519': {
      const value = readDer(TAG.octetString, key)
      return value && [{ type: CKA.value, value }]
    }
    case 'rsa-3072':
    case 'rsa-4096':
      return rsaValues(key)
    default:
      return algorithm satisfies never
  }
}

/** ECPrivateKey: version, then the number as an OCTET STRING of the curve's size. */
function ecValue(key: Uint8Array): Uint8Array | undefined {
  const content = readDer(TAG.sequence, key)
  const version = content && readFirst(TAG.integer, content)
  return version && readFirst(TAG.octetString, version.rest)?.content
}

/** RSAPrivateKey, in the order of RFC 8017 A.1.2, after its version. */
const rsaTypes = [
  CKA.modulus,
  CKA.publicExponent,
  CKA.privateExponent,
  CKA.prime1,
  CKA.prime2,
  CKA.exponent1,
  CKA.exponent2,
  CKA.coefficient,
]

function rsaValues(key: Uint8Array): Template | undefined {
  const content = readDer(TAG.sequence, key)
  const version = content && readFirst(TAG.integer, content)
  if (version === undefined) return undefined
  const values: { type: number; value: Uint8Array }[] = []
  let rest = version.rest
  for (const type of rsaTypes) {
    const next = readFirst(TAG.integer, rest)
    if (next === undefined) return undefined
    values.push({ type, value: next.content[0] === 0 ? next.content.subarray(1) : next.content })
    rest = next.rest
  }
  return rest.length === 0 ? values : undefined
}
