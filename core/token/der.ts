// The little DER that keys and signatures need (X.690), strict: definite lengths, shortest form, nothing left over.

export const TAG = { integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30 } as const

/** One DER element: tag, shortest length, content. */
export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const lengthBytes: number[] = []
  if (length < 0x80) lengthBytes.push(length)
  else {
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) lengthBytes.unshift(rest % 256)
    lengthBytes.unshift(0x80 | lengthBytes.length)
  }
  const element = new Uint8Array(1 + lengthBytes.length + length)
  element[0] = tag
  element.set(lengthBytes, 1)
  let at = 1 + lengthBytes.length
  for (const part of parts) {
    element.set(part, at)
    at += part.length
  }
  return element
}

const zero = Uint8Array.of(0)

/** A non-negative INTEGER of big-endian bytes: leading zeros cut, one zero before a high bit. */
export function encodeInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++
  const body = magnitude.subarray(start)
  const first = body[0]
  if (first === undefined) return encodeDer(TAG.integer, zero)
  return first >= 0x80 ? encodeDer(TAG.integer, zero, body) : encodeDer(TAG.integer, body)
}

/** The content of the one element that fills `bytes`, or undefined where tag, length form or size is not exact. */
export function readDer(tag: number, bytes: Uint8Array): Uint8Array | undefined {
  const read = readFirst(tag, bytes)
  return read?.rest.length === 0 ? read.content : undefined
}

/** The content of the first element and what follows it, or undefined. */
export function readFirst(tag: number, bytes: Uint8Array): { content: Uint8Array; rest: Uint8Array } | undefined {
  if (bytes[0] !== tag) return undefined
  const first = bytes[1]
  if (first === undefined) return undefined
  let length = first
  let start = 2
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3) return undefined // indefinite length, or larger than any key
    length = 0
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start++] ?? Number.NaN)
    const shortest = length >= 0x80 && length >= 256 ** (count - 1)
    if (!shortest) return undefined // NaN, from bytes that end too early, is not shortest either
  }
  const end = start + length
  if (end > bytes.length) return undefined
  return { content: bytes.subarray(start, end), rest: bytes.subarray(end) }
}

/** A non-negative INTEGER in its shortest form, as big-endian bytes without sign byte, or undefined. */
export function readInteger(content: Uint8Array): Uint8Array | undefined {
  const [first, second] = content
  if (first === undefined || first >= 0x80) return undefined // empty or negative
  if (first !== 0 || content.length === 1) return content
  return second !== undefined && second >= 0x80 ? content.subarray(1) : undefined // a zero that is not needed
}
