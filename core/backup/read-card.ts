// A card that is typed: is it whole, is it of this set, and if not, what is the likely slip. Never refuses without saying why. Rule CARD-CHECKED.

import { createHash, timingSafeEqual } from 'node:crypto'
import { cardWordCount, numberWords, setWords } from './card.ts'
import { checkOf, commitmentOf, type Share, type ShareHeader, secretBytes, unmoved } from './share.ts'
import { fromThree, nearWords, numberOf, typedWord, wordOf } from './words.ts'

/** A header from the public record, with the commitment to its share (64 hex digits). */
export type RecordedShare = ShareHeader & { readonly commitment: string }

/**
 * What is wrong with a card that was typed. Positions count from 1. `likely` and `near` are words of a card: they are for the
 * page on which it is typed and for nothing else.
 */
export type CardFault =
  | { readonly fault: 'count'; readonly found: number; readonly wanted: number }
  | { readonly fault: 'unknown-word'; readonly at: number; readonly near: readonly string[] }
  | { readonly fault: 'other-set'; readonly found: readonly string[]; readonly wanted: readonly string[] }
  | { readonly fault: 'other-epoch'; readonly found: number; readonly wanted: number }
  | { readonly fault: 'other-number'; readonly holder: string | undefined }
  | { readonly fault: 'already-read'; readonly x: number; readonly holder: string }
  | { readonly fault: 'mistyped'; readonly at: number; readonly likely: string }
  | { readonly fault: 'swapped'; readonly at: readonly [number, number] }
  | { readonly fault: 'check-failed' }
  | { readonly fault: 'not-committed'; readonly holder: string }

export type CardReading = { readonly share: Share } | CardFault

/** What is known when a card is typed: the shares of one set, from the public record, and which cards were read before it. */
export type Expected = {
  readonly shares: readonly RecordedShare[]
  readonly read: ReadonlySet<number>
  /** The one person whose card it must be; undefined where any card of the set will do. */
  readonly holder?: string
}

/** Where the share begins among the 33 words, and where the check. */
export const shareAt = 6
export const checkAt = 30

/**
 * Read a card against the public record of its set.
 *
 * The check on the card finds slips; the commitment in the record decides. After `check-failed`, `likelySlip` looks for the word.
 *
 * @param typed - what was typed, a word each; four letters of a word are enough.
 */
export function readCard(typed: readonly string[], expected: Expected): CardReading {
  if (typed.length !== cardWordCount) return { fault: 'count', found: typed.length, wanted: cardWordCount }
  const unknown = typed.findIndex((word) => typedWord(word) === undefined)
  if (unknown !== -1) return { fault: 'unknown-word', at: unknown + 1, near: nearWords(typed[unknown] ?? '') }
  return readNumbers(numbersOf(typed), expected)
}

/** Words as they were typed, UTF-8 with white space between, each a string of its own: none holds more than one word. */
export function typedWords(text: Uint8Array): readonly string[] {
  const words: string[] = []
  for (let start = 0, at = 0; at <= text.length; at++) {
    if (at < text.length && (text[at] ?? 0) > 0x20) continue
    if (at > start) words.push(Buffer.from(text.buffer, text.byteOffset + start, at - start).toString('utf8'))
    start = at + 1
  }
  return words
}

/** The numbers of words that are all of the list. */
export const numbersOf = (typed: readonly string[]): readonly number[] =>
  typed.map((word) => numberOf(typedWord(word) ?? '') ?? 0)

function readNumbers(words: readonly number[], expected: Expected): CardReading {
  const header = headerFor(words, expected)
  if ('fault' in header) return header
  const y = shareBytes(words)
  const share: Share = { ...header, y: y ?? new Uint8Array(secretBytes) }
  if (y === undefined || checkOf(share) !== fromThree(words.slice(checkAt))) return { fault: 'check-failed' }
  if (expected.read.has(header.x)) return { fault: 'already-read', x: header.x, holder: header.holder }
  if (!isCommitted(share, header.commitment)) return { fault: 'not-committed', holder: header.holder }
  return { share: bare({ ...share, y: unmoved(y) }) }
}

