import { wordlist } from '@scure/bip39/wordlists/english.js'
import { describe, expect, it } from 'vitest'
import { cardGroups, cardWordCount } from '../../core/backup/card.ts'
import type { ShareView } from '../../core/formats/share-view.ts'
import type { CardFault } from '../../renderer/bridge.ts'
import { apart, faultWords, placesOf } from '../../renderer/share/fault-words.ts'
import { groupNameAt, groups, wordCount } from '../../renderer/share/strings.ts'
import { typedCard } from '../../renderer/share/typed-card.ts'
import { verdictOf } from '../../renderer/share/verdict.ts'
import { makeBackup } from '../backup/make.ts'

const card: ShareView = {
  set: '1',
  key: 'root-a',
  fingerprintWords: 'a b c d',
  holder: 'ines',
  holderName: 'Ines Moreau',
  deputyName: null,
  number: 2,
  of: 3,
  threshold: 2,
  epoch: 2,
  setWords: ['army', 'van', 'zoo'],
  cards: 'either',
  qr: false,
  mayShow: true,
  read: false,
}
const nameOf = (id: string) => (id === 'jonas' ? 'Jonas Weber' : id)

/** One of each, with words that stand in no sentence. */
const all: { readonly [F in CardFault['fault']]: Extract<CardFault, { fault: F }> } = {
  count: { fault: 'count', found: 30, wanted: 33 },
  'unknown-word': { fault: 'unknown-word', at: 7, near: ['quarter', 'quantum'] },
  'other-set': { fault: 'other-set', found: ['zebra', 'quiz', 'jazz'], wanted: ['army', 'van', 'zoo'] },
  'other-epoch': { fault: 'other-epoch', found: 1, wanted: 2 },
  'other-number': { fault: 'other-number', holder: 'jonas' },
  'already-read': { fault: 'already-read', x: 77, holder: 'jonas' },
  mistyped: { fault: 'mistyped', at: 14, likely: 'zebra' },
  swapped: { fault: 'swapped', at: [4, 31] },
  'check-failed': { fault: 'check-failed' },
  'not-committed': { fault: 'not-committed', holder: 'ines' },
}

describe('what is wrong with a card', () => {
  it('is said without any word of it: those stand apart', () => {
    for (const fault of Object.values(all)) {
      const { said, words } = apart(fault)
      const spoken = JSON.stringify([said, faultWords(said, card, nameOf)])
      for (const word of ['quarter', 'quantum', 'zebra', 'quiz', 'jazz']) expect(spoken).not.toContain(word)
      expect(words.length > 0).toBe(faultWords(said, card, nameOf).words !== null)
    }
    expect(apart(all.mistyped).words).toEqual(['zebra'])
  })

  it('says which word, by its number on the card and its group', () => {
    const happened = (fault: CardFault) => faultWords(apart(fault).said, card, nameOf).happened
    expect(happened(all.mistyped)).toContain('Word 14 (Share)')
    expect(happened(all['unknown-word'])).toContain('Word 7 (Share)')
    expect(happened(all.swapped)).toContain('Word 4 (Number) and Word 31 (Check)')
    expect(Object.values(all).flatMap((fault) => placesOf(apart(fault).said))).toEqual([7, 14, 4, 31])
  })

  it('names people, the split and the set that count', () => {
    const spoken = (fault: CardFault) => Object.values(faultWords(apart(fault).said, card, nameOf)).join(' ')
    expect(spoken(all['other-number'])).toMatch(/the card of Jonas Weber, not of Ines Moreau/)
    expect(spoken({ fault: 'other-number' })).toMatch(/words 4 to 6/)
    expect(spoken(all['other-set'])).toContain('army van zoo')
    expect(spoken(all['other-epoch'])).toMatch(/split 1 .* split 2/)
    expect(spoken(all['already-read'])).toContain('The card of Jonas Weber was read before')
    expect(spoken(all.count)).toContain('33 words; 30')
  })

  it('where the card itself may be wrong, says that it is to be looked at first, and mended in ink', () => {
    for (const fault of [all.mistyped, all.swapped, all['check-failed']]) {
      expect(faultWords(apart(fault).said, card, nameOf).next).toMatch(/Look at the card first.*strike the word out/)
      expect(faultWords(apart(fault).said, { ...card, mayShow: false }, nameOf).next).not.toContain('strike')
    }
  })

  it('forgets what was typed where it was another card, and only there', () => {
    const forgets = Object.values(all).filter((fault) => faultWords(apart(fault).said, card, nameOf).forget)
    expect(forgets.map(({ fault }) => fault)).toEqual([
      'other-set',
      'other-epoch',
      'other-number',
      'already-read',
      'not-committed',
    ])
  })
})

it('the groups of the window are those of the card', () => {
  expect(groups.map(({ id, words }) => ({ id, words }))).toEqual(cardGroups)
  expect(wordCount).toBe(cardWordCount)
  expect([1, 3, 4, 6, 7, 30, 31, 33].map(groupNameAt)).toEqual([
    'Set',
    'Set',
    'Number',
    'Number',
    'Share',
    'Share',
    'Check',
    'Check',
  ])
})

describe('a word that is typed', () => {
  it('is known by its first four letters, all of it, or as soon as only one begins so', () => {
    for (const word of wordlist) {
      expect(verdictOf(word)).toEqual({ kind: 'word', word })
      expect(verdictOf(word.slice(0, 4).toUpperCase())).toEqual({ kind: 'word', word })
    }
    expect(verdictOf('zeb')).toEqual({ kind: 'word', word: 'zebra' })
    expect(verdictOf('act')).toEqual({ kind: 'word', word: 'act' })
  })

  it('with more than one that begin so, says how many, and shows the first of them', () => {
    expect(verdictOf('ab')).toMatchObject({ kind: 'begins', some: expect.arrayContaining(['abandon']) })
    const one = verdictOf('s')
    expect(one.kind === 'begins' && one.count > one.some.length && one.some.length === 6).toBe(true)
  })

  it('with none, says which are near', () => {
    expect(verdictOf('zebrq')).toEqual({ kind: 'none', near: expect.arrayContaining(['zebra']) })
    expect(verdictOf('  ')).toEqual({ kind: 'empty' })
  })
})

it('33 words become bytes, and are overwritten', async () => {
  const words = (await makeBackup(2, 3)).cards[0] ?? []
  const typed = typedCard()
  for (const [index, word] of words.entries()) typed.put(index + 1, word)
  expect(typed.firstOpen()).toBeUndefined()
  expect(new TextDecoder().decode(typed.bytes())).toBe(words.join(' '))
  typed.put(5, undefined)
  expect([typed.firstOpen(), typed.given()]).toEqual([5, 32])
  typed.wipe()
  expect(typed.given()).toBe(0)
  expect(typed.at(1)).toBeUndefined()
})
