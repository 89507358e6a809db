// One C_Login with one PIN on the one token that was named. Rule PIN-ONCE: never tried again by itself.

import { CeremonyError } from '../errors.ts'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { explain } from './explain.ts'
import { CKF, CKU } from './numbers.ts'
import { checkPin } from './pin.node.ts'
import { userPinState } from './pin-state.ts'
import { closeAfterFailure, TokenSession } from './session.ts'
import { findToken } from './slots.ts'

/**
 * Log in as user. The serial is looked up before the PIN is touched; a locked or unset PIN is refused before a try is
 * spent; there is exactly one C_Login, on no other slot, never repeated.
 * @param pin - UTF-8 bytes; overwritten.
 * @throws CeremonyError `token/not-present`, `token/serial-twice`, `token/no-serial`, `token/own-pad`,
 *   `token/pin-not-set`, `token/pin-locked`, `token/pin-length`, `token/pin-encoding` with no try spent;
 *   `token/pin-incorrect` with the PIN state read afterwards; `token/failed`, `token/removed`.
 * @see PKCS#11 C_Login
 */
export function login(cryptoki: Cryptoki, serial: string, pin: Uint8Array): TokenSession {
  const { slot, info } = findToken(cryptoki, serial)
  const fault = { serial, call: 'C_Login', ckr: 'none' }
  const which = 'user'
  if (serial === '') throw new CeremonyError('token/no-serial', fault)
  if ((info.flags & CKF.protectedAuthenticationPath) !== 0) throw new CeremonyError('token/own-pad', fault)
  const state = userPinState(info.flags)
  if (state === 'not-set') throw new CeremonyError('token/pin-not-set', { ...fault, which })
  if (state === 'locked') throw new CeremonyError('token/pin-locked', { ...fault, which })
  checkPin(pin, which, info)

  const situation = {
    serial,
    which,
    pinBytes: { min: info.minPinBytes, max: info.maxPinBytes },
    pinState: () => userPinState(findToken(cryptoki, serial).info.flags),
  } as const
  try {
    const anchor = cryptoki.openSession(slot, 'write')
    loginOrClose(cryptoki, anchor, pin)
    return new TokenSession(cryptoki, serial, { slot, anchor })
  } catch (error) {
    throw explain(error, situation)
  }
}

/** Where C_Login failed, no session stays: a module that logged in all the same is logged out with its last one. */
function loginOrClose(cryptoki: Cryptoki, session: Handle, pin: Uint8Array): void {
  try {
    cryptoki.login(session, CKU.user, pin)
  } catch (error) {
    closeAfterFailure(cryptoki, session)
    throw error
  }
}
