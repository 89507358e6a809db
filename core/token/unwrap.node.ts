// A wrapped private key onto the token: never extractable there, whatever it was where it came from.

import type { KeyBlob } from '../backup/blob.ts'
import { CeremonyError } from '../errors.ts'
import type { WrapForm } from './backup-port.ts'
import { bringIn, type IncomingKey } from './bring-in.ts'
import type { Cryptoki, Template } from './cryptoki.ts'
import type { Lent } from './lent.ts'
import type { TokenKey } from './port.ts'
import { refusalOf } from './refusal.ts'
import { withSecretKey } from './secret-key.ts'
import type { TokenSession } from './session.ts'
import { findUnwrapForm, noForm, wrapMechanism } from './wrap-form.node.ts'

const formOf: Readonly<Record<KeyBlob['mechanism'], WrapForm['form']>> = {
  'aes-kwp': 'aes-kwp',
  'aes-cbc-pad-hmac': 'aes-cbc-pad',
}

/** What modules answer to bytes that do not unwrap under this KEK. SoftHSM 2.6.1 says CKR_GENERAL_ERROR, openCryptoki CKR_FUNCTION_FAILED. */
const notThisBlob: ReadonlySet<string> = new Set([
  'CKR_WRAPPED_KEY_INVALID',
  'CKR_WRAPPED_KEY_LEN_RANGE',
  'CKR_ENCRYPTED_DATA_INVALID',
  'CKR_ENCRYPTED_DATA_LEN_RANGE',
  'CKR_DATA_INVALID',
  'CKR_DATA_LEN_RANGE',
  'CKR_GENERAL_ERROR',
  'CKR_FUNCTION_FAILED',
])

/** What was seen to work in a login is taken for it: whoever restores has the key sign afterwards, so a module gains nothing by changing its mind. */
const seen = new WeakMap<TokenSession, Map<WrapForm['form'], WrapForm>>()

function formIn(cryptoki: Cryptoki, session: TokenSession, name: WrapForm['form']): WrapForm {
  const known = seen.get(session) ?? new Map<WrapForm['form'], WrapForm>()
  seen.set(session, known)
  const before = known.get(name)
  if (before !== undefined) return before
  const found = findUnwrapForm(cryptoki, session, name)
  if (found.form === undefined) throw noForm('token/cannot-unwrap', session, found)
  known.set(name, found.form)
  return found.form
}

/**
 * C_UnwrapKey, in the form that was seen to work with a known key.
 * @throws CeremonyError as `TokenBackup.unwrapKey`; no key is on the token then, unless `token/key-attributes` says that it could not be destroyed.
 */
export function unwrapKey(
  cryptoki: Cryptoki,
  session: TokenSession,
  request: IncomingKey & { readonly blob: KeyBlob },
  kek: Lent,
): TokenKey {
  const { blob, algorithm, objectId } = request
  const form = formIn(cryptoki, session, formOf[blob.mechanism])
  const mechanism = wrapMechanism(form, 'iv' in blob ? blob.iv : new Uint8Array(0))
  try {
    return kek((bytes) => {
      const put = (template: Template) =>
        withSecretKey(
          cryptoki,
          session,
          { bytes, use: 'unwrap' },
          (handle, key) => void cryptoki.unwrapKey(handle, mechanism, { key, wrapped: blob.wrapped }, template),
          algorithm,
        )
      return bringIn(cryptoki, session, request, { call: 'C_UnwrapKey', put })
    })
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined || refusal.ckr === 'CKR_OK' || refusal.call !== 'C_UnwrapKey') throw error
    const fault = { serial: session.serial, call: refusal.call, ckr: refusal.ckr }
    if (notThisBlob.has(refusal.ckr)) throw new CeremonyError('token/blob-refused', { ...fault, objectId })
    const tried = [`C_UnwrapKey 0x${form.mechanism.toString(16)} of the ${algorithm} key: ${refusal.ckr}`]
    throw new CeremonyError('token/cannot-unwrap', { ...fault, tried })
  }
}
