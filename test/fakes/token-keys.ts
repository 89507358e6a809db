// Keys of node:crypto, as a token in memory makes and uses them.

import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  sign as nodeSign,
} from 'node:crypto'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { KeyAttributes } from '../../core/token/port.ts'

export const goodAttributes: KeyAttributes = {
  sensitive: true,
  extractable: false,
  sign: true,
  private: true,
  token: true,
  claimedLocal: true,
  claimedAlwaysSensitive: true,
  claimedNeverExtractable: true,
}

export function generate(algorithm: Algorithm): KeyPairKeyObjectResult {
  switch (algorithm) {
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'ecdsa-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' })
    case 'ed25519':
      return generateKeyPairSync('ed25519')
    case 'rsa-3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072 })
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 })
    default:
      return algorithm satisfies never
  }
}

export function sign(algorithm: Algorithm, key: KeyObject, message: Uint8Array): Uint8Array {
  if (algorithm === 'ed25519') return Uint8Array.from(nodeSign(null, message, key))
  if (algorithm === 'ecdsa-p384') return Uint8Array.from(nodeSign('sha384', message, key))
  if (algorithm === 'ecdsa-p256') return Uint8Array.from(nodeSign('sha256', message, key))
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return Uint8Array.from(nodeSign('sha256', message, pss))
}
