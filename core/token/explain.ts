// From a return code to the error that says what happened. The same code means different things in different calls.

import type { PinKind, PinStateAfter } from '../errors/token.ts'
import { CeremonyError, isCeremonyError } from '../errors.ts'

export type Situation = {
  readonly serial: string
  /** The PIN that was in play, where one was. */
  readonly which?: PinKind
  /** Reads the PIN state after a failure; asked only where it is told. */
  readonly pinState?: () => PinStateAfter
  readonly pinBytes?: { readonly min: number; readonly max: number }
  readonly algorithm?: string
}

/** Codes after which the token is no longer there; the others may hide the same, so presence is asked. */
const gone: ReadonlySet<string> = new Set([
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_SLOT_ID_INVALID',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
])

/**
 * The error for people behind a `token/failed` of the adapter; every other error comes back as it is, with the serial.
 * @returns The error to throw.
 */
export function explain(error: unknown, situation: Situation): unknown {
  const { serial, which = 'user', algorithm } = situation
  if (isCeremonyError(error, 'token/bad-answer'))
    return new CeremonyError('token/bad-answer', { ...error.detail, serial })
  if (!isCeremonyError(error, 'token/failed')) return error
  const fault = { serial, call: error.detail.call, ckr: error.detail.ckr }
  if (gone.has(fault.ckr)) return new CeremonyError('token/removed', fault)
  switch (fault.ckr) {
    case 'CKR_PIN_INCORRECT': {
      const pinState = stateAfter(situation)
      const code = which === 'user' ? 'token/pin-incorrect' : 'token/so-pin-incorrect'
      return new CeremonyError(code, { ...fault, pinState })
    }
    case 'CKR_PIN_LOCKED':
      return new CeremonyError('token/pin-locked', { ...fault, which })
    case 'CKR_PIN_LEN_RANGE': {
      const { min: minBytes, max: maxBytes } = situation.pinBytes ?? { min: 0, max: 0 }
      return new CeremonyError('token/pin-length', { ...fault, which, minBytes, maxBytes })
    }
    case 'CKR_PIN_INVALID':
    case 'CKR_PIN_TOO_WEAK':
      return new CeremonyError('token/pin-refused', { ...fault, which })
    case 'CKR_PIN_EXPIRED':
      return new CeremonyError('token/pin-expired', { ...fault, which })
    case 'CKR_USER_PIN_NOT_INITIALIZED':
      return new CeremonyError('token/pin-not-set', { ...fault, which })
    case 'CKR_USER_NOT_LOGGED_IN':
      return new CeremonyError('token/not-logged-in', fault)
    case 'CKR_TOKEN_WRITE_PROTECTED':
      return new CeremonyError('token/write-protected', fault)
    case 'CKR_MECHANISM_INVALID':
    case 'CKR_CURVE_NOT_SUPPORTED':
    case 'CKR_KEY_SIZE_RANGE':
      return new CeremonyError('token/mechanism-missing', { ...fault, algorithm: algorithm ?? 'this mechanism' })
    default:
      return new CeremonyError('token/failed', fault)
  }
}

/** Reading it can fail like anything else; that a try was spent must be told all the same. */
function stateAfter({ pinState }: Situation): PinStateAfter {
  try {
    return pinState?.() ?? 'unknown'
  } catch (error) {
    if (isCeremonyError(error)) return 'unknown'
    throw error
  }
}
