// How does this module wrap? Tried with keys that everybody may know, and compared with node:crypto; a mechanism list says less.

import { randomBytes } from 'node:crypto'
import { wrapKwp } from '../backup/blob.ts'
import { CeremonyError } from '../errors.ts'
import type { WrapForm } from './backup-port.ts'
import type { Cryptoki, Mechanism } from './cryptoki.ts'
import { CKA, CKM } from './numbers.ts'
import { refusalOf } from './refusal.ts'
import { secretKeyTemplate, withSecretKey } from './secret-key.ts'
import type { TokenSession } from './session.ts'
import { encryptCbc } from './wrap-outside.node.ts'

/** In the order in which they are tried. Never 0x2109: RFC 3394 has no padding, so a PKCS#8 comes back with zeros behind it. */
const forms: readonly WrapForm[] = [
  { form: 'aes-kwp', mechanism: CKM.aesKeyWrapKwp },
  { form: 'aes-kwp', mechanism: CKM.aesKeyWrapPad },
  { form: 'aes-cbc-pad', mechanism: CKM.aesCbcPad },
]

/** One attempt and how it ended: `C_WrapKey 0x210b: CKR_MECHANISM_INVALID`. The last one gives an error its code. */
export type Attempt = { readonly call: string; readonly ckr: string; readonly words: string }

export type FoundForm = { readonly form: WrapForm | undefined; readonly tried: readonly Attempt[] }

export const ivBytes = 16

/** @param iv - of `aes-cbc-pad`; RFC 5649 has none. */
export const wrapMechanism = ({ form, mechanism }: WrapForm, iv: Uint8Array): Mechanism =>
  form === 'aes-kwp' ? { mechanism } : { mechanism, iv }

/** The first form in which the token wraps a known key as node:crypto does. */
export function findWrapForm(cryptoki: Cryptoki, session: TokenSession): FoundForm {
  return firstOf(forms, 'C_WrapKey', (form) => {
    const known = knownKeys()
    const wrapped = withSecretKey(cryptoki, session, { bytes: known.wrapping, use: 'wrap' }, (handle, wrapping) => {
      const carried = { type: CKA.value, value: known.carried }
      const key = cryptoki.createObject(handle, [...secretKeyTemplate('carried'), carried])
      const result = cryptoki.wrapKey(handle, wrapMechanism(form, known.iv), wrapping, key)
      cryptoki.destroyObject(handle, key)
      return result
    })
    return equal(wrapped, wrapKnown(form, known))
  })
}

/**
 * The first of these forms in which the token unwraps what node:crypto wrapped. Some tokens unwrap only, so wrapping is not asked for.
 * @param name - which form the blob has; `aes-kwp` may go under two numbers.
 */
export function findUnwrapForm(cryptoki: Cryptoki, session: TokenSession, name: WrapForm['form']): FoundForm {
  const candidates = forms.filter(({ form }) => form === name)
  return firstOf(candidates, 'C_UnwrapKey', (form) => {
    const known = knownKeys()
    const wrapped = wrapKnown(form, known)
    return withSecretKey(cryptoki, session, { bytes: known.wrapping, use: 'unwrap' }, (handle, key) => {
      const mechanism = wrapMechanism(form, known.iv)
      const came = cryptoki.unwrapKey(handle, mechanism, { key, wrapped }, secretKeyTemplate('carried'))
      const value = cryptoki.attribute(handle, came, CKA.value)
      cryptoki.destroyObject(handle, came)
      return value !== undefined && equal(value, known.carried)
    })
  })
}

function firstOf(candidates: readonly WrapForm[], call: string, works: (form: WrapForm) => boolean): FoundForm {
  const tried: Attempt[] = []
  for (const form of candidates) {
    const name = `${call} 0x${form.mechanism.toString(16)}`
    try {
      const right = works(form)
      tried.push({ call, ckr: 'CKR_OK', words: `${name}: ${right ? 'as node:crypto does it' : 'another format'}` })
      if (right) return { form, tried }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      const at = refusal.call === call ? '' : ` in ${refusal.call}`
      tried.push({ ...refusal, words: `${name}: ${refusal.ckr}${at}` })
    }
  }
  return { form: undefined, tried }
}

/** Made anew each time: a module cannot have learnt them. */
const knownKeys = () => ({ wrapping: randomBytes(32), carried: randomBytes(32), iv: randomBytes(ivBytes) })

const wrapKnown = ({ form }: WrapForm, { wrapping, carried, iv }: ReturnType<typeof knownKeys>): Uint8Array =>
  form === 'aes-kwp' ? wrapKwp(wrapping, carried) : encryptCbc(wrapping, iv, carried)

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/** The error of a token that does it in no form. */
export function noForm(
  code: 'token/cannot-wrap' | 'token/cannot-unwrap',
  { serial }: TokenSession,
  { tried }: FoundForm,
): CeremonyError {
  const last = tried.at(-1)
  const words = tried.map((attempt) => attempt.words)
  return new CeremonyError(code, { serial, call: last?.call ?? 'none', ckr: last?.ckr ?? 'none', tried: words })
}
