// What is asked of both halves of a key, whichever way it comes onto the token: made there, unwrapped, or put there.

import type { Attribute, Template } from './cryptoki.ts'
import { otherUseTypes } from './key-attributes.ts'
import { CKA } from './numbers.ts'

export type KeyTemplate = {
  readonly objectId: string
  readonly label: string
  readonly extractable?: boolean
  /** false: for the length of the session, where the module obeys. */
  readonly kept?: boolean
}

export const idOf = (objectId: string): Attribute => ({ type: CKA.id, value: Buffer.from(objectId, 'hex') })

const common = ({ objectId, label, kept = true }: KeyTemplate): Template => [
  { type: CKA.token, value: kept },
  idOf(objectId),
  { type: CKA.label, value: label },
]

/** Sensitive, private, to sign and nothing else. */
export const privateTemplate = (key: KeyTemplate): Template => [
  ...common(key),
  { type: CKA.private, value: true },
  { type: CKA.sensitive, value: true },
  { type: CKA.extractable, value: key.extractable ?? false },
  { type: CKA.sign, value: true },
  // SoftHSM and others make these true unless told.
  ...otherUseTypes.map(([type]) => ({ type, value: false })),
]

export const publicTemplate = (key: KeyTemplate): Template => [
  ...common(key),
  { type: CKA.private, value: false },
  { type: CKA.verify, value: true },
]
