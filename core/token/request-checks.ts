// What is asked of a token is looked at before it crosses: a fault of the station's own is said as one, and no token is called.

import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { checkPublicKey } from './public-key.ts'

export type Incoming = {
  readonly objectId: string
  readonly label: string
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
}

/** What is asked for, and nothing else of the request. @throws CeremonyError `token/request`, `token/bad-public-key`. */
export function checkIncoming(call: string, { objectId, label, algorithm, spki }: Incoming): Incoming {
  checkObjectId(call, objectId)
  checkLabel(call, label)
  checkPublicKey(spki, algorithm)
  return { objectId, label, algorithm, spki }
}

export function checkObjectId(call: string, objectId: string): void {
  if (!/^(?:[0-9a-f]{2}){1,64}$/.test(objectId))
    throw new CeremonyError('token/request', {
      call,
      problem: 'an object id that is not 1 to 64 bytes of lower-case hex',
    })
}

export function checkLabel(call: string, label: string): void {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,30}[\x21-\x7e])?$/.test(label))
    throw new CeremonyError('token/request', {
      call,
      problem: 'a label that is not 1 to 32 printable ASCII characters',
    })
}
