// KEY-ATTRIBUTES: what a token says about a private key, read back after it was made.

import type { Cryptoki, Handle } from './cryptoki.ts'
import { CKA } from './numbers.ts'
import type { KeyAttributes } from './port.ts'

/** `extractable`: of a key that is to be wrapped, until it is locked. `kept`: false of one that was made to try something. */
export type Asked = { readonly extractable?: boolean; readonly kept?: boolean }

/** KEY-ATTRIBUTES: what is not as it was asked for, in words; empty if all is well. */
export function attributeProblems(
  attributes: KeyAttributes,
  { extractable = false, kept = true }: Asked = {},
): string[] {
  const wrong: string[] = []
  if (!attributes.sensitive) wrong.push('not sensitive')
  if (attributes.extractable && !extractable) wrong.push('extractable')
  if (!attributes.extractable && extractable) wrong.push('not extractable, so that it cannot be backed up')
  if (!attributes.sign) wrong.push('cannot sign')
  if (!attributes.private) wrong.push('visible without login')
  if (!attributes.token && kept) wrong.push('not kept on the token')
  return wrong
}

/** Uses beyond signing that a private key must not have (SP 800-57 Part 1, 5.2: one key, one use). */
export const otherUseTypes: readonly (readonly [number, string])[] = [
  [CKA.decrypt, 'can decrypt'],
  [CKA.unwrap, 'can unwrap keys'],
  [CKA.derive, 'can derive keys'],
]

/** Does the token want the PIN again for every signature of this key (CKA_ALWAYS_AUTHENTICATE)? */
export function asksEveryTime(cryptoki: Cryptoki, session: Handle, key: Handle): boolean {
  return readFlag(cryptoki, session, key, CKA.alwaysAuthenticate)
}

/** The uses beyond signing that this private key has after all, in words. */
export function otherUses(cryptoki: Cryptoki, session: Handle, key: Handle): string[] {
  return otherUseTypes.filter(([type]) => readFlag(cryptoki, session, key, type)).map(([, words]) => words)
}

/** The same by number. */
export function otherUseTypesOf(cryptoki: Cryptoki, session: Handle, key: Handle): number[] {
  return otherUseTypes.map(([type]) => type).filter((type) => readFlag(cryptoki, session, key, type))
}

/** CK_BBOOL: one byte, exactly 1 is true. An attribute that is missing or has another form counts as false. */
function readFlag(cryptoki: Cryptoki, session: Handle, object: Handle, type: number): boolean {
  const value = cryptoki.attribute(session, object, type)
  return value?.length === 1 && value[0] === 1
}

export const wantsPinEveryTime = 'asks for its PIN at every signature'

/** Everything that is not as it was asked for, of a key on the token: KEY-ATTRIBUTES, other uses, a PIN at every signature. */
export function keyProblems(cryptoki: Cryptoki, session: Handle, key: Handle, asked: Asked): string[] {
  return [
    ...attributeProblems(readAttributes(cryptoki, session, key), asked),
    ...otherUses(cryptoki, session, key),
    ...(asksEveryTime(cryptoki, session, key) ? [wantsPinEveryTime] : []),
  ]
}

/** The attributes of one private key, as the module tells them. */
export function readAttributes(cryptoki: Cryptoki, session: Handle, key: Handle): KeyAttributes {
  const flag = (type: number) => readFlag(cryptoki, session, key, type)
  const extractable = cryptoki.attribute(session, key, CKA.extractable)
  return {
    sensitive: flag(CKA.sensitive),
    // The dangerous answer is "true", so everything but a plain "false" counts as it.
    extractable: !(extractable?.length === 1 && extractable[0] === 0),
    sign: flag(CKA.sign),
    private: flag(CKA.private),
    token: flag(CKA.token),
    claimedLocal: flag(CKA.local),
    claimedAlwaysSensitive: flag(CKA.alwaysSensitive),
    claimedNeverExtractable: flag(CKA.neverExtractable),
  }
}
