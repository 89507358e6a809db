// The wrapped key as a file: what lies in the safe. docs/formats/key-blob.md

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import * as v from 'valibot'
import { CeremonyError } from '../errors.ts'
import { canonicalBytes } from '../formats/canonical.ts'
import { parseJson } from '../formats/json.ts'

/**
 * - `aes-kwp`: AES-256 key wrap with padding (RFC 5649). Has its own integrity check.
 * - `aes-cbc-pad-hmac`: AES-256-CBC with PKCS#7 padding and a random IV, HMAC-SHA-256 over IV and ciphertext outside, under a key of
 *   its own. For tokens that wrap no other way.
 */
export const blobMechanisms = ['aes-kwp', 'aes-cbc-pad-hmac'] as const
export type BlobMechanism = (typeof blobMechanisms)[number]

export type KeyBlob =
  | { readonly mechanism: 'aes-kwp'; readonly wrapped: Uint8Array }
  | {
      readonly mechanism: 'aes-cbc-pad-hmac'
      readonly wrapped: Uint8Array
      readonly iv: Uint8Array
      readonly mac: Uint8Array
    }

const base64 = v.pipe(
  v.string(),
  v.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  v.maxLength(16_384),
)
const format = v.literal('anchorite/key-blob/v1')
const schema = v.variant('mechanism', [
  v.strictObject({ format, mechanism: v.literal('aes-kwp'), wrapped: base64 }),
  v.strictObject({ format, mechanism: v.literal('aes-cbc-pad-hmac'), wrapped: base64, iv: base64, mac: base64 }),
])

export const maxBlobBytes = 65_536
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytesOf = (encoded: string): Uint8Array => new Uint8Array(Buffer.from(encoded, 'base64'))

/** RFC 8785 canonical JSON and a newline: one spelling of one blob, whose SHA-256 stands in the public record. */
export function encodeBlob(blob: KeyBlob): Uint8Array {
  const common = { format: 'anchorite/key-blob/v1', mechanism: blob.mechanism, wrapped: text(blob.wrapped) }
  const more = blob.mechanism === 'aes-kwp' ? {} : { iv: text(blob.iv), mac: text(blob.mac) }
  return Buffer.concat([canonicalBytes({ ...common, ...more }), Buffer.from('\n')])
}

/**
 * @param what - its name, for errors.
 * @throws CeremonyError `json/*`, `backup/blob`: not a blob, or another spelling of one.
 */
export function parseBlob(bytes: Uint8Array, what: string): KeyBlob {
  const parsed = v.safeParse(schema, parseJson(bytes, { what, maxBytes: maxBlobBytes, maxDepth: 2 }))
  if (!parsed.success)
    throw new CeremonyError('backup/blob', { what, reason: 'it is not a wrapped key of this station' })
  const { output } = parsed
  const blob: KeyBlob =
    output.mechanism === 'aes-kwp'
      ? { mechanism: output.mechanism, wrapped: bytesOf(output.wrapped) }
      : {
          mechanism: output.mechanism,
          wrapped: bytesOf(output.wrapped),
          iv: bytesOf(output.iv),
          mac: bytesOf(output.mac),
        }
  if (Buffer.compare(encodeBlob(blob), bytes) !== 0)
    throw new CeremonyError('backup/blob', { what, reason: 'it is spelled in another way than the station does' })
  return blob
}

/** The alternative initial value of RFC 5649 section 3; OpenSSL adds the length. */
const kwpIv = Buffer.from('a65959a6', 'hex')

/** Wrap outside any token, as an independent implementation of what a token does, and for keys that are made here. @param kek - 32 bytes. */
export function wrapKwp(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap-pad', kek, kwpIv)
  return Buffer.concat([cipher.update(key), cipher.final()])
}

/** @returns undefined where the integrity check does not hold: another KEK, or bytes that were altered. */
export function unwrapKwp(kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  return openedBy('id-aes256-wrap-pad', { key: kek, iv: kwpIv }, wrapped)
}

/** Decrypt `aes-cbc-pad-hmac` outside any token, after the MAC was held against the bytes. @returns undefined where MAC or padding does not hold. */
export function unwrapCbc(
  kek: Uint8Array,
  blob: { readonly iv: Uint8Array; readonly wrapped: Uint8Array; readonly mac: Uint8Array },
): Uint8Array | undefined {
  return macHolds(kek, blob) ? openedBy('aes-256-cbc', { key: kek, iv: blob.iv }, blob.wrapped) : undefined
}

/** What is in a blob, outside any token; the caller overwrites it. @returns undefined where it does not hold. */
export const openBlob = (kek: Uint8Array, blob: KeyBlob): Uint8Array | undefined =>
  blob.mechanism === 'aes-kwp' ? unwrapKwp(kek, blob.wrapped) : unwrapCbc(kek, blob)

/** What comes out is in one place, which the caller overwrites; pieces on the way are overwritten here. */
function openedBy(
  name: string,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
  wrapped: Uint8Array,
): Uint8Array | undefined {
  const pieces: Buffer[] = []
  try {
    const decipher = createDecipheriv(name, key, iv)
    pieces.push(decipher.update(wrapped))
    pieces.push(decipher.final())
    const content = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    pieces.reduce((at, piece) => {
      content.set(piece, at)
      return at + piece.length
    }, 0)
    return content
  } catch {
    return undefined // OpenSSL says nothing more than that it does not hold
  } finally {
    for (const piece of pieces) piece.fill(0)
  }
}

/** HMAC-SHA-256 over IV and ciphertext, under a key derived from the KEK for nothing else (HKDF, RFC 5869). */
export function macOf(kek: Uint8Array, iv: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const key = Buffer.from(hkdfSync('sha256', kek, 'anchorite/key-blob/v1', 'mac', 32))
  const mac = createHmac('sha256', key).update(iv).update(wrapped).digest()
  key.fill(0)
  return mac
}

/** Checked before anything is decrypted. */
export const macHolds = (
  kek: Uint8Array,
  { iv, wrapped, mac }: { iv: Uint8Array; wrapped: Uint8Array; mac: Uint8Array },
): boolean => mac.length === 32 && timingSafeEqual(macOf(kek, iv, wrapped), mac)
