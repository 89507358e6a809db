// A million cards with words wrong, as tired people make them: none is taken. Each is a real card of one of several sets.

import { randomInt } from 'node:crypto'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCard } from '../../core/backup/read-card.ts'
import { makeBackup, type TestBackup } from './make.ts'

/** ANCHORITE_FUZZ is how many, over all kinds of slips; a change that changed nothing is not counted. */
const tries = Number(process.env.ANCHORITE_FUZZ ?? 1_000_000)
const place = (words: readonly string[]): number => randomInt(words.length)
const anyWord = (): string => wordlist[randomInt(wordlist.length)] ?? ''

/** What hands and eyes do to a card. Each gives a list that may by chance be the one that it was. */
const slips: Readonly<Record<string, (words: string[], other: readonly string[]) => readonly string[]>> = {
  'another word': (words) => words.with(place(words), anyWord()),
  'two other words': (words) => words.with(place(words), anyWord()).with(place(words), anyWord()),
  'five other words': (words) => [1, 2, 3, 4, 5].reduce((changed) => changed.with(place(changed), anyWord()), words),
  'two words swapped': (words) => {
    const [a, b] = [place(words), place(words)]
    return words.with(a, words[b] ?? '').with(b, words[a] ?? '')
  },
  'neighbours swapped': (words) => {
    const a = randomInt(words.length - 1)
    return words.with(a, words[a + 1] ?? '').with(a + 1, words[a] ?? '')
  },
  'a word left out, and one too many at the end': (words) => [...words.toSpliced(place(words), 1), anyWord()],
  'a word twice, and the last one lost': (words) => {
    const at = place(words)
    return words.toSpliced(at, 0, words[at] ?? '').slice(0, -1)
  },
  'a word left out': (words) => words.toSpliced(place(words), 1),
  'a word twice': (words) => words.toSpliced(place(words), 0, words[place(words)] ?? ''),
  'a word of another card in its place': (words, other) => {
    const at = place(words)
    return words.with(at, other[at] ?? '')
  },
  'a line of another card': (words, other) => {
    const from = place(words)
    return words.map((word, at) => (at >= from && at < from + 6 ? (other[at] ?? '') : word))
  },
  'the end of another card': (words, other) => [...words.slice(0, randomInt(1, 33)), ...other].slice(0, 33),
  'all words of the share at random': (words) => words.map((word, at) => (at >= 6 && at < 30 ? anyWord() : word)),
}

let backups: readonly TestBackup[]
beforeAll(async () => {
  backups = await Promise.all([makeBackup(2, 3), makeBackup(3, 5), makeBackup(5, 9), makeBackup(2, 10, 400)])
})

describe('random word errors (CARD-CHECKED)', () => {
  const kinds = Object.entries(slips)
  test.each(kinds)('%s: none of them is taken', (_what, change) => {
    let tried = 0
    let taken = 0
    for (let round = 0; round < tries / kinds.length; round++) {
      const backup = backups[round % backups.length]
      if (backup === undefined) continue
      const [card = [], other = []] = [backup.cards[randomInt(backup.cards.length)], anyCard()]
      const typed = change([...card], other)
      if (isOneOf(typed, backup)) continue
      tried++
      if ('share' in readCard(typed, backup.expected)) taken++
    }
    expect(taken).toBe(0)
    expect(tried).toBeGreaterThan(tries / kinds.length / 2)
  })
})

const anyCard = (): readonly string[] => {
  const { cards } = backups[randomInt(backups.length)] ?? { cards: [] }
  return cards[randomInt(cards.length)] ?? []
}

/** A card of this set is right, whatever was to be done to another one. */
const isOneOf = (typed: readonly string[], { cards }: TestBackup): boolean =>
  cards.some((card) => card.length === typed.length && card.every((word, at) => word === typed[at]))
