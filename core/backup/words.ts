// Words of the BIP-39 English list, 11 bits each: how a card is written and typed. Which word a mistyped one may have been.

import { wordlist } from '@scure/bip39/wordlists/english.js'

const numbers: ReadonlyMap<string, number> = new Map(wordlist.map((word, number) => [word, number]))
/** The first four letters name each word of the list (BIP-39, "Wordlist"). */
const byStart: ReadonlyMap<string, string> = new Map(wordlist.map((word) => [word.slice(0, 4), word]))

export const wordCount = wordlist.length

/** @param number - 0 to 2047. */
export function wordOf(number: number): string {
  const word = wordlist[number]
  if (word === undefined) throw new RangeError('not the number of a word')
  return word
}

/** The number of a word of the list, 0 to 2047, or undefined. */
export const numberOf = (word: string): number | undefined => numbers.get(word)

/**
 * What was typed, as the word of the list that it names: whole, or by four or more of its first letters. Case and space around
 * do not matter. Undefined where it names none.
 */
export function typedWord(typed: string): string | undefined {
  const letters = typed.normalize('NFKD').trim().toLowerCase()
  if (numbers.has(letters)) return letters
  const word = letters.length < 4 ? undefined : byStart.get(letters.slice(0, 4))
  return word?.startsWith(letters) === true ? word : undefined
}

/**
 * Words of the list that are near to what was typed, the nearest first; at most three, at most two slips away (a letter too much, too few,
 * another one, two swapped).
 */
export function nearWords(typed: string): readonly string[] {
  const letters = typed.normalize('NFKD').trim().toLowerCase().slice(0, 16)
  const near = wordlist.map((word) => ({ word, slips: slipsBetween(letters, word) })).filter(({ slips }) => slips <= 2)
  return near
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ word }) => word)
}

/** Optimal string alignment distance (Damerau, 1964): insert, delete, replace, swap of neighbours cost one each. */
export function slipsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(a.length, b.length)
}

/** An unsigned number of 33 bits as three words, the most significant first. @param value - 0 to 2^33 - 1. */
export const threeWords = (value: bigint): readonly string[] =>
  [22n, 11n, 0n].map((shift) => wordOf(Number((value >> shift) & 0x7ffn)))

/** The reverse, over the numbers of three words. */
export const fromThree = ([a = 0, b = 0, c = 0]: readonly number[]): bigint =>
  (BigInt(a) << 22n) | (BigInt(b) << 11n) | BigInt(c)

/** All words of the list that begin with these letters, in its order. */
export const wordsBeginning = (letters: string): readonly string[] =>
  wordlist.filter((word) => word.startsWith(letters.normalize('NFKD').trim().toLowerCase()))

/** Words as the code on a card has them: the number of each in four digits, 0000 to 2047. @throws RangeError for a word of another list. */
export const digitsOfWords = (words: readonly string[]): string =>
  words
    .map((word) => {
      const number = numberOf(word)
      if (number === undefined) throw new RangeError('not a word of the list')
      return String(number).padStart(4, '0')
    })
    .join('')

/** The reverse; undefined where it is no such text of `count` words. */
export function wordsOfDigits(digits: string, count: number): readonly string[] | undefined {
  if (!/^\d+$/.test(digits) || digits.length !== count * 4) return undefined
  const numbers = Array.from({ length: count }, (_, at) => Number(digits.slice(at * 4, at * 4 + 4)))
  return numbers.every((number) => number < wordCount) ? numbers.map(wordOf) : undefined
}
