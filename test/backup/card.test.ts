import { randomInt } from 'node:crypto'
import { mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { cardText } from '../../core/backup/card.ts'
import { likelySlip } from '../../core/backup/likely-slip.ts'
import { type CardReading, readCard, typedWords } from '../../core/backup/read-card.ts'
import { makeBackup, type TestBackup } from './make.ts'

let backup: TestBackup
let other: TestBackup
let card: readonly string[]

beforeAll(async () => {
  backup = await makeBackup(3, 5)
  other = await makeBackup(3, 5)
  card = backup.cards[1] ?? []
})

const read = (typed: readonly string[], more = {}): CardReading => readCard(typed, { ...backup.expected, ...more })
const anotherWord = (word: string | undefined): string => {
  for (;;) {
    const found = wordlist[randomInt(wordlist.length)] ?? ''
    if (found !== word) return found
  }
}

describe('refused, each with its own words', () => {
  test.each([
    ['a card that ends too early', (words: readonly string[]) => words.slice(0, 20), { fault: 'count', found: 20 }],
    ['a word too many', (words: readonly string[]) => [...words, 'zoo'], { fault: 'count', found: 34 }],
    [
      'a word of no list, with words that are near',
      (words: readonly string[]) => words.with(9, 'acress'),
      { fault: 'unknown-word', at: 10, near: expect.arrayContaining(['across', 'actress']) },
    ],
    ['three letters of a word', (words: readonly string[]) => words.with(9, 'acr'), { fault: 'unknown-word', at: 10 }],
  ])('%s', (_what, change, fault) => expect(read(change(card))).toMatchObject(fault))

  test('a card of another set: the three words that name each', () => {
    const found = read(other.cards[1] ?? [])
    expect(found).toEqual({ fault: 'other-set', found: other.cards[1]?.slice(0, 3), wanted: card.slice(0, 3) })
  })

  test('a card of an earlier epoch of the same set', async () => {
    const [first] = backup.recorded
    const later = backup.recorded.map((share) => ({ ...share, epoch: 2 }))
    expect(first?.epoch).toBe(1)
    expect(readCard(card, { shares: later, read: new Set() })).toEqual({ fault: 'other-epoch', found: 1, wanted: 2 })
  })

  test("somebody else's card, where it must be this person's", () =>
    expect(read(card, { holder: 'amina' })).toEqual({ fault: 'other-number', holder: 'bruno' }))

  test('a card that was read before', () =>
    expect(read(card, { read: new Set([backup.shares[1]?.x]) })).toMatchObject({
      fault: 'already-read',
      holder: 'bruno',
    }))

  test('a card that checks in itself and is not the one that was made: the record decides', () => {
    const shares = backup.recorded.map((share, index) => ({
      ...share,
      commitment: backup.recorded[(index + 1) % 5]?.commitment ?? '',
    }))
    expect(readCard(card, { shares, read: new Set() })).toEqual({ fault: 'not-committed', holder: 'bruno' })
  })

  test('one wrong word, anywhere: never accepted, and where it is is found, with the right word', () => {
    for (const at of [0, 2, 3, 5, 6, 17, 29, 30, 32]) {
      const typed = card.with(at, anotherWord(card[at]))
      const found = read(typed)
      const slip = 'fault' in found && found.fault === 'check-failed' ? likelySlip(typed, backup.expected) : found
      // Another number word may well be a whole other card of the set.
      if (at >= 3 && at < 6 && 'fault' in found && found.fault !== 'mistyped') continue
      expect(slip).toEqual({ fault: 'mistyped', at: at + 1, likely: card[at] })
    }
  })

  test('two words that changed places: both places', () => {
    for (const [a, b] of [
      [6, 7],
      [10, 25],
      [29, 30],
      [31, 32],
    ] as const) {
      if (card[a] === card[b]) continue
      const typed = card.with(a, card[b] ?? '').with(b, card[a] ?? '')
      expect(read(typed)).toEqual({ fault: 'check-failed' })
      expect(likelySlip(typed, backup.expected)).toEqual({ fault: 'swapped', at: [a + 1, b + 1] })
    }
  })

  test('more slips than one: no word is suggested', () => {
    const typed = card.with(8, anotherWord(card[8])).with(19, anotherWord(card[19])).with(25, anotherWord(card[25]))
    expect(read(typed)).toEqual({ fault: 'check-failed' })
    expect(likelySlip(typed, backup.expected)).toBeUndefined()
  })
})

describe('read back', () => {
  test('each card gives its share, bare, also when four letters of a word were typed, in capitals, with spaces', () => {
    for (const [index, words] of backup.cards.entries()) {
      expect(read(words)).toEqual({ share: backup.shares[index] })
      expect(read(words.map((word) => ` ${word.slice(0, 4).toUpperCase()} `))).toEqual({ share: backup.shares[index] })
    }
  })

  test('the 24 words in the middle are a BIP-39 mnemonic of the share, as another reader has it', () => {
    for (const [index, words] of backup.cards.entries())
      expect(mnemonicToEntropy(words.slice(6, 30).join(' '), wordlist)).toEqual(backup.shares[index]?.y)
  })

  test('as text, each card is its words with one space between; typed, any white space may stand there', () => {
    for (const [index, share] of backup.shares.entries()) {
      const text = Buffer.from(cardText(share)).toString()
      expect(text).toBe(backup.cards[index]?.join(' '))
      const typed = `\r\n ${text.replaceAll(' ', ' \n\t')}  `
      expect(read(typedWords(Buffer.from(typed)))).toEqual({ share })
    }
    expect(typedWords(Buffer.from(' \n'))).toEqual([])
    expect(typedWords(Buffer.from('zürich'))).toEqual(['zürich'])
  })
})
