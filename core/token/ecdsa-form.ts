// Two forms of an ECDSA signature: a token gives r || s in fixed size (PKCS#11 2.3.1), TUF and X.509 want DER.

import { readDer, readFirst, readInteger, TAG } from './der.ts'
import type { CurveName } from './spki.ts'

/** Order n of each curve (SP 800-186 3.2.1.3, 3.2.1.4). */
const orders: Readonly<Record<CurveName, bigint>> = {
  'ecdsa-p256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'ecdsa-p384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
}

/**
 * r || s, both of one size, as DER `Ecdsa-Sig-Value` (RFC 3279 2.2.3). One array and no views, unlike der.ts: a batch of
 * signatures passes here, and each view of a small array costs more than its bytes.
 * @param raw - at most 120 bytes (P-384: 96), so that every length fits one byte.
 */
export function encodeEcdsa(raw: Uint8Array): Uint8Array {
  if (raw.length > 120) throw new TypeError(`an ECDSA signature of ${raw.length} bytes`)
  const half = raw.length / 2
  const r = integerIn(raw, 0, half)
  const s = integerIn(raw, half, raw.length)
  const der = new Uint8Array(2 + 2 + r.size + 2 + s.size)
  der[0] = TAG.sequence
  der[1] = der.length - 2
  putInteger(der, 2, raw, r)
  putInteger(der, 4 + r.size, raw, s)
  return der
}

/** Where the number begins and ends without its leading zeros, and how many bytes its content has in DER. */
type Place = { readonly start: number; readonly end: number; readonly size: number }

function integerIn(raw: Uint8Array, from: number, end: number): Place {
  let start = from
  while (start < end - 1 && raw[start] === 0) start++
  const isHigh = (raw[start] ?? 0) >= 0x80 // would read as negative: one zero goes before it
  return { start, end, size: end - start + (isHigh ? 1 : 0) }
}

/** `der` is all zeros there. */
function putInteger(der: Uint8Array, at: number, raw: Uint8Array, { start, end, size }: Place): void {
  der[at] = TAG.integer
  der[at + 1] = size
  const shift = at + 2 + size - end
  for (let index = start; index < end; index++) der[index + shift] = raw[index] ?? 0
}

/** Why these bytes are not a strict DER ECDSA signature with 0 < r, s < n; undefined if they are. */
export function ecdsaFormProblem(der: Uint8Array, curve: CurveName): string | undefined {
  const content = readDer(TAG.sequence, der)
  const first = content && readFirst(TAG.integer, content)
  const second = first && readDer(TAG.integer, first.rest)
  const r = first && readInteger(first.content)
  const s = second && readInteger(second)
  if (r === undefined || s === undefined) return 'it is not strict DER'
  const inRange = (bytes: Uint8Array) => {
    const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    return value > 0n && value < orders[curve]
  }
  return inRange(r) && inRange(s) ? undefined : 'a number in it is out of range'
}
