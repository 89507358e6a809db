// What the flags of CK_TOKEN_INFO say about the two PINs (PKCS#11 2.40 table 6).

import { CKF } from './numbers.ts'
import type { PinState } from './port.ts'

const has = (flags: number, flag: number) => (flags & flag) !== 0

/** State of the user PIN. A token may say nothing (NSS, TPM): then it is `ok` until it is locked. */
export function userPinState(flags: number): PinState {
  if (has(flags, CKF.userPinLocked)) return 'locked'
  if (!has(flags, CKF.userPinInitialized)) return 'not-set'
  if (has(flags, CKF.userPinFinalTry)) return 'final-try'
  return has(flags, CKF.userPinCountLow) ? 'low' : 'ok'
}

/**
 * State of the SO PIN. SoftHSM 2.6.1 shows a token that was never initialised as locked and to-be-changed (0xc00025);
 * that means "not set", and showing it as locked would stop a ceremony for nothing.
 */
export function soPinState(flags: number): PinState {
  const initialised = has(flags, CKF.tokenInitialized)
  if (!initialised && has(flags, CKF.soPinLocked) && has(flags, CKF.soPinToBeChanged)) return 'not-set'
  if (has(flags, CKF.soPinLocked)) return 'locked'
  if (!initialised) return 'not-set'
  if (has(flags, CKF.soPinFinalTry)) return 'final-try'
  return has(flags, CKF.soPinCountLow) ? 'low' : 'ok'
}
