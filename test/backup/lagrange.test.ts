// The arithmetic of shamir-secret-sharing against one of our own that shares nothing with it: no tables, inverses by search.

import { randomBytes, randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Share } from '../../core/backup/share.ts'
import { combineShares } from '../../core/backup/split.ts'
import { makeBackup } from './make.ts'

type Point = { readonly x: number; readonly y: number }

/** In GF(2^8) with the polynomial of AES (FIPS 197 section 4.2), bit by bit. */
function times(a: number, b: number): number {
  let [product, shifted] = [0, a]
  for (let bit = 0; bit < 8; bit++) {
    if ((b >> bit) & 1) product ^= shifted
    shifted = (shifted << 1) ^ (shifted & 0x80 ? 0x11b : 0)
  }
  return product
}

const inverse = (a: number): number =>
  Array.from({ length: 255 }, (_, index) => index + 1).find((b) => times(a, b) === 1) ?? 0

/** The value at `at` of the one polynomial of the least degree through all points (Lagrange). */
const through = (points: readonly Point[], at: number): number =>
  points.reduce((sum, { x, y }) => {
    const others = points.filter((point) => point.x !== x)
    const top = others.reduce((product, point) => times(product, at ^ point.x), 1)
    const bottom = others.reduce((product, point) => times(product, x ^ point.x), 1)
    return sum ^ times(y, times(top, inverse(bottom)))
  }, 0)

const pointsOf = (shares: readonly Share[], byte: number): readonly Point[] =>
  shares.map(({ x, y }) => ({ x, y: y[byte] ?? 0 }))
const secretOf = (shares: readonly Share[]): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, byte) => through(pointsOf(shares, byte), 0))
const choices = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  size === 0 ? [[]] : items.flatMap((item, at) => choices(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]))

const sizes = [3, 4, 5, 6, 7].flatMap((of) => Array.from({ length: of - 2 }, (_, index) => [index + 2, of] as const))

describe('shares of the library, in arithmetic of our own', () => {
  test('the arithmetic is that of FIPS 197: {57} x {83} = {c1}, {53} and {ca} are inverse', () => {
    expect([times(0x57, 0x83), times(0x53, 0xca), inverse(0x53)]).toEqual([0xc1, 1, 0xca])
  })

  test.each(sizes)(
    '%i of %i: every subset gives the secret; one share less gives something else',
    async (needed, of) => {
      const { shares, secret } = await makeBackup(needed, of)
      for (const subset of choices(shares, needed)) expect(secretOf(subset)).toEqual(new Uint8Array(secret))
      for (const subset of choices(shares, needed - 1)) expect(secretOf(subset)).not.toEqual(new Uint8Array(secret))
    },
  )

  test.each([
    [2, 3],
    [5, 9],
    [9, 10],
  ])('%i of %i: all shares lie on one polynomial of that degree, for each byte', async (needed, of) => {
    const { shares } = await makeBackup(needed, of)
    for (let byte = 0; byte < 32; byte++) {
      const [first, rest] = [pointsOf(shares.slice(0, needed), byte), pointsOf(shares.slice(needed), byte)]
      for (const { x, y } of rest) expect(through(first, x)).toBe(y)
    }
  })

  test('one share less says nothing of a byte: each of its 256 values is as fit as any other', async () => {
    const { shares } = await makeBackup(3, 5)
    const known = pointsOf(shares.slice(0, 2), 0)
    const third = shares[2]?.x ?? 0
    const fitting = Array.from({ length: 256 }, (_, value) => through([{ x: 0, y: value }, ...known], third))
    expect(new Set(fitting).size).toBe(256)
  })

  test('what two arithmetics split, both put together', async () => {
    for (let round = 0; round < 20; round++) {
      const { shares, secret, commitment } = await makeBackup(3, 5)
      const highest = Array.from({ length: 2 }, () => randomBytes(32))
      const xs = [...new Set(Array.from({ length: 9 }, () => randomInt(1, 256)))].slice(0, 5)
      const ours = xs.map((x, index) => ({
        ...(shares[index] as Share), // of five
        x,
        y: Uint8Array.from(
          secret,
          (byte, at) => byte ^ times(x, (highest[0]?.[at] ?? 0) ^ times(x, highest[1]?.[at] ?? 0)),
        ),
      }))
      expect(await combineShares(ours.slice(1, 4), commitment)).toEqual(new Uint8Array(secret))
      expect(secretOf(shares.slice(1, 4))).toEqual(new Uint8Array(secret))
    }
  })
})
