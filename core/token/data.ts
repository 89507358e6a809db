// Small public data objects on a token (CKO_DATA), found by label. The signing register lives in one.
// They are not authenticated: whoever holds the token can write them on many tokens.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Cryptoki, Handle, Template } from './cryptoki.ts'
import { explain } from './explain.ts'
import { CKA, CKO } from './numbers.ts'
import { type TokenSession, withSession } from './session.ts'
import { findToken } from './slots.ts'

const application = 'anchorite'

const named = (label: string): Template => [
  { type: CKA.class, value: CKO.data },
  { type: CKA.label, value: label },
  { type: CKA.application, value: application },
  { type: CKA.token, value: true },
  { type: CKA.private, value: false },
]

/** Codes that mean "not on this token" rather than "this went wrong". */
const cannotHold: ReadonlySet<string> = new Set([
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_ATTRIBUTE_TYPE_INVALID',
  'CKR_ATTRIBUTE_VALUE_INVALID',
  'CKR_TEMPLATE_INCONSISTENT',
  'CKR_DEVICE_MEMORY',
])

/**
 * The value of the data object with this label, without login.
 * @returns undefined where there is none, or the token knows no such objects.
 * @throws CeremonyError `token/data-twice`, `token/bad-answer`, `token/not-present`, `token/serial-twice`.
 */
export function readData(cryptoki: Cryptoki, serial: string, label: string): Uint8Array | undefined {
  const { slot } = findToken(cryptoki, serial)
  try {
    return withSession(cryptoki, slot, 'read', (session) => {
      const [object, ...more] = cryptoki.find(session, named(label))
      if (object === undefined) return undefined
      if (more.length > 0) {
        const fault = { serial, call: 'C_FindObjects', ckr: 'none' }
        throw new CeremonyError('token/data-twice', { ...fault, label, count: more.length + 1 })
      }
      return readValue(cryptoki, session, object)
    })
  } catch (error) {
    throw explain(error, { serial })
  }
}

/**
 * Create the data object, then destroy those of the same label from before: a cut in between leaves two, never none.
 * @param value - at least one byte.
 * @returns false where the token cannot hold it; then nothing has changed.
 * @throws CeremonyError `token/bad-answer` where it reads back otherwise; `token/failed`, `token/removed`.
 */
export function writeData(cryptoki: Cryptoki, session: TokenSession, label: string, value: Uint8Array): boolean {
  const before = session.run((handle) => cryptoki.find(handle, named(label)))
  let created: Handle
  try {
    created = session.run((handle) => cryptoki.createObject(handle, [...named(label), { type: CKA.value, value }]))
  } catch (error) {
    if (isCeremonyError(error, 'token/failed') && cannotHold.has(error.detail.ckr)) return false
    throw error
  }
  session.run((handle) => {
    if (Buffer.compare(readValue(cryptoki, handle, created), value) !== 0)
      throw badValue('the data object reads back otherwise than it was written')
    for (const object of before) cryptoki.destroyObject(handle, object)
  })
  return true
}

function readValue(cryptoki: Cryptoki, session: Handle, object: Handle): Uint8Array {
  const value = cryptoki.attribute(session, object, CKA.value)
  if (value === undefined || value.length === 0) throw badValue('the data object has no value')
  return value
}

const badValue = (what: string) =>
  new CeremonyError('token/bad-answer', { call: 'C_GetAttributeValue', ckr: 'CKR_OK', what })
