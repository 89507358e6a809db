// The words of a card: three that name the set, three that number the card, 24 that are the share, three that check it all.

import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { checkOf, type Share, type ShareHeader } from './share.ts'
import { threeWords } from './words.ts'

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
