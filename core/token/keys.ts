// Make a key pair on the token, find one, and read back what the token says it is.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Cryptoki, Handle, Template } from './cryptoki.ts'
import { keyProblems, readAttributes } from './key-attributes.ts'
import { idOf, type KeyTemplate, privateTemplate, publicTemplate } from './key-templates.ts'
import { mechanisms } from './mechanisms.ts'
import { CKA, CKO } from './numbers.ts'
import type { TokenKey } from './port.ts'
import { checkPublicKey } from './public-key.ts'
import { readSpki } from './read-spki.ts'
import type { TokenSession } from './session.ts'
import { escapeText } from './untrusted-text.ts'

export type KeyName = { readonly objectId: string; readonly algorithm: Algorithm }
export type NewKey = KeyName & KeyTemplate

/** What the answers to CKA_EC_PARAMS in a form that this module does not know look like. */
export const otherForm: ReadonlySet<string> = new Set([
  'CKR_ATTRIBUTE_VALUE_INVALID',
  'CKR_TEMPLATE_INCONSISTENT',
  'CKR_DOMAIN_PARAMS_INVALID',
  'CKR_CURVE_NOT_SUPPORTED',
])

/**
 * C_GenerateKeyPair: on the token, sensitive, not extractable, to sign and nothing else; then read back, KEY-ATTRIBUTES.
 * Not made here: a signature. The ceremony asks for its own proof of possession.
 * @throws CeremonyError `token/object-id-taken`, `token/mechanism-missing` before anything is made;
 *   `token/key-attributes`, `token/bad-public-key`, `token/bad-answer` after: then a key is on the token, not deleted.
 */
export function generateKeyPair(cryptoki: Cryptoki, session: TokenSession, request: NewKey): TokenKey {
  const { objectId, label, algorithm, extractable = false } = request
  const { serial } = session
  const mechanism = mechanisms[algorithm]
  const listed = session.run(() => cryptoki.mechanisms(session.slot))
  for (const { mechanism: number } of [mechanism.generate, mechanism.sign]) {
    if (!listed.includes(number))
      throw new CeremonyError('token/mechanism-missing', { serial, call: 'C_GetMechanismList', ckr: 'none', algorithm })
  }
  refuseTaken(cryptoki, session, objectId)
  generateInSomeForm(cryptoki, session, request)

  const made = findKey(cryptoki, session, request)
  if (made === undefined || made.label !== escapeText(label)) {
    const what = made === undefined ? 'the new key is not to be found' : 'the new key has another label'
    throw new CeremonyError('token/bad-answer', { serial, call: 'C_GenerateKeyPair', ckr: 'CKR_OK', what })
  }
  const key = findPrivateKey(cryptoki, session, objectId)
  const wrong = session.run((handle) => keyProblems(cryptoki, handle, key, { extractable }))
  if (wrong.length > 0)
    throw new CeremonyError('token/key-attributes', {
      serial,
      call: 'C_GenerateKeyPair',
      ckr: 'CKR_OK',
      objectId,
      wrong,
    })
  return made
}

/** A key must not be made or put where one is. @throws CeremonyError `token/object-id-taken`. */
export function refuseTaken(cryptoki: Cryptoki, session: TokenSession, objectId: string): void {
  const { serial } = session
  session.run((handle) => {
    if (cryptoki.find(handle, [idOf(objectId)]).length > 0)
      throw new CeremonyError('token/object-id-taken', { serial, call: 'C_FindObjects', ckr: 'none', objectId })
  })
}

/**
 * The key with this CKA_ID, both halves, its public key checked (KEY-VALID); undefined if neither half is there.
 * Its attributes are reported, not judged.
 * @throws CeremonyError `token/object-id-twice`, `token/key-incomplete`, `token/key-algorithm`, `token/bad-public-key`,
 *   `token/not-logged-in` where the login was lost, and private keys with it from sight.
 */
export function findKey(cryptoki: Cryptoki, session: TokenSession, request: KeyName): TokenKey | undefined {
  const { objectId, algorithm } = request
  return session.run((handle) => {
    const where = { cryptoki, session: handle, serial: session.serial }
    const privateKey = findOne(where, objectId, CKO.privateKey)
    const publicKey = findOne(where, objectId, CKO.publicKey)
    if (privateKey === undefined) session.checkLoggedIn(handle)
    if (privateKey === undefined && publicKey === undefined) return undefined
    if (privateKey === undefined || publicKey === undefined) {
      const fault = { serial: session.serial, call: 'C_FindObjects', ckr: 'none' }
      const missing = publicKey === undefined ? 'public' : 'private'
      throw new CeremonyError('token/key-incomplete', { ...fault, objectId, missing })
    }
    const spki = readSpki(where, publicKey, request)
    checkPublicKey(spki, algorithm)
    const label = cryptoki.attribute(handle, privateKey, CKA.label)
    return {
      objectId,
      label: escapeText(Buffer.from(label ?? []).toString('latin1')),
      algorithm,
      spki,
      attributes: readAttributes(cryptoki, handle, privateKey),
    }
  })
}

/** The private key with this CKA_ID. @throws CeremonyError `token/key-missing`, `token/object-id-twice`. */
export function findPrivateKey(cryptoki: Cryptoki, session: TokenSession, objectId: string): Handle {
  return session.run((handle) => {
    const key = findOne({ cryptoki, session: handle, serial: session.serial }, objectId, CKO.privateKey)
    if (key !== undefined) return key
    session.checkLoggedIn(handle)
    const fault = { serial: session.serial, call: 'C_FindObjects', ckr: 'none' }
    throw new CeremonyError('token/key-missing', { ...fault, objectId })
  })
}

type Where = { readonly cryptoki: Cryptoki; readonly session: Handle; readonly serial: string }

function findOne({ cryptoki, session, serial }: Where, objectId: string, objectClass: number): Handle | undefined {
  const [found, ...more] = cryptoki.find(session, [{ type: CKA.class, value: objectClass }, idOf(objectId)])
  if (more.length === 0) return found
  const fault = { serial, call: 'C_FindObjects', ckr: 'none' }
  throw new CeremonyError('token/object-id-twice', { ...fault, objectId, count: more.length + 1 })
}

/** C_GenerateKeyPair, with the parameters in the form that this module takes. Nothing is looked at before or after. */
export function generateInSomeForm(cryptoki: Cryptoki, session: Pick<TokenSession, 'run'>, request: NewKey): void {
  const mechanism = mechanisms[request.algorithm]
  const [first, ...others] = mechanism.parameters
  const attempt = (parameters: Template) =>
    session.run((handle) => {
      const halves = [[...publicTemplate(request), ...parameters], privateTemplate(request)] as const
      cryptoki.generateKeyPair(handle, mechanism.generate, ...halves)
    }, request.algorithm)
  let refusal: unknown
  for (const parameters of [first, ...others]) {
    try {
      attempt(parameters)
      return
    } catch (error) {
      // Only a template that was refused as such may be put otherwise: after anything else a key may exist.
      const mayRetry =
        (isCeremonyError(error, 'token/failed') || isCeremonyError(error, 'token/mechanism-missing')) &&
        otherForm.has(error.detail.ckr)
      if (!mayRetry) throw error
      refusal = error
    }
  }
  throw refusal
}
