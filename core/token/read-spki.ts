// A public key object of the token as SubjectPublicKeyInfo. Modules differ in how they wrap the point.

import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { readDer, TAG } from './der.ts'
import { CKA, CKK } from './numbers.ts'
import { curves, ecSpki, ed25519Params, ed25519Spki, rsaSpki } from './spki.ts'

type Where = { readonly cryptoki: Cryptoki; readonly session: Handle; readonly serial: string }

/**
 * Read the public attributes and build the DER. Whether the numbers make a good key is `checkPublicKey`'s to say.
 * @throws CeremonyError `token/key-algorithm` where key type or curve are others, `token/bad-answer` where an attribute
 *   that must be there is not.
 */
export function readSpki(
  { cryptoki, session, serial }: Where,
  publicKey: Handle,
  { objectId, algorithm }: { readonly objectId: string; readonly algorithm: Algorithm },
): Uint8Array {
  const fault = { serial, call: 'C_GetAttributeValue', ckr: 'none' }
  const read = (type: number, name: string): Uint8Array => {
    const value = cryptoki.attribute(session, publicKey, type)
    if (value !== undefined && value.length > 0) return value
    throw new CeremonyError('token/bad-answer', { ...fault, what: `the public key has no ${name}` })
  }
  const other = () => new CeremonyError('token/key-algorithm', { ...fault, objectId, algorithm })
  const keyType = read(CKA.keyType, 'CKA_KEY_TYPE')
  if (keyType.length !== 8)
    throw new CeremonyError('token/bad-answer', { ...fault, what: 'CKA_KEY_TYPE is not a CK_ULONG' })
  const isType = (type: number) => Buffer.from(keyType).readBigUInt64LE() === BigInt(type)

  switch (algorithm) {
    case 'ecdsa-p256':
    case 'ecdsa-p384': {
      if (!isType(CKK.ec) || !equal(read(CKA.ecParams, 'CKA_EC_PARAMS'), curves[algorithm].oid)) throw other()
      return ecSpki(algorithm, unwrapPoint(read(CKA.ecPoint, 'CKA_EC_POINT'), 1 + 2 * curves[algorithm].sizeBytes))
    }
    case 'ed25519': {
      const params = read(CKA.ecParams, 'CKA_EC_PARAMS')
      if (!isType(CKK.ecEdwards) || !ed25519Params.some((form) => equal(form, params))) throw other()
      return ed25519Spki(unwrapPoint(read(CKA.ecPoint, 'CKA_EC_POINT'), 32))
    }
    case 'rsa-3072':
    case 'rsa-4096':
      if (!isType(CKK.rsa)) throw other()
      return rsaSpki(read(CKA.modulus, 'CKA_MODULUS'), read(CKA.publicExponent, 'CKA_PUBLIC_EXPONENT'))
    default:
      return algorithm satisfies never
  }
}

/**
 * CKA_EC_POINT is a DER OCTET STRING (PKCS#11 2.40 2.3.3), but some modules give the bare point, and for Edwards keys
 * a BIT STRING (the draft of 3.0). Anything of another size goes on as it is, to be refused by `checkPublicKey`.
 */
function unwrapPoint(value: Uint8Array, sizeBytes: number): Uint8Array {
  if (value.length === sizeBytes) return value
  const bits = readDer(TAG.bitString, value)
  return readDer(TAG.octetString, value) ?? (bits?.[0] === 0 ? bits.subarray(1) : value)
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
