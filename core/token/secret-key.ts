// An AES key that is on the token for the length of one call: a KEK, or one that only tries whether wrapping works.

import { isCeremonyError } from '../errors.ts'
import type { Cryptoki, Handle, Template } from './cryptoki.ts'
import { CKA, CKK, CKO } from './numbers.ts'
import type { TokenSession } from './session.ts'

/** What it may do: exactly one thing. `carried`: be wrapped itself, and its value read; for a key that is known to everybody. */
export type SecretKeyUse = 'wrap' | 'unwrap' | 'carried'

/** Never CKA_TOKEN; read by nobody, unless it is there to be carried. */
export function secretKeyTemplate(use: SecretKeyUse): Template {
  const carried = use === 'carried'
  return [
    { type: CKA.class, value: CKO.secretKey },
    { type: CKA.keyType, value: CKK.aes },
    { type: CKA.token, value: false },
    { type: CKA.private, value: true },
    { type: CKA.sensitive, value: !carried },
    { type: CKA.extractable, value: carried },
    { type: CKA.wrap, value: use === 'wrap' },
    { type: CKA.unwrap, value: use === 'unwrap' },
    { type: CKA.encrypt, value: false },
    { type: CKA.decrypt, value: false },
  ]
}

/**
 * Put an AES key there as a session object, use it, destroy it. Where `run` fails, the session is dropped, and what it held with it;
 * where only C_DestroyObject fails, there is no answer.
 * @param bytes - 32; they stay the caller's to overwrite.
 * @param algorithm - of the key that is concerned, for the words of an error.
 */
export function withSecretKey<T>(
  cryptoki: Cryptoki,
  session: TokenSession,
  { bytes, use }: { readonly bytes: Uint8Array; readonly use: SecretKeyUse },
  run: (handle: Handle, key: Handle) => T,
  algorithm?: string,
): T {
  return session.run((handle) => {
    const key = cryptoki.createObject(handle, [...secretKeyTemplate(use), { type: CKA.value, value: bytes }])
    let result: T
    try {
      result = run(handle, key)
    } catch (error) {
      destroyAfterFailure(cryptoki, handle, key)
      throw error
    }
    cryptoki.destroyObject(handle, key)
    return result
  }, algorithm)
}

/** A second failure says nothing new: the session that holds the object is closed next. */
function destroyAfterFailure(cryptoki: Cryptoki, session: Handle, object: Handle): void {
  try {
    cryptoki.destroyObject(session, object)
  } catch (error) {
    if (!isCeremonyError(error, 'token/failed')) throw error
  }
}
