// A PIN is looked at before it is sent, so that no try is spent on one that cannot be right.

import { isUtf8 } from 'node:buffer'
import type { PinKind } from '../errors/token.ts'
import { CeremonyError } from '../errors.ts'
import type { RawTokenInfo } from './cryptoki.ts'

/**
 * Refuse a PIN that this token cannot take. A PIN is UTF-8 text (CK_UTF8CHAR); other bytes would be changed silently on
 * their way to the module, and a try spent. The length of the PIN does not go into the error.
 * Not checked: whether it is right, or good.
 * @throws CeremonyError `token/pin-encoding`, `token/pin-length`.
 */
export function checkPin(pin: Uint8Array, which: PinKind, { serial, minPinBytes, maxPinBytes }: RawTokenInfo): void {
  const fault = { serial, call: which === 'user' ? 'C_Login' : 'C_InitToken', ckr: 'none', which }
  if (!isUtf8(pin) || pin.includes(0)) throw new CeremonyError('token/pin-encoding', fault)
  // Modules that do not know give 0 or CK_UNAVAILABLE_INFORMATION (0xffffffff here).
  const minBytes = Math.max(1, minPinBytes === 0xffffffff ? 0 : minPinBytes)
  const maxBytes = maxPinBytes === 0 ? 255 : Math.min(maxPinBytes, 255)
  if (pin.length < minBytes || pin.length > maxBytes)
    throw new CeremonyError('token/pin-length', { ...fault, minBytes, maxBytes })
}
