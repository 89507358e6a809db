// One login on one token: an anchor session keeps the login, a work session does the calls and is dropped on failure.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { explain, type Situation } from './explain.ts'
import { CKS } from './numbers.ts'
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
      this.#work ??= this.#openWork()
      return run(this.#work)
    } catch (error) {
      if (!isCeremonyError(error, 'token/failed') && !isCeremonyError(error, 'token/bad-answer')) throw error
      if (this.#work !== undefined) closeAfterFailure(this.#cryptoki, this.#work)
      this.#work = undefined
      throw this.#removed(error) ?? explain(error, situation)
    }
  }

  /**
   * The login still holds in this session. Without it a module hides private objects: a key would seem not to be there.
   * @throws CeremonyError `token/not-logged-in`.
   */
  checkLoggedIn(session: Handle): void {
    if (this.#cryptoki.sessionState(session) !== CKS.rwUserFunctions)
      throw new CeremonyError('token/not-logged-in', { serial: this.serial, call: 'C_GetSessionInfo', ckr: 'none' })
  }

  /** A session on this token, which is looked for again: slots can change places, and the next one opened be another's. */
  #openWork(): Handle {
    if (!this.#isThere()) throw this.#gone({ call: 'C_GetTokenInfo', ckr: 'none' })
    const session = this.#cryptoki.openSession(this.#slot, 'write')
    try {
      this.checkLoggedIn(session)
    } catch (error) {
      closeAfterFailure(this.#cryptoki, session)
      throw error
    }
    return session
  }

  /** Cards answer a pull with any code; the token itself being gone says it plainly. */
  #removed(error: CeremonyError<'token/failed'> | CeremonyError<'token/bad-answer'>): CeremonyError | undefined {
    try {
      return this.#isThere() ? undefined : this.#gone(error.detail, error)
    } catch (lookup) {
      if (isCeremonyError(lookup)) return undefined // looking failed too; the first failure is the one to tell
      throw lookup
    }
  }

  /** Is the token still in the slot in which it was logged in? */
  #isThere(): boolean {
    try {
      return findToken(this.#cryptoki, this.serial).slot.equals(this.#slot)
    } catch (error) {
      if (isCeremonyError(error, 'token/not-present')) return false
      throw error
    }
  }

  #gone({ call, ckr }: { readonly call: string; readonly ckr: string }, cause?: unknown): CeremonyError {
    return new CeremonyError('token/removed', { serial: this.serial, call, ckr }, { cause })
  }

  close(): void {
    this.#cryptoki.logout(this.#anchor)
  }
}

/** C_CloseSession where something else failed already: a second failure says nothing new. */
export function closeAfterFailure(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.closeSession(session)
  } catch (error) {
    if (!isCeremonyError(error, 'token/failed')) throw error
  }
}
