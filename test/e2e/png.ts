// Makes a screenshot small: the same picture as a PNG with a palette of few colours. PNG 3rd edition, 8 bits a channel.

import { crc32, deflateSync, inflateSync } from 'node:zlib'

type Picture = { readonly width: number; readonly height: number; readonly channels: 3 | 4; readonly bytes: Buffer }

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** @param png - as Chromium writes it: truecolour, with or without alpha, not interlaced. Alpha is dropped. */
export function withPalette(png: Uint8Array): Buffer {
  const picture = decode(Buffer.from(png))
  const { palette, indexes } = quantise(picture)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(picture.width, 0)
  head.writeUInt32BE(picture.height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const lines = Buffer.alloc((picture.width + 1) * picture.height)
  for (let y = 0; y < picture.height; y++)
    indexes.copy(lines, y * (picture.width + 1) + 1, y * picture.width, (y + 1) * picture.width)
  const data = deflateSync(lines, { level: 9 })
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

function decode(png: Buffer): Picture {
  const parts: Buffer[] = []
  let head = Buffer.alloc(13)
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') head = Buffer.from(data)
    if (type === 'IDAT') parts.push(data)
    at += length + 12
  }
  const [width, height, colour] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9]]
  if (head[8] !== 8 || (colour !== 2 && colour !== 6) || head[12] !== 0) throw new Error('another kind of PNG')
  const channels = colour === 2 ? 3 : 4
  return { width, height, channels, bytes: unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels) }
}

/** Undo the filter of each line (section 9). */
function unfilter(lines: Buffer, stride: number, pixel: number): Buffer {
  const height = lines.length / (stride + 1)
  const out = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < pixel ? 0 : (out[at - pixel] ?? 0)
      const up = y === 0 ? 0 : (out[at - stride] ?? 0)
      const corner = x < pixel || y === 0 ? 0 : (out[at - stride - pixel] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0
      out[at] = ((lines[y * (stride + 1) + 1 + x] ?? 0) + guess) & 0xff
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [l, u, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return l <= u && l <= c ? left : u <= c ? up : corner
}

/** Enough for the edges of letters; more would only make the files larger. */
const maxColours = 64

/** The colours that are met most often, as they are; each other one becomes the nearest of them. */
function quantise({ bytes, channels }: Picture): { palette: (readonly number[])[]; indexes: Buffer } {
  const counts = new Map<number, number>()
  for (let at = 0; at < bytes.length; at += channels) {
    const colour = bytes.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
  const palette = byCount.slice(0, maxColours).map(channelsOf)
  const places = new Map(
    byCount.map((colour, rank) => [colour, rank < maxColours ? rank : nearest(channelsOf(colour), palette)]),
  )
  const indexes = Buffer.alloc(bytes.length / channels)
  for (let pixel = 0; pixel < indexes.length; pixel++)
    indexes[pixel] = places.get(bytes.readUIntBE(pixel * channels, 3)) ?? 0
  return { palette, indexes }
}

const channelsOf = (colour: number): readonly number[] => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]

function nearest(colour: readonly number[], palette: readonly (readonly number[])[]): number {
  const far = (other: readonly number[]): number =>
    other.reduce((sum, value, channel) => sum + (value - (colour[channel] ?? 0)) ** 2, 0)
  return palette.reduce((best, other, index) => (far(other) < far(palette[best] ?? other) ? index : best), 0)
}
