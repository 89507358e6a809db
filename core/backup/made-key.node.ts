// Mode `imported`: a private key that exists in software for a while, made in the process that holds the secret, and nowhere else.

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Algorithm } from '../formats/algorithms.ts'

export type MadeKey = {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  /** PKCS#8, DER. The owner overwrites it. */
  readonly pkcs8: Uint8Array
}

/**
 * A key pair from OpenSSL and the operating system's generator. RSA takes seconds.
 * Not caught: what OpenSSL leaves in memory that it freed, besides the numbers that it overwrites itself; the process ends.
 */
export function makePrivateKey(algorithm: Algorithm): MadeKey {
  const { publicKey, privateKey } = pairOf(algorithm)
  return {
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }),
  }
}

function pairOf(algorithm: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (algorithm) {
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'ecdsa-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' })
    case 'ed25519':
      return generateKeyPairSync('ed25519')
    case 'rsa-3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65_537 })
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096, publicExponent: 65_537 })
    default:
      return algorithm satisfies never
  }
}

/**
 * Whether a private key is the one that the backup is for.
 * @param pkcs8 - DER. @param fingerprint - SHA-256 of the SubjectPublicKeyInfo, 64 hex digits.
 * @returns false too for what is no private key at all.
 */
export function isKeyOf(pkcs8: Uint8Array, fingerprint: string): boolean {
  try {
    const key = createPrivateKey({
      key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length),
      format: 'der',
      type: 'pkcs8',
    })
    return fingerprintOfKey(createPublicKey(key).export({ type: 'spki', format: 'der' })) === fingerprint
  } catch {
    return false // OpenSSL's reasons might quote what it read
  }
}

/** SHA-256 of a SubjectPublicKeyInfo, 64 hex digits: as it stands in the envelope of a share. */
export const fingerprintOfKey = (spki: Uint8Array): string => createHash('sha256').update(spki).digest('hex')