/** Only what a share has: the recorded commitment stays behind. */
const bare = ({ set, epoch, threshold, shareCount, fingerprint, x, holder, y }: Share): Share => ({
  set,
  epoch,
  threshold,
  shareCount,
  fingerprint,
  x,
  holder,
  y,
})

const isCommitted = (share: Share, commitment: string): boolean =>
  timingSafeEqual(Buffer.from(commitmentOf(share), 'hex'), Buffer.from(commitment, 'hex'))

/** Which card of the record the first six words name. */
export function headerFor(words: readonly number[], { shares, holder }: Expected): RecordedShare | CardFault {
  const [any] = shares
  if (any === undefined) throw new RangeError('a set without shares')
  const set = slipInGroup(words, setWords(any.set), 0)
  if (set !== undefined)
    return set === 'other'
      ? { fault: 'other-set', found: words.slice(0, 3).map(wordOf), wanted: setWords(any.set) }
      : set
  const found = shares.find((share) =>
    numberWords(share).every((word, index) => wordOf(words[3 + index] ?? 0) === word),
  )
  if (found !== undefined)
    return holder === undefined || found.holder === holder ? found : { fault: 'other-number', holder: found.holder }
  const old = otherEpoch(words, shares)
  if (old !== undefined) return { fault: 'other-epoch', found: old, wanted: any.epoch }
  const near = shares
    .filter((share) => holder === undefined || share.holder === holder)
    .map((share) => slipInGroup(words, numberWords(share), 3))
    .filter((slip) => slip !== undefined && slip !== 'other')
  // One word away from exactly one card is a slip; else it is no card of this set.
  const [only] = near
  return near.length === 1 && only !== undefined ? only : { fault: 'other-number', holder: undefined }
}

/** The epoch that the card names, where the card as a whole checks with it: no slip then, but a card of another day. */
function otherEpoch(words: readonly number[], shares: readonly RecordedShare[]): number | undefined {
  const bits = fromThree(words.slice(3, shareAt))
  const epoch = Number(bits >> 24n)
  const y = shareBytes(words)
  const same = shares.find(({ x }) => BigInt(x) === ((bits >> 16n) & 0xffn))
  if (y === undefined || same === undefined || same.epoch === epoch) return undefined
  return checkOf({ ...same, epoch, y }) === fromThree(words.slice(checkAt)) ? epoch : undefined
}

/** Undefined where the group is as wanted; the slip where one word or a swap makes it so; else "other". */
function slipInGroup(
  words: readonly number[],
  wanted: readonly string[],
  start: number,
): CardFault | 'other' | undefined {
  const found = words.slice(start, start + wanted.length).map(wordOf)
  const wrong = found.flatMap((word, index) => (word === wanted[index] ? [] : [index]))
  const [first, second] = wrong
  if (first === undefined) return undefined
  if (second === undefined) return { fault: 'mistyped', at: start + first + 1, likely: wanted[first] ?? '' }
  const swapped = wrong.length === 2 && found[first] === wanted[second] && found[second] === wanted[first]
  return swapped ? { fault: 'swapped', at: [start + first + 1, start + second + 1] } : 'other'
}

/**
 * The 32 bytes of words 7 to 30, or undefined where BIP-39's own 8 bits of checksum do not hold. As `mnemonicToEntropy` of @scure/bip39
 * does it (tests compare), over numbers and without strings, because a slip is looked for in 50,000 variants.
 */
export function shareBytes(words: readonly number[]): Uint8Array | undefined {
  const bytes = new Uint8Array(secretBytes + 1)
  let bits = 0
  let value = 0
  let at = 0
  for (const word of words.slice(shareAt, checkAt)) {
    value = ((value << 11) | word) & 0x7ffff
    bits += 11
    while (bits >= 8) {
      bits -= 8
      bytes[at++] = (value >> bits) & 0xff
    }
  }
  const y = bytes.slice(0, secretBytes)
  return createHash('sha256').update(y).digest()[0] === bytes[secretBytes] ? y : undefined
}
