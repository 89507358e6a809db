// One login on one token: an anchor session keeps the login, a work session does the calls and is dropped on failure.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { explain, type Situation } from './explain.ts'
import { findToken } from './slots.ts'

/** A session for the length of `run`. It is closed whatever happens; the first failure is the one that is told. */
export function withSession<T>(
  cryptoki: Cryptoki,
  slot: Handle,
  access: 'read' | 'write',
  run: (session: Handle) => T,
): T {
  const session = cryptoki.openSession(slot, access)
  let result: T
  try {
    result = run(session)
  } catch (error) {
    closeAfterFailure(cryptoki, session)
    throw error
  }
  cryptoki.closeSession(session)
  return result
}

/**
 * The logged-in user of one token. PKCS#11 keeps the login for a token, not for a session, so a work session that
 * failed can be replaced without the PIN (an error leaves it in CKR_OPERATION_ACTIVE).
 */
export class TokenSession {
  readonly serial: string
  readonly #cryptoki: Cryptoki
  readonly #slot: Handle
  readonly #anchor: Handle
  #work: Handle | undefined

  /** @param anchor - the session in which C_Login succeeded. */
  constructor(
    cryptoki: Cryptoki,
    serial: string,
    { slot, anchor }: { readonly slot: Handle; readonly anchor: Handle },
  ) {
    this.serial = serial
    this.#cryptoki = cryptoki
    this.#slot = slot
    this.#anchor = anchor
  }

  get slot(): Handle {
    return this.#slot
  }

  /**
   * Run calls in the work session. After any device failure the work session is dropped, never repeated, and the error
   * comes out as what it means here.
   */
  run<T>(run: (session: Handle) => T, algorithm?: string): T {
    const situation: Situation = { serial: this.serial, ...(algorithm === undefined ? {} : { algorithm }) }
    try {
      this.#work ??= this.#cryptoki.openSession(this.#slot, 'write')
      return run(this.#work)
    } catch (error) {
      if (!isCeremonyError(error, 'token/failed') && !isCeremonyError(error, 'token/bad-answer')) throw error
      if (this.#work !== undefined) closeAfterFailure(this.#cryptoki, this.#work)
      this.#work = undefined
      throw this.#removed(error) ?? explain(error, situation)
    }
  }

  /** Cards answer a pull with any code; the token itself being gone says it plainly. */
  #removed(error: CeremonyError<'token/failed'> | CeremonyError<'token/bad-answer'>): CeremonyError | undefined {
    const { call, ckr } = error.detail
    try {
      findToken(this.#cryptoki, this.serial)
    } catch (lookup) {
      if (isCeremonyError(lookup, 'token/not-present'))
        return new CeremonyError('token/removed', { serial: this.serial, call, ckr }, { cause: error })
      return undefined // looking failed too; the first failure is the one to tell
    }
    return undefined
  }

  close(): void {
    this.#cryptoki.logout(this.#anchor)
  }
}

/** C_CloseSession where something else failed already: a second failure says nothing new. */
function closeAfterFailure(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.closeSession(session)
  } catch (error) {
    if (!isCeremonyError(error, 'token/failed')) throw error
  }
}
