// Which tokens are here, and where is the one with this serial number.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Cryptoki, Handle, RawTokenInfo } from './cryptoki.ts'
import { CKF } from './numbers.ts'
import { soPinState, userPinState } from './pin-state.ts'
import type { TokenInfo } from './port.ts'

export type Present = { readonly slot: Handle; readonly info: RawTokenInfo }

/** A slot whose token went away or cannot be read while we look is no token. Any other failure is told. */
const nothingThere: ReadonlySet<string> = new Set([
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_DEVICE_REMOVED',
  'CKR_SLOT_ID_INVALID',
  'CKR_TOKEN_NOT_RECOGNIZED',
])

/** Every token present. Slot handles are asked anew each time: SoftHSM gives other ones after C_InitToken. */
export function presentTokens(cryptoki: Cryptoki): readonly Present[] {
  return cryptoki.slots().flatMap((slot) => ifThere(() => ({ slot, info: cryptoki.tokenInfo(slot) })))
}

/** Every token present, with what it can do. One that is pulled while it is asked is no token. */
export function listTokens(cryptoki: Cryptoki): readonly TokenInfo[] {
  return presentTokens(cryptoki).flatMap((present) => ifThere(() => tokenInfo(cryptoki, present)))
}

function ifThere<T>(read: () => T): readonly T[] {
  try {
    return [read()]
  } catch (error) {
    if (isCeremonyError(error, 'token/failed') && nothingThere.has(error.detail.ckr)) return []
    throw error
  }
}

/**
 * The one token with this serial number. Comes before every PIN.
 * An empty serial names the one token that has none because it was never initialised (SoftHSM's spare slot).
 * @throws CeremonyError `token/not-present`, `token/serial-twice`.
 */
export function findToken(cryptoki: Cryptoki, serial: string): Present {
  const present = presentTokens(cryptoki)
  const [found, second] = present.filter(({ info }) => info.serial === serial)
  const fault = { serial, call: 'C_GetTokenInfo', ckr: 'none' }
  if (found === undefined)
    throw new CeremonyError('token/not-present', { ...fault, present: present.map(({ info }) => info.serial) })
  if (second !== undefined) throw new CeremonyError('token/serial-twice', fault)
  return found
}

export function tokenInfo(cryptoki: Cryptoki, { slot, info }: Present): TokenInfo {
  const has = (flag: number) => (info.flags & flag) !== 0
  return {
    serial: info.serial,
    label: info.label,
    manufacturer: info.manufacturer,
    model: info.model,
    firmware: info.firmware,
    initialised: has(CKF.tokenInitialized),
    userPin: userPinState(info.flags),
    soPin: soPinState(info.flags),
    ownPad: has(CKF.protectedAuthenticationPath),
    mechanisms: cryptoki.mechanisms(slot),
  }
}
