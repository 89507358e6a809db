// A private key that comes onto the token from outside, its public half put beside it, all read back. What is not as it was asked for is destroyed.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Cryptoki, Handle, Template } from './cryptoki.ts'
import { encodeDer, TAG } from './der.ts'
import { asksEveryTime, attributeProblems, otherUses, otherUseTypesOf, wantsPinEveryTime } from './key-attributes.ts'
import { idOf, privateTemplate, publicTemplate } from './key-templates.ts'
import { findKey, findPrivateKey, otherForm, refuseTaken } from './keys.ts'
import { CKA, CKK, CKO } from './numbers.ts'
import type { TokenKey } from './port.ts'
import { refusalOf } from './refusal.ts'
import type { TokenSession } from './session.ts'
import { curves, ed25519Params, type PublicKeyParts, parseSpki } from './spki.ts'
import { escapeText } from './untrusted-text.ts'

export type IncomingKey = {
  readonly objectId: string
  readonly label: string
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
  /** false: for the length of the session, to try it. */
  readonly kept?: boolean
}

/** Put the private half there with this template. May be called again, with the next form of the template. */
export type PutPrivate = (template: Template) => void

/**
 * Refuse a taken CKA_ID, put the private half, then the public half, read both back. After any failure everything
 * under this CKA_ID is destroyed: it was not there before.
 * Not caught: that the private half is that of `spki`; the caller has it sign.
 * @param call - that puts the private half, for errors. `more`: what its template has besides, in each form that modules may want.
 * @throws CeremonyError `token/object-id-taken`, with nothing changed; `token/key-attributes`, `token/bad-answer`, and what `put` throws.
 */
export function bringIn(
  cryptoki: Cryptoki,
  session: TokenSession,
  request: IncomingKey,
  { call, put, more = [[]] }: { readonly call: string; readonly put: PutPrivate; readonly more?: readonly Template[] },
): TokenKey {
  const { objectId, algorithm, spki, label, kept = true } = request
  const { serial } = session
  const parts = parseSpki(spki, algorithm)
  if (parts === undefined) throw new CeremonyError('token/request', { call, problem: `no ${algorithm} public key` })
  refuseTaken(cryptoki, session, objectId)
  try {
    inSomeForm(privateForms(request, parts, more), put)
    const key = findPrivateKey(cryptoki, session, objectId)
    const uses = narrow(cryptoki, session, key)
    inSomeForm(publicForms(request, parts), (template) =>
      session.run((handle) => void cryptoki.createObject(handle, template)),
    )
    const made = findKey(cryptoki, session, request)
    const wrong = made === undefined ? [] : [...attributeProblems(made.attributes, { kept }), ...uses]
    if (session.run((handle) => asksEveryTime(cryptoki, handle, key))) wrong.push(wantsPinEveryTime)
    if (wrong.length > 0)
      throw new CeremonyError('token/key-attributes', { serial, call, ckr: 'CKR_OK', objectId, wrong })
    if (made !== undefined && Buffer.compare(made.spki, spki) === 0 && made.label === escapeText(label)) return made
    const what = made === undefined ? 'the key is not to be found' : 'its public half or its label reads back otherwise'
    throw new CeremonyError('token/bad-answer', { serial, call, ckr: 'CKR_OK', what })
  } catch (error) {
    const rest = restAfterFailure(cryptoki, session, objectId)
    if (!isCeremonyError(error, 'token/key-attributes')) throw error
    throw new CeremonyError('token/key-attributes', { ...error.detail, rest }, { cause: error })
  }
}

/**
 * NSS gives an unwrapped key every use that its kind has, whatever the template says; told once more, it obeys.
 * @returns the uses beyond signing that it has all the same, in words, read back.
 */
function narrow(cryptoki: Cryptoki, session: TokenSession, key: Handle): readonly string[] {
  const uses = session.run((handle) => otherUseTypesOf(cryptoki, handle, key))
  if (uses.length === 0) return []
  const template = uses.map((type) => ({ type, value: false }))
  try {
    session.run((handle) => cryptoki.setAttributes(handle, key, template))
  } catch (error) {
    if (refusalOf(error) === undefined) throw error // a module that refuses is judged by what reads back
  }
  return session.run((handle) => otherUses(cryptoki, handle, key))
}

