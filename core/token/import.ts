// A private key that existed in software, put onto the token with C_CreateObject; there it is not extractable.

import { createPrivateKey, createPublicKey } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import { bringIn, type IncomingKey, parametersOf } from './bring-in.ts'
import type { Cryptoki } from './cryptoki.ts'
import type { Lent } from './lent.ts'
import { CKA } from './numbers.ts'
import type { TokenKey } from './port.ts'
import { readPkcs8 } from './read-pkcs8.ts'
import { refusalOf } from './refusal.ts'
import type { TokenSession } from './session.ts'
import { parseSpki } from './spki.ts'

/**
 * @param privateKey - PKCS#8 DER. OpenSSL makes the public key of it, which must be `spki`.
 * @throws CeremonyError as `TokenBackup.importKey`; `token/request` for bytes that are not the private half of `spki`.
 */
export function importKey(cryptoki: Cryptoki, session: TokenSession, request: IncomingKey, privateKey: Lent): TokenKey {
  return privateKey((pkcs8) => importPkcs8(cryptoki, session, request, pkcs8))
}

function importPkcs8(cryptoki: Cryptoki, session: TokenSession, request: IncomingKey, pkcs8: Uint8Array): TokenKey {
  const { algorithm, spki } = request
  const numbers = isPublicHalf(spki, pkcs8) ? readPkcs8(pkcs8, algorithm) : undefined
  const parts = parseSpki(spki, algorithm)
  if (numbers === undefined || parts === undefined)
    throw new CeremonyError('token/request', { call: 'C_CreateObject', problem: 'a private key of another public key' })
  const parameters = parts.kind === 'rsa' ? [[]] : parametersOf(parts).map((value) => [{ type: CKA.ecParams, value }])
  try {
    return bringIn(cryptoki, session, request, {
      call: 'C_CreateObject',
      put: (template) => session.run((handle) => void cryptoki.createObject(handle, template), algorithm),
      more: parameters.map((form) => [...form, ...numbers]),
    })
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined || refusal.ckr === 'CKR_OK' || refusal.call !== 'C_CreateObject') throw error
    const fault = { serial: session.serial, call: refusal.call, ckr: refusal.ckr }
    throw new CeremonyError('token/cannot-import', { ...fault, algorithm })
  }
}

function isPublicHalf(spki: Uint8Array, pkcs8: Uint8Array): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length), ...der })
    return Buffer.compare(createPublicKey(key).export({ format: 'der', type: 'spki' }), spki) === 0
  } catch {
    return false // OpenSSL does not take it; its text might hold anything
  }
}

const der = { format: 'der', type: 'pkcs8' } as const
