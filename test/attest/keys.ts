// Keys for attest tests: made once in this process, never stored.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Envelope, keyidOf } from '../../core/attest/dsse.ts'
import type { Signable } from '../../core/attest/statement.ts'
import type { AttestKey } from '../../core/attest/verify.ts'

export type TestKey = AttestKey & { readonly privateKey: KeyObject }

export function ed25519Key(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { keyid: keyidOf(spki), spki, algorithm: 'ed25519', privateKey }
}

export function p256Key(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { keyid: keyidOf(spki), spki, algorithm: 'ecdsa-p256', privateKey }
}

export function signWith(key: TestKey, message: Uint8Array): Uint8Array {
  return sign(key.algorithm === 'ed25519' ? null : 'sha256', message, { key: key.privateKey, dsaEncoding: 'der' })
}

/** The envelope that these keys make of something signable. */
export function envelopeBy(keys: readonly TestKey[], { payloadType, payload, message }: Signable): Envelope {
  return { payloadType, payload, signatures: keys.map((key) => ({ keyid: key.keyid, sig: signWith(key, message) })) }
}
