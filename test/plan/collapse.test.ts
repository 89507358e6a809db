// BACKUP-COLLAPSE: the search against trying all groups of people, and plans at the limit of what a plan may hold.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CardSet, findCollapse } from '../../core/plan/collapse.ts'

const filled = (set: CardSet, people: readonly string[]): boolean =>
  set.cards.filter((hands) => hands.some((person) => people.includes(person))).length >= set.threshold

function* subsets<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield []
  for (const [index, item] of items.entries()) {
    for (const rest of size === 0 ? [] : subsets(items.slice(index + 1), size - 1)) yield [item, ...rest]
  }
}

/** The rule as docs/backup.md words it: T sets, k the largest of their thresholds, k people. */
function collapses(sets: readonly CardSet[], needed: number): boolean {
  const people = [...new Set(sets.flatMap(({ cards }) => cards.flat()))]
  for (const chosen of subsets(sets, needed)) {
    const k = Math.max(...chosen.map(({ threshold }) => threshold))
    for (const group of subsets(people, Math.min(k, people.length)))
      if (chosen.every((set) => filled(set, group))) return true
  }
  return false
}

const cardSets = fc.array(
  fc
    .record({
      people: fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f', 'g'], { minLength: 3 }),
      deputies: fc.nat(2),
      threshold: fc.integer({ min: 2, max: 4 }),
    })
    .map(({ people, deputies, threshold }) => {
      const cards: string[][] = people.slice(0, people.length - deputies).map((person) => [person])
      for (const [index, deputy] of people.slice(people.length - deputies).entries()) cards[index]?.push(deputy)
      return {
        threshold: Math.min(threshold, Math.max(1, cards.length - 1)),
        cards: cards.filter((hands) => hands.length > 0),
      }
    })
    .filter(({ cards, threshold }) => threshold >= 2 && cards.length > threshold),
  { minLength: 2, maxLength: 5 },
)

describe('BACKUP-COLLAPSE: the search', () => {
  test('agrees with trying every group of people, and its example is one', () => {
    let found = 0
    fc.assert(
      fc.property(cardSets, fc.integer({ min: 2, max: 3 }), (drawn, needed) => {
        const sets = drawn.map((set, index) => ({ ...set, key: `k${index}` }))
        const result = findCollapse(sets, needed)
        expect(result !== undefined).toBe(collapses(sets, needed))
        if (result === undefined || result === 'too-entangled') return
        found++
        const opened = sets.filter(({ key }) => result.keys.includes(key))
        expect(opened).toHaveLength(needed)
        expect(new Set(result.people).size).toBe(Math.max(...opened.map(({ threshold }) => threshold)))
        for (const set of opened) expect(filled(set, result.people)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(found).toBeGreaterThan(200)
  })

  const people = Array.from({ length: 100 }, (_, index) => `p${index}`)
  const setOf = (key: string, threshold: number, holders: readonly string[]): CardSet => ({
    key,
    threshold,
    cards: holders.map((person) => [person]),
  })

  test('ends over 500 sets of 16 cards among 100 people that share no quorum, and over 500 that are alike', () => {
    // Sixteen people on a line through a 10 x 10 field: any two lines share few of them.
    const lines = Array.from({ length: 500 }, (_, index) =>
      setOf(
        `k${index}`,
        8,
        [...new Set(Array.from({ length: 16 }, (__, at) => (index * 7 + at * (1 + (index % 9)) * 3) % 100))].map(
          (at) => people[at] ?? '',
        ),
      ),
    ).filter(({ cards }) => cards.length > 8)
    expect(lines.length).toBeGreaterThan(100)
    const strict = findCollapse(lines, 60)
    expect(strict === undefined || strict === 'too-entangled').toBe(true)
    const alike = Array.from({ length: 500 }, (_, index) => setOf(`k${index}`, 8, people.slice(0, 16)))
    expect(findCollapse(alike, 100)).toMatchObject({ people: people.slice(0, 8) })
  })

  test('gives up after so many places and says so, never that there is none', () => {
    const sets = ['a', 'b', 'c'].map((key, index) => setOf(key, 3, people.slice(index, index + 8)))
    expect(findCollapse(sets, 3)).not.toBe(undefined)
    expect(findCollapse(sets, 3, 1)).toBe('too-entangled')
  })
})
