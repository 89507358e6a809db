// Seeded randomness for the fuzz tests: the same seed gives the same calls again.

/** Whole numbers, picks and strings from one seed (mulberry32; not for secrets). */
export type Random = {
  /** A whole number, 0 to below `bound`. */
  readonly below: (bound: number) => number
  readonly pick: <T>(from: readonly [T, ...(readonly T[])]) => T
  readonly chance: (percent: number) => boolean
  readonly text: (length: number) => string
  readonly bytes: (length: number) => Uint8Array
}

/** @param seed - any whole number; printed when a test fails. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % bound
  }
  return {
    below,
    pick: (from) => from[below(from.length)] ?? from[0],
    chance: (percent) => below(100) < percent,
    text: (length) => Array.from({ length }, () => String.fromCodePoint(codePoint(below))).join(''),
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  }
}

/** Mostly letters; now and then controls, bidi marks, lone surrogates and signs beyond the first plane. */
function codePoint(below: (bound: number) => number): number {
  switch (below(8)) {
    case 0:
      return below(0x20)
    case 1:
      return 0x202a + below(5)
    case 2:
      return 0xd800 + below(0x800)
    case 3:
      return 0x1f300 + below(0x300)
    default:
      return 0x61 + below(26)
  }
}
