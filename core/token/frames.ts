// How a message crosses to the token process and back: a length, JSON, and the bytes beside it. Nothing is executed or
// trusted by reading it: Node's own channels (JSON or V8 clone) throw uncaught in the station when a library writes junk.

/** Four bytes: size of the rest. Four bytes: size of the JSON. The JSON (UTF-8). All byte strings, one after the other. */
const headerBytes = 8

/** The largest message that the station reads; 10,000 RSA signatures are 5 MB. */
export const maxFrameBytes = 16 * 1024 * 1024
const maxDepth = 8

/** Bytes as they stand in the JSON: where they begin among all byte strings, and how many they are. */
type BytesAt = { readonly bytes: readonly [number, number] }

/**
 * A message as one frame. Byte strings are copied into it, so a frame that holds a PIN has to be overwritten once sent.
 * @param value - null, booleans, numbers, strings, arrays, plain objects and Uint8Array; no `undefined`.
 */
export function encodeFrame(value: unknown): Buffer {
  const parts: Uint8Array[] = []
  const json = Buffer.from(JSON.stringify(pack(value, { parts, length: 0 })))
  const header = Buffer.alloc(headerBytes)
  const size = parts.reduce((sum, part) => sum + part.length, 4 + json.length)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(json.length, 4)
  return Buffer.concat([header, json, ...parts])
}

/**
 * A copy in memory of its own. What a port carries is the whole memory behind a view, and Node's small buffers share
 * theirs: with a frame would go whatever lies beside it.
 */
export function ownBytes(frame: Buffer): Uint8Array {
  return new Uint8Array(frame)
}

/** How many bytes the frame has that begins here; undefined while that cannot be known. */
export function frameLength(start: Buffer): number | undefined {
  return start.length < 4 ? undefined : 4 + start.readUInt32BE(0)
}

/**
 * The message of one whole frame. Byte strings are views of it.
 * @returns undefined if it is not a frame. Its shape is not checked beyond that.
 */
export function decodeFrame(frame: Buffer): { readonly value: unknown } | undefined {
  if (frame.length < headerBytes || frameLength(frame) !== frame.length) return undefined
  const jsonEnd = headerBytes + frame.readUInt32BE(4)
  if (jsonEnd > frame.length) return undefined
  try {
    const json: unknown = JSON.parse(frame.toString('utf8', headerBytes, jsonEnd))
    return { value: unpack(json, frame.subarray(jsonEnd), 0) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

function pack(value: unknown, bytes: { readonly parts: Uint8Array[]; length: number }): unknown {
  if (value instanceof Uint8Array) {
    const at: BytesAt = { bytes: [bytes.length, value.length] }
    bytes.parts.push(value)
    bytes.length += value.length
    return at
  }
  if (Array.isArray(value)) return value.map((item) => pack(item, bytes))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, pack(member, bytes)]))
}

/** @throws RangeError for too much depth, or bytes that lie outside. */
function unpack(value: unknown, bytes: Buffer, depth: number): unknown {
  if (depth > maxDepth) throw new RangeError('too deep')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => unpack(item, bytes, depth + 1))
  if ('bytes' in value && Object.keys(value).length === 1) return bytesAt(value.bytes, bytes)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unpack(member, bytes, depth + 1)]))
}

function bytesAt(place: unknown, bytes: Buffer): Uint8Array {
  const [start, length] = Array.isArray(place) && place.length === 2 ? place : []
  if (!isCount(start) || !isCount(length) || start + length > bytes.length) throw new RangeError('bytes outside')
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, length)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
