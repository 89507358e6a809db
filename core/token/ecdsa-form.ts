// Two forms of an ECDSA signature: a token gives r || s in fixed size (PKCS#11 2.3.1), TUF and X.509 want DER.

import { encodeDer, encodeInteger, readDer, readFirst, readInteger, TAG } from './der.ts'
import type { CurveName } from './spki.ts'

/** Order n of each curve (SP 800-186 3.2.1.3, 3.2.1.4). */
const orders: Readonly<Record<CurveName, bigint>> = {
  'ecdsa-p256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'ecdsa-p384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
}

/** r || s, both of one size, as DER `Ecdsa-Sig-Value` (RFC 3279 2.2.3). */
export function encodeEcdsa(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  return encodeDer(TAG.sequence, encodeInteger(raw.subarray(0, half)), encodeInteger(raw.subarray(half)))
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
