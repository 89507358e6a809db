// A QR code as a picture, as a camera or a scanner would give it.

import type { Picture } from '../../core/qr/code.ts'

/** @param scale - pixels a module. */
export function pictureOf(modules: readonly (readonly boolean[])[], scale: number): Picture {
  const size = modules.length * scale
  const data = new Uint8ClampedArray(size * size * 4).fill(255)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true)
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3)
  return { width: size, height: size, data }
}

/** What `pdftoppm -gray` writes (P5), as pixels. */
export function pictureOfPgm(pgm: Buffer): Picture {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 40).toString('latin1'))
  if (head === null) throw new Error('not a grey picture')
  const [width, height] = [Number(head[1]), Number(head[2])]
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  const pixels = pgm.subarray(head[0].length)
  for (let at = 0; at < width * height; at += 1) data.fill(pixels[at] ?? 255, at * 4, at * 4 + 3)
  return { width, height, data }
}

/** One frame again and again, as the file that Chromium's fake camera plays (YUV4MPEG2). */
export function clipOf({ width, height, data }: Picture, frames: number): Buffer {
  const luma = Buffer.alloc(width * height)
  for (let at = 0; at < luma.length; at += 1) luma[at] = data[at * 4] ?? 0
  const chroma = Buffer.alloc((width * height) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`)
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame)])
}

/** The picture in the middle of a grey table. */
export function onTable(inner: Picture, width: number, height: number): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(150)
  const [left, top] = [Math.floor((width - inner.width) / 2), Math.floor((height - inner.height) / 2)]
  for (let y = 0; y < inner.height; y += 1)
    data.set(inner.data.subarray(y * inner.width * 4, (y + 1) * inner.width * 4), ((y + top) * width + left) * 4)
  return { width, height, data }
}
