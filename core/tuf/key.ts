// Our own keys as TUF key objects, in the form every client takes; and key ids.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { JsonObject } from '../formats/json.ts'
import { olpcBytes } from './canonical.ts'
import { type KeyReading, readPublicKey } from './public-key.ts'

/** A key object as `signed.keys` holds it. */
export type TufKey = {
  readonly keytype: string
  readonly scheme: string
  readonly keyval: { readonly public: string }
}

/** Key type and scheme of each algorithm (docs/formats/tuf-root.md section 3). RSA-PSS is SHA-256 with a salt of 32. */
const forms: { readonly [A in Algorithm]: { readonly keytype: string; readonly scheme: string } } = {
  'ecdsa-p256': { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256' },
  'ecdsa-p384': { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp384' },
  ed25519: { keytype: 'ed25519', scheme: 'ed25519' },
  'rsa-3072': { keytype: 'rsa', scheme: 'rsassa-pss-sha256' },
  'rsa-4096': { keytype: 'rsa', scheme: 'rsassa-pss-sha256' },
}

/**
 * The key object of a public key, as we write it: PEM with LF and a final newline, Ed25519 as 64 lower-case hex digits.
 *
 * Writes what it is given; whether the bytes are a sound key of that algorithm is for `readKey` and rule TUF-ALGORITHM.
 * @param spki - SubjectPublicKeyInfo, DER.
 * @see TUF 4.2.1; docs/formats/tuf-root.md section 3
 */
export function tufKeyOf(spki: Uint8Array, algorithm: Algorithm): TufKey {
  const bytes = Buffer.from(spki)
  return { ...forms[algorithm], keyval: { public: algorithm === 'ed25519' ? ed25519Hex(bytes) : pemOf(bytes) } }
}

/** The key id: SHA-256 of the canonical key object with all its fields, 64 lower-case hex digits. Rule TUF-KEYID. */
export function keyIdOf(key: TufKey | JsonObject): string {
  return createHash('sha256').update(olpcBytes(key)).digest('hex')
}

/**
 * Read back a key object.
 * @throws CeremonyError `tuf/key` for one that is refused, or that no scheme known here can use.
 */
export function readKey(key: TufKey, what = 'a key object'): KeyReading & { readonly status: 'usable' } {
  const reading = readPublicKey(key.keytype, key.scheme, key.keyval.public)
  if (reading.status === 'usable') return reading
  const rule = reading.status === 'refused' ? reading.rule : 'TUF-KEY-TYPE'
  throw new CeremonyError('tuf/key', { what, rule, keyId: keyIdOf(key), reason: reading.reason })
}

/** SubjectPublicKeyInfo (DER) of a key object. @throws CeremonyError `tuf/key`. */
export function spkiOf(key: TufKey): Uint8Array {
  return readKey(key).spki
}

/** SHA-256 of the SubjectPublicKeyInfo, hex: the same for one key however it is written. @throws CeremonyError `tuf/key`. */
export function materialOf(key: TufKey): string {
  return readKey(key).material
}

/** The same for a key that is not in metadata. */
export function spkiMaterial(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex')
}

const ED25519_PREFIX = '302a300506032b6570032100'

function ed25519Hex(spki: Buffer): string {
  const hex = spki.toString('hex')
  return hex.startsWith(ED25519_PREFIX) ? hex.slice(ED25519_PREFIX.length) : hex
}

function pemOf(spki: Buffer): string {
  const lines = spki.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
}
