// Erase a token and give it its label and its two PINs.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Cryptoki } from './cryptoki.ts'
import { explain, type Situation } from './explain.ts'
import { CKF, CKU } from './numbers.ts'
import { checkPin } from './pin.node.ts'
import { soPinState } from './pin-state.ts'
import type { TokenInfo } from './port.ts'
import { withSession } from './session.ts'
import { findToken, presentTokens, tokenInfo } from './slots.ts'

export type Initialisation = {
  readonly serial: string
  readonly label: string
  /** UTF-8 bytes; the caller overwrites all three, whatever happens. */
  readonly factorySoPin: Uint8Array
  readonly soPin: Uint8Array
  readonly userPin: Uint8Array
}

/**
 * C_InitToken with the SO PIN that the token came with, then C_SetPIN and C_InitPIN as SO. Everything that can be
 * refused is refused before C_InitToken. The user PIN is set last: a token that shows one is initialised to the end.
 * @returns The token as it shows afterwards.
 * @throws CeremonyError `token/not-present`, `token/serial-twice`, `token/no-serial`, `token/own-pad`, `token/pin-locked`,
 *   `token/pin-length`, `token/pin-encoding`, `token/so-pin-incorrect` before anything is erased;
 *   `token/half-initialised` after; `token/failed`, `token/removed`.
 */
export function initialise(cryptoki: Cryptoki, request: Initialisation): TokenInfo {
  const { serial, label } = request
  const before = presentTokens(cryptoki).map(({ info }) => info.serial)
  const { slot, info } = findToken(cryptoki, serial)
  const fault = { serial, call: 'C_InitToken', ckr: 'none' }
  if ((info.flags & CKF.protectedAuthenticationPath) !== 0) throw new CeremonyError('token/own-pad', fault)
  if ((info.flags & CKF.writeProtected) !== 0) throw new CeremonyError('token/write-protected', fault)
  if (soPinState(info.flags) === 'locked') throw new CeremonyError('token/pin-locked', { ...fault, which: 'so' })
  if (serial === '' && (info.flags & CKF.tokenInitialized) !== 0) throw new CeremonyError('token/no-serial', fault)
  checkPin(request.factorySoPin, 'so', info)
  checkPin(request.soPin, 'so', info)
  checkPin(request.userPin, 'user', info)

  const soSituation: Situation = {
    serial,
    which: 'so',
    pinBytes: { min: info.minPinBytes, max: info.maxPinBytes },
    pinState: () => soPinState(findToken(cryptoki, serial).info.flags),
  }
  try {
    cryptoki.initToken(slot, Uint8Array.from(request.factorySoPin), label)
  } catch (error) {
    throw explain(error, soSituation)
  }

  let after = serial
  try {
    after = newSerial(cryptoki, serial, before)
    setPins(cryptoki, after, request)
  } catch (error) {
    throw afterErasing(error, after)
  }
  try {
    return tokenInfo(cryptoki, findToken(cryptoki, after))
  } catch (error) {
    throw explain(error, { serial: after })
  }
}

/** These come after the user PIN, which is set last: when they fail, the token is initialised to the end. */
const afterPins: ReadonlySet<string> = new Set(['C_Logout', 'C_CloseSession'])

/** What a failure means once the token is erased. */
function afterErasing(error: unknown, serial: string): unknown {
  if (isCeremonyError(error, 'token/bad-answer')) return error
  const failed = isCeremonyError(error, 'token/failed')
  if (failed && afterPins.has(error.detail.call)) return explain(error, { serial })
  const { call, ckr } = failed ? error.detail : { call: 'C_OpenSession', ckr: 'none' }
  return new CeremonyError('token/half-initialised', { serial, call, ckr }, { cause: error })
}

/** A token keeps its serial number; one that had none got one, and is the only new one. */
function newSerial(cryptoki: Cryptoki, serial: string, before: readonly string[]): string {
  if (serial !== '') return serial
  const fresh = presentTokens(cryptoki)
    .map(({ info }) => info.serial)
    .filter((found) => found !== '' && !before.includes(found))
  const [only] = fresh
  if (only === undefined || fresh.length > 1) {
    const what = `${fresh.length} new tokens show after one was initialised`
    throw new CeremonyError('token/bad-answer', { call: 'C_InitToken', ckr: 'CKR_OK', what })
  }
  return only
}

function setPins(cryptoki: Cryptoki, serial: string, { factorySoPin, soPin, userPin }: Initialisation): void {
  const changesSoPin = Buffer.compare(factorySoPin, soPin) !== 0
  withSession(cryptoki, findToken(cryptoki, serial).slot, 'write', (session) => {
    cryptoki.login(session, CKU.so, Uint8Array.from(factorySoPin))
    // Some tokens refuse a change to the same PIN (openCryptoki: CKR_PIN_INVALID), so that is not asked for.
    if (changesSoPin) cryptoki.setPin(session, factorySoPin, soPin)
    cryptoki.initPin(session, userPin)
    cryptoki.logout(session)
  })
}
