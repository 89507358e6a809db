// The words of a card: three that name the set, three that number the card, 24 that are the share, three that check it all.

import { createHash } from 'node:crypto'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { checkOf, type Share, type ShareHeader } from './share.ts'
import { threeWords, wordOf } from './words.ts'

/** The groups of a card in their order, and how many words each has. */
export const cardGroups = [
  { id: 'set', words: 3 },
  { id: 'number', words: 3 },
  { id: 'share', words: 24 },
  { id: 'check', words: 3 },
] as const

export const cardWordCount = 33

/** Epoch (9 bits), x (8), threshold (8), share count (8). */
const numberBits = ({ epoch, x, threshold, shareCount }: ShareHeader): bigint =>
  (BigInt(epoch) << 24n) | (BigInt(x) << 16n) | (BigInt(threshold) << 8n) | BigInt(shareCount)

/** The three words that name a set, the same on all its cards. @param set - 0 to 2^33 - 1. */
export const setWords = (set: number): readonly string[] => threeWords(BigInt(set))

/** The three words that number one card of a set. */
export const numberWords = (header: ShareHeader): readonly string[] => threeWords(numberBits(header))

/**
 * All 33 words of a card.
 * @returns strings, which nobody can wipe: for the secret host and the page that shows them, and no longer than that.
 * @see BIP-39 for the 24 in the middle (256 bits and 8 of checksum)
 */
export const cardWords = (share: Share): readonly string[] => [
  ...setWords(share.set),
  ...numberWords(share),
  ...entropyToMnemonic(share.y, wordlist).split(' '),
  ...threeWords(checkOf(share)),
]

/**
 * The same as text, UTF-8, one space between: bytes that the caller overwrites. No string is made that holds more than a word of the list.
 */
export function cardText(share: Share): Uint8Array {
  const words = [...setWords(share.set), ...numberWords(share), ...shareWords(share.y), ...threeWords(checkOf(share))]
  const text = new Uint8Array(words.reduce((sum, word) => sum + word.length + 1, -1))
  let at = 0
  for (const word of words) {
    if (at > 0) text[at++] = 0x20
    for (let letter = 0; letter < word.length; letter++) text[at++] = word.charCodeAt(letter)
  }
  return text
}

/** The 24 words of a share, as `entropyToMnemonic` has them (tests compare): 11 bits each, the last with 8 bits of checksum (BIP-39). */
function shareWords(y: Uint8Array): readonly string[] {
  const words: string[] = []
  let [value, bits] = [0, 0]
  for (const byte of [...y, createHash('sha256').update(y).digest()[0] ?? 0]) {
    value = ((value << 8) | byte) & 0x7ffff
    bits += 8
    if (bits < 11) continue
    bits -= 11
    words.push(wordOf((value >> bits) & 0x7ff))
  }
  return words
}
