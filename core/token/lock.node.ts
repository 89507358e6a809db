// The way out of the token is closed: CKA_EXTRACTABLE false, for good, and a wrap attempt shows it.

import { randomBytes } from 'node:crypto'
import type { Locked, WrapForm } from './backup-port.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { readAttributes } from './key-attributes.ts'
import { findPrivateKey, type KeyName } from './keys.ts'
import { CKA } from './numbers.ts'
import { refusalOf } from './refusal.ts'
import { withSecretKey } from './secret-key.ts'
import type { TokenSession } from './session.ts'
import { findWrapForm, ivBytes, wrapMechanism } from './wrap-form.node.ts'

/** Only these say that the key may not leave; after any other nobody knows why it did not. */
const mayNotLeave: ReadonlySet<string> = new Set([
  'CKR_KEY_UNEXTRACTABLE',
  'CKR_KEY_NOT_WRAPPABLE',
  'CKR_KEY_FUNCTION_NOT_PERMITTED',
  'CKR_ACTION_PROHIBITED',
])

/**
 * May be asked again after a cut: a key that reads as not extractable is only tried.
 * @throws CeremonyError `token/key-missing`; `token/failed`, `token/removed`: then look at the key anew.
 */
export function lockKey(cryptoki: Cryptoki, session: TokenSession, { objectId }: Pick<KeyName, 'objectId'>): Locked {
  const key = findPrivateKey(cryptoki, session, objectId)
  const open = () => session.run((handle) => readAttributes(cryptoki, handle, key)).extractable
  const set = (value: boolean) =>
    refusalTo(() => session.run((handle) => cryptoki.setAttributes(handle, key, [{ type: CKA.extractable, value }])))

  if (open()) {
    const refused = set(false)
    if (refused !== undefined) return { locked: false, reason: refused }
    if (open()) return { locked: false, reason: 'CKA_EXTRACTABLE was set false and still reads as true' }
  }
  // PKCS#11 lets it go one way only. A module that lets it come back has not closed anything.
  if (set(true) === undefined && open()) {
    set(false)
    return { locked: false, reason: 'CKA_EXTRACTABLE can be set true again' }
  }
  const { form } = findWrapForm(cryptoki, session)
  if (form !== undefined) return tryToWrap(cryptoki, session, key, form)
  return { locked: false, reason: 'the token wraps in no form that is known, so none could be tried' }
}

/**
 * Under a key that nobody has kept, in a form that works with other keys. One call.
 * @throws CeremonyError where the wrap failed for a reason that is not the key's.
 */
export function tryToWrap(cryptoki: Cryptoki, session: TokenSession, key: Handle, form: WrapForm): Locked {
  const foreign = randomBytes(32)
  try {
    const mechanism = wrapMechanism(form, randomBytes(ivBytes))
    const use = { bytes: foreign, use: 'wrap' } as const
    withSecretKey(cryptoki, session, use, (handle, wrapping) =>
      cryptoki.wrapKey(handle, mechanism, wrapping, key),
    ).fill(0)
    return { locked: false, reason: 'it reads as not extractable, and yet was wrapped under a foreign key' }
  } catch (error) {
    const refusal = refusalOf(error)
    const says = refusal !== undefined && refusal.call === 'C_WrapKey' && mayNotLeave.has(refusal.ckr)
    if (!says) throw error
    return { locked: true, refusal: refusal.ckr }
  } finally {
    foreign.fill(0)
  }
}

/** The CKR name of a refusal; undefined where it was done. */
function refusalTo(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    return refusal.ckr
  }
}
