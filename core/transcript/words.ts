// A digest as words that are said aloud and compared (docs/formats/words.md).

import { CeremonyError } from '../errors.ts'
import { evenWords, oddWords } from './pgp-words.ts'

const evenIndex = new Map(evenWords.map((word, index) => [word, index]))
const oddIndex = new Map(oddWords.map((word, index) => [word, index]))

/**
 * Every byte of a digest as one PGP word, alternating between the two lists so that a swapped or dropped word is heard.
 * @param digestHex - lower- or upper-case hex, two digits a byte; SHA-256 gives 32 words.
 */
export function wordsOfDigest(digestHex: string): readonly string[] {
  const bytes = digestHex.match(/../g) ?? []
  return bytes.map((byte, position) => (position % 2 === 0 ? evenWords : oddWords)[Number.parseInt(byte, 16)] ?? '?')
}

/** The first four words: enough to tell two apart at a glance, never enough to approve. */
export function firstWords(digestHex: string): string {
  return wordsOfDigest(digestHex.slice(0, 8)).join(' ')
}

/** Eight numbered lines of four words, as the screen and the paper show them. */
export function wordLines(digestHex: string): readonly string[] {
  const words = wordsOfDigest(digestHex)
  const lines: string[] = []
  for (let at = 0; at < words.length; at += 4) {
    const number = String(at / 4 + 1).padStart(2)
    lines.push(
      `${number}  ${words
        .slice(at, at + 4)
        .map((word) => word.padEnd(12))
        .join(' ')
        .trimEnd()}`,
    )
  }
  return lines
}

/**
 * Read words typed from paper back into a digest. Case, commas, line numbers and extra blanks do not matter.
 * @throws CeremonyError `words/unknown` or `words/order` naming the first word that does not fit, `words/count`.
 */
export function digestOfWords(text: string): string {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '' && !/^\d+[.)]?$/.test(word))
  let hex = ''
  for (const [position, word] of words.entries()) {
    const [own, other] = position % 2 === 0 ? [evenIndex, oddIndex] : [oddIndex, evenIndex]
    const value = own.get(word)
    if (value === undefined) {
      const code = other.has(word) ? 'words/order' : 'words/unknown'
      throw new CeremonyError(code, { position: position + 1, word: word.slice(0, 24) })
    }
    hex += value.toString(16).padStart(2, '0')
  }
  if (words.length !== 32) throw new CeremonyError('words/count', { found: words.length, expected: 32 })
  return hex
}
