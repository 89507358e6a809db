// C_GenerateRandom, without login: the token's part in a secret that is made elsewhere.

import { CeremonyError } from '../errors.ts'
import type { Cryptoki } from './cryptoki.ts'
import { explain } from './explain.ts'
import { withSession } from './session.ts'
import { findToken } from './slots.ts'

/**
 * Not caught: bytes that are not random. They are one source of several (docs/backup.md).
 * @param sizeBytes - 16 to 256.
 * @throws CeremonyError `token/not-present`, `token/serial-twice`, `token/failed`; `token/bad-answer` where nothing was written.
 */
export function tokenRandom(cryptoki: Cryptoki, serial: string, sizeBytes: number): Uint8Array {
  const { slot } = findToken(cryptoki, serial)
  try {
    return withSession(cryptoki, slot, 'read', (session) => {
      const bytes = cryptoki.random(session, sizeBytes)
      // The buffer is zero before the call: 128 zero bits and more come from a module that says "done" and does nothing.
      if (bytes.some((byte) => byte !== 0)) return bytes
      throw new CeremonyError('token/bad-answer', { call: 'C_GenerateRandom', ckr: 'CKR_OK', what: 'zeros alone' })
    })
  } catch (error) {
    throw explain(error, { serial })
  }
}
