// Sign inputs with a key of the token, one call after the other, none repeated.

import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Cryptoki } from './cryptoki.ts'
import { asksEveryTime } from './key-attributes.ts'
import { findPrivateKey } from './keys.ts'
import { mechanisms } from './mechanisms.ts'
import type { TokenSession } from './session.ts'

export type SignRequest = {
  readonly objectId: string
  readonly algorithm: Algorithm
  /** Of each message what `input` in mechanisms.ts makes of it. */
  readonly inputs: readonly Uint8Array[]
}

/**
 * C_SignInit and C_Sign for each input. The length of each answer is exact; whether it is a signature is for the
 * station to verify, outside this process (`verifySignature`).
 * @returns the raw signatures, one after the other.
 * @param alive - called after each signature, so that a long batch shows that it goes on.
 * @throws CeremonyError `token/request`, `token/key-missing`, `token/object-id-twice`, `token/pin-every-time`, `token/bad-answer`,
 *   `token/mechanism-missing`, `token/removed`, `token/not-logged-in`, `token/failed`; then no signature
 *   of the batch comes back.
 */
export function signMessages(
  cryptoki: Cryptoki,
  session: TokenSession,
  { objectId, algorithm, inputs }: SignRequest,
  alive: () => void,
): Uint8Array {
  const { sign, inputBytes, rawBytes } = mechanisms[algorithm]
  // Modules silently cut what is longer than a digest; the signature would be one of another message.
  if (inputBytes !== undefined && inputs.some(({ length }) => length !== inputBytes))
    throw new CeremonyError('token/request', { call: 'C_Sign', problem: `an input that has not ${inputBytes} bytes` })
  const key = findPrivateKey(cryptoki, session, objectId)
  // The PIN is not kept, so such a key cannot sign here: said before C_SignInit, and no second login is tried.
  if (session.run((handle) => asksEveryTime(cryptoki, handle, key))) {
    const fault = { serial: session.serial, call: 'C_GetAttributeValue', ckr: 'none' }
    throw new CeremonyError('token/pin-every-time', { ...fault, objectId })
  }
  // As little as can be between two calls: what is done there costs a library its caches, 10 % of a software token's speed.
  const signatures = new Uint8Array(inputs.length * rawBytes)
  session.run((handle) => {
    for (const [index, data] of inputs.entries()) {
      signatures.set(cryptoki.sign(handle, sign, key, data, rawBytes), index * rawBytes)
      alive()
    }
  }, algorithm)
  return signatures
}
