// Which word of a card is the wrong one, where the card as a whole does not check.

import { cardWordCount } from './card.ts'
import {
  type CardFault,
  checkAt,
  type Expected,
  headerFor,
  numbersOf,
  type RecordedShare,
  shareAt,
  shareBytes,
} from './read-card.ts'
import { checkOf, type Share } from './share.ts'
import { fromThree, wordCount, wordOf } from './words.ts'

/**
 * After `check-failed`: one word of the check that is another one, two words that changed places, or one word of the share that is
 * another one. What mends the check is named: 33 bits and BIP-39's 8 hold by chance once in two million million. Takes about a tenth of a second.
 *
 * @param typed - 33 words of the list, of a card of this set.
 * @returns undefined where no single slip explains it.
 */
export function likelySlip(typed: readonly string[], expected: Expected): CardFault | undefined {
  const words = numbersOf(typed)
  const header = headerFor(words, expected)
  if ('fault' in header) return undefined
  return wrongCheckWord(words, header) ?? swapIn(words, header) ?? wrongWord(words, header)
}

function wrongCheckWord(words: readonly number[], header: RecordedShare): CardFault | undefined {
  const y = shareBytes(words)
  if (y === undefined) return undefined
  const right = checkNumbers({ ...header, y })
  const wrong = right.flatMap((number, index) => (number === words[checkAt + index] ? [] : [index]))
  const [only = 0] = wrong
  return wrong.length === 1
    ? { fault: 'mistyped', at: checkAt + only + 1, likely: wordOf(right[only] ?? 0) }
    : undefined
}

function swapIn(words: readonly number[], header: RecordedShare): CardFault | undefined {
  for (let a = shareAt; a < cardWordCount; a++) {
    for (let b = a + 1; b < cardWordCount; b++) {
      if (words[a] === words[b]) continue
      const other = words.with(a, words[b] ?? 0).with(b, words[a] ?? 0)
      if (holds(other, header)) return { fault: 'swapped', at: [a + 1, b + 1] }
    }
  }
  return undefined
}

function wrongWord(words: readonly number[], header: RecordedShare): CardFault | undefined {
  for (let at = shareAt; at < checkAt; at++) {
    for (let number = 0; number < wordCount; number++) {
      if (number !== words[at] && holds(words.with(at, number), header))
        return { fault: 'mistyped', at: at + 1, likely: wordOf(number) }
    }
  }
  return undefined
}

const holds = (words: readonly number[], header: RecordedShare): boolean => {
  const y = shareBytes(words)
  return y !== undefined && checkOf({ ...header, y }) === fromThree(words.slice(checkAt))
}

const checkNumbers = (share: Share): readonly number[] => {
  const check = checkOf(share)
  return [22n, 11n, 0n].map((shift) => Number((check >> shift) & 0x7ffn))
}