/** C_DestroyObject of everything with this CKA_ID. Afterwards it is looked for again: a module can say "done" and keep it. */
export function destroyAll(
  cryptoki: Cryptoki,
  session: TokenSession,
  objectId: string,
): { readonly destroyed: number; readonly left: number } {
  return session.run((handle) => {
    const objects = cryptoki.find(handle, [idOf(objectId)])
    if (objects.length === 0) session.checkLoggedIn(handle)
    for (const object of objects) cryptoki.destroyObject(handle, object)
    return { destroyed: objects.length, left: cryptoki.find(handle, [idOf(objectId)]).length }
  })
}

/** The first failure is the one to tell; what became of the key is told with it. */
function restAfterFailure(cryptoki: Cryptoki, session: TokenSession, objectId: string): 'destroyed' | 'there' {
  try {
    return destroyAll(cryptoki, session, objectId).left === 0 ? 'destroyed' : 'there'
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return 'there'
  }
}

/** Only a template that was refused as such may be put otherwise: after anything else a key may exist. */
function inSomeForm(forms: readonly Template[], put: (template: Template) => void): void {
  for (const [index, template] of forms.entries()) {
    try {
      put(template)
      return
    } catch (error) {
      const refused = isCeremonyError(error, 'token/failed') || isCeremonyError(error, 'token/mechanism-missing')
      const mayRetry = refused && (otherForm.has(error.detail.ckr) || error.detail.ckr === 'CKR_TEMPLATE_INCOMPLETE')
      if (!mayRetry || index === forms.length - 1) throw error
    }
  }
}

/** As the standard has it; then with CKA_NSS_DB, without which NSS takes none, and which no other module knows. */
function privateForms(request: IncomingKey, parts: PublicKeyParts, more: readonly Template[]): readonly Template[] {
  const plain: Template = [
    { type: CKA.class, value: CKO.privateKey },
    { type: CKA.keyType, value: keyTypes[parts.kind] },
    ...privateTemplate(request),
  ]
  const nss = { type: CKA.nssDb, value: publicValue(parts) }
  return [...more, ...more.map((form) => [...form, nss])].map((form) => [...plain, ...form])
}

function publicForms(request: IncomingKey, parts: PublicKeyParts): readonly Template[] {
  const plain: Template = [
    { type: CKA.class, value: CKO.publicKey },
    { type: CKA.keyType, value: keyTypes[parts.kind] },
    ...publicTemplate(request),
  ]
  return publicAttributes(parts).map((attributes) => [...plain, ...attributes])
}

const keyTypes: Readonly<Record<PublicKeyParts['kind'], number>> = { ec: CKK.ec, ed25519: CKK.ecEdwards, rsa: CKK.rsa }

const publicValue = (parts: PublicKeyParts): Uint8Array => {
  if (parts.kind === 'rsa') return parts.modulus
  return parts.kind === 'ec' ? parts.point : parts.key
}

/** Ed25519 has two forms of CKA_EC_PARAMS. The point is a DER OCTET STRING (PKCS#11 2.40 2.3.3). */
function publicAttributes(parts: PublicKeyParts): readonly Template[] {
  if (parts.kind === 'rsa')
    return [
      [
        { type: CKA.modulus, value: parts.modulus },
        { type: CKA.publicExponent, value: parts.exponent },
      ],
    ]
  const point = { type: CKA.ecPoint, value: encodeDer(TAG.octetString, publicValue(parts)) }
  return parametersOf(parts).map((value) => [{ type: CKA.ecParams, value }, point])
}

/** CKA_EC_PARAMS in each form that modules may want. */
export function parametersOf(parts: Exclude<PublicKeyParts, { readonly kind: 'rsa' }>): readonly Uint8Array[] {
  return parts.kind === 'ec' ? [curves[parts.curve].oid] : ed25519Params
}
