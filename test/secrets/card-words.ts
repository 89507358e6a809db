// What of a share card is looked for: any three of its secret words in a row, however they are parted, and the share as bytes and text.

import { mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { checkAt, shareAt } from '../../core/backup/read-card.ts'
import { type Wanted, wanted, wantedBytes } from './forms.ts'

/** The words before them name the set and the card: they stand in the public record. */
const secretOf = (words: readonly string[]): readonly string[] => words.slice(shareAt)

/**
 * Which three words in a row stand in some bytes, in one or two bytes a letter, with anything but letters between: `words 7 to 9 of
 * card 1`. The words themselves are never said. Not caught: words that are written down without anything between.
 */
export function partsIn(bytes: Buffer, cards: readonly (readonly string[])[]): readonly string[] {
  const names = new Map<string, string>()
  for (const [card, words] of cards.entries())
    for (const [at, three] of threes(secretOf(words)).entries())
      names.set(three, `words ${at + shareAt + 1} to ${at + shareAt + 3} of card ${card + 1}`)
  const text = bytes.toString('latin1').replaceAll('\0', '').toLowerCase()
  return threes(text.match(/[a-z]+/g) ?? []).flatMap((three) => names.get(three) ?? [])
}

const threes = (words: readonly string[]): readonly string[] =>
  words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`)

/** The share in bytes, and all its words as text, each in every form. */
export const wantedCard = (name: string, words: readonly string[]): readonly Wanted[] => [
  wantedBytes(`share of ${name}`, mnemonicToEntropy(words.slice(shareAt, checkAt).join(' '), wordlist)),
  wanted(`words of ${name}`, secretOf(words).join(' ')),
]
