// A private key leaves the token once, wrapped under a KEK.

import { randomBytes } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { WrapForm } from './backup-port.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { readAttributes } from './key-attributes.ts'
import { findPrivateKey, type KeyName } from './keys.ts'
import type { Lent } from './lent.ts'
import { refusalOf } from './refusal.ts'
import { withSecretKey } from './secret-key.ts'
import type { TokenSession } from './session.ts'
import { findWrapForm, ivBytes, noForm, wrapMechanism } from './wrap-form.node.ts'

export type Wrapped = WrapForm & { readonly wrapped: Uint8Array; readonly iv?: Uint8Array }

/** Bytes of the smallest and the largest private key as PKCS#8, with room for what modules add (attributes, the public half). */
const plainBytes: Readonly<Record<Algorithm, { readonly min: number; readonly max: number }>> = {
  'ecdsa-p256': { min: 60, max: 512 },
  'ecdsa-p384': { min: 74, max: 512 },
  ed25519: { min: 46, max: 512 },
  'rsa-3072': { min: 1500, max: 3072 },
  'rsa-4096': { min: 2000, max: 4096 },
}

/** Can so many bytes be this key, wrapped? Outside the token process too: a library can lie about a length. */
export function isWrappedSize({ form }: Pick<WrapForm, 'form'>, algorithm: Algorithm, sizeBytes: number): boolean {
  const { min, max } = plainBytes[algorithm]
  const block = form === 'aes-kwp' ? 8 : 16
  return sizeBytes % block === 0 && sizeBytes >= min && sizeBytes <= max + 2 * block
}

/** Refusals of the key itself, with C_WrapKey and the form being right. */
const keyRefused: ReadonlySet<string> = new Set([
  'CKR_KEY_NOT_WRAPPABLE',
  'CKR_KEY_SIZE_RANGE',
  'CKR_KEY_TYPE_INCONSISTENT',
  'CKR_KEY_FUNCTION_NOT_PERMITTED',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_WRAPPING_KEY_SIZE_RANGE',
  'CKR_WRAPPING_KEY_TYPE_INCONSISTENT',
  'CKR_MECHANISM_INVALID',
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_ACTION_PROHIBITED',
])

/**
 * Wrap a private key under a KEK, in the form that the token was just seen to have.
 * Not caught: that what comes out is the key. That is shown where it is unwrapped and signs.
 * @throws CeremonyError `token/key-missing`, `token/key-not-extractable`, `token/cannot-wrap`, `token/bad-answer`; `token/failed`.
 */
export function wrapKey(
  cryptoki: Cryptoki,
  session: TokenSession,
  { objectId, algorithm }: KeyName,
  kek: Lent,
): Wrapped {
  const { serial } = session
  const key = findPrivateKey(cryptoki, session, objectId)
  if (!session.run((handle) => readAttributes(cryptoki, handle, key)).extractable) {
    const fault = { serial, call: 'C_GetAttributeValue', ckr: 'none' }
    throw new CeremonyError('token/key-not-extractable', { ...fault, objectId })
  }
  const found = findWrapForm(cryptoki, session)
  const { form } = found
  if (form === undefined) throw noForm('token/cannot-wrap', session, found)
  const iv = randomBytes(ivBytes)
  const name = `0x${form.mechanism.toString(16)}`
  let wrapped: Uint8Array
  try {
    const wrap = (handle: Handle, wrapping: Handle) => cryptoki.wrapKey(handle, wrapMechanism(form, iv), wrapping, key)
    wrapped = kek((bytes) => withSecretKey(cryptoki, session, { bytes, use: 'wrap' }, wrap, algorithm))
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.ckr === 'CKR_KEY_UNEXTRACTABLE')
      throw new CeremonyError('token/key-not-extractable', { serial, call: refusal.call, ckr: refusal.ckr, objectId })
    if (refusal === undefined || !keyRefused.has(refusal.ckr)) throw error
    const tried = [`C_WrapKey ${name} of the ${algorithm} key: ${refusal.ckr}`]
    throw new CeremonyError('token/cannot-wrap', { serial, call: refusal.call, ckr: refusal.ckr, tried })
  }
  if (!isWrappedSize(form, algorithm, wrapped.length)) {
    const what = `a wrapped ${algorithm} key of ${wrapped.length} bytes`
    throw new CeremonyError('token/bad-answer', { serial, call: 'C_WrapKey', ckr: 'CKR_OK', what })
  }
  return form.form === 'aes-kwp' ? { ...form, wrapped } : { ...form, wrapped, iv: new Uint8Array(iv) }
}
