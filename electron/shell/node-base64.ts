// Base64 as Node's Buffer does it. It never throws; the codec notices what it skipped by coding the bytes again.

import type { Base64 } from './codec.ts'

export const nodeBase64: Base64 = {
  toBase64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  fromBase64: (text) => {
    // A Buffer lies in memory that it shares with others, and nobody would overwrite a PIN there.
    const shared = Buffer.from(text, 'base64')
    const own = new Uint8Array(shared)
    shared.fill(0)
    return own
  },
}
