// Sign messages with a key of the token, one call after the other, none repeated.

import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/plan.ts'
import type { Cryptoki } from './cryptoki.ts'
import { asksEveryTime } from './key-attributes.ts'
import { findPrivateKey } from './keys.ts'
import { mechanisms } from './mechanisms.ts'
import type { TokenSession } from './session.ts'

export type SignRequest = {
  readonly objectId: string
  readonly algorithm: Algorithm
  readonly messages: readonly Uint8Array[]
}

/**
 * C_SignInit and C_Sign for each message. The length of each answer is exact; whether it is a signature is for the
 * caller to verify, outside this process (`verifySignature`).
 * @param alive - called after each signature, so that a long batch shows that it goes on.
 * @throws CeremonyError `token/key-missing`, `token/object-id-twice`, `token/pin-every-time`, `token/bad-answer`,
 *   `token/mechanism-missing`, `token/removed`, `token/not-logged-in`, `token/failed`; then no signature
 *   of the batch comes back.
 */
export function signMessages(
  cryptoki: Cryptoki,
  session: TokenSession,
  { objectId, algorithm, messages }: SignRequest,
  alive: () => void,
): readonly Uint8Array[] {
  const { sign, input, rawBytes, output } = mechanisms[algorithm]
  const key = findPrivateKey(cryptoki, session, objectId)
  // The PIN is not kept, so such a key cannot sign here: said before C_SignInit, and no second login is tried.
  if (session.run((handle) => asksEveryTime(cryptoki, handle, key))) {
    const fault = { serial: session.serial, call: 'C_GetAttributeValue', ckr: 'none' }
    throw new CeremonyError('token/pin-every-time', { ...fault, objectId })
  }
  // Three passes: digests between the calls of a library cost it its caches, 10 % of a software token's speed.
  const inputs = messages.map(input)
  const raw = session.run(
    (handle) =>
      inputs.map((data) => {
        const signature = cryptoki.sign(handle, sign, key, data, rawBytes)
        alive()
        return signature
      }),
    algorithm,
  )
  return raw.map(output)
}
