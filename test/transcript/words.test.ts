import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import { evenWords, oddWords } from '../../core/transcript/pgp-words.ts'
import { digestOfWords, wordLines, wordsOfDigest } from '../../core/transcript/words.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return isCeremonyError(error) ? error.code : 'another error'
  }
  return 'accepted'
}

const digest = createHash('sha256').update('anchorite').digest('hex')

describe('digest words', () => {
  it('refuses a word that is not on the list, and names its place', () => {
    const words = [...wordsOfDigest(digest)]
    words[4] = 'anchorite'
    expect(codeOf(() => digestOfWords(words.join(' ')))).toBe('words/unknown')
  })

  it('hears two swapped neighbours, because the two lists alternate', () => {
    const words = [...wordsOfDigest(digest)]
    const [first = '', second = ''] = words
    words[0] = second
    words[1] = first
    expect(codeOf(() => digestOfWords(words.join(' ')))).toBe('words/order')
  })

  it('hears a word that was left out, wherever it was', () => {
    const words = wordsOfDigest(digest)
    for (let at = 0; at < words.length - 1; at++) {
      expect(codeOf(() => digestOfWords(words.toSpliced(at, 1).join(' ')))).toBe('words/order')
    }
    expect(codeOf(() => digestOfWords(words.slice(0, -1).join(' ')))).toBe('words/count')
  })

  it('reads back what it printed, with line numbers, commas and capitals', () => {
    expect(digestOfWords(wordLines(digest).join('\n').toUpperCase())).toBe(digest)
    expect(digestOfWords(wordsOfDigest(digest).join(', '))).toBe(digest)
  })

  it('says the example of the PGP word list (fingerprint E582 94F2 ...)', () => {
    const fingerprint = 'e58294f2e9a227486e8b061b31cc528fd7fa3f19'
    expect(wordsOfDigest(fingerprint).join(' ')).toBe(
      'topmost istanbul pluto vagabond treadmill pacific brackish dictator goldfish medusa ' +
        'afflict bravado chatter revolver dupont midsummer stopwatch whimsical cowbell bottomless',
    )
  })

  it('has two lists of 256 different words that share none', () => {
    expect(new Set([...evenWords, ...oddWords]).size).toBe(512)
    expect([evenWords.length, oddWords.length]).toEqual([256, 256])
  })
})
