// The window's end of a call, for both shells: which calls leave the window, and how bytes are written there.

import { type Base64, type Coded, encode } from './codec.ts'

type WindowBytes = { toBase64(): string }
type WindowBytesMaker = { fromBase64(text: string, options: object): Uint8Array }
const strict = { alphabet: 'base64', lastChunkHandling: 'strict' }

/** Base64 as the window's engine does it. */
export const windowBase64: Base64 = {
  toBase64: (bytes) => (bytes as unknown as WindowBytes).toBase64(), // ES2026, in Chromium since 140
  fromBase64: (text) => (Uint8Array as unknown as WindowBytesMaker).fromBase64(text, strict), // the same
}

/**
 * One call as text: `{call, args}`, or `{call, problem}`, which the host answers with its words and without effect.
 * @param calls - the names of the bridge table; others never leave the window as calls.
 */
export function requestText(call: unknown, args: unknown, calls: readonly string[]): string {
  const isKnown = typeof call === 'string' && calls.includes(call)
  const coded: Coded<string> = isKnown
    ? encode({ call, args }, windowBase64)
    : { ok: false, problem: 'there is no such call' }
  return coded.ok ? coded.value : JSON.stringify({ call: String(call).slice(0, 60), problem: coded.problem })
}
