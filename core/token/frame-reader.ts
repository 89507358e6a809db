// Frames put together from pieces of any size, in time and space that do not depend on how many pieces there are.

import { frameLength, maxFrameBytes } from './frames.ts'

const startBytes = 4

/**
 * Make the reader of one channel. Bytes are copied, so a piece can be overwritten once it was taken.
 * @param found - gets each whole frame; undefined where a frame would be longer than `maxFrameBytes` or has nothing in it.
 *   Nothing that comes after can be read then.
 */
export function frameReader(found: (frame: Buffer | undefined) => void): (piece: Uint8Array) => void {
  let frame = Buffer.alloc(startBytes)
  let have = 0
  let isLost = false
  const filled = (): void => {
    const length = frameLength(frame) ?? 0
    if (frame.length === length && length > startBytes) {
      const whole = frame
      frame = Buffer.alloc(startBytes)
      have = 0
      found(whole)
    } else if (length > maxFrameBytes || length <= startBytes) {
      isLost = true
      found(undefined)
    } else {
      const start = frame
      frame = Buffer.alloc(length)
      start.copy(frame)
    }
  }
  return (piece) => {
    for (let at = 0; at < piece.length && !isLost; ) {
      const count = Math.min(frame.length - have, piece.length - at)
      frame.set(piece.subarray(at, at + count), have)
      have += count
      at += count
      if (have === frame.length) filled()
    }
  }
}
