// Whether few people with cards could open too many root keys: an exact search, which says so where it would take too long.

import type { Id } from '../formats/plan.ts'

/** The cards of one set, each with the people who may have it in hands. Nobody stands at two cards of one set. */
export type CardSet = {
  readonly key: Id
  readonly threshold: number
  readonly cards: readonly (readonly Id[])[]
}

/** These people, as many as the largest threshold of these sets, fill a quorum in each of them. */
export type Collapse = { readonly people: readonly Id[]; readonly keys: readonly Id[] }

/** Looks at a card of a set before the search gives up: a few seconds. */
export const searchBudget = 60_000_000

/**
 * Find k people who fill a quorum in `needed` sets, k being the largest threshold of these sets.
 *
 * Such people are k at different cards of the set that has the threshold k, so each set is taken in turn and its cards are gone
 * through; the people who are missing to k can always be taken from its other cards.
 *
 * @param needed - 2 or more.
 * @returns undefined when there are none; `too-entangled` when `budget` looks came to no end. Never wrong otherwise.
 */
export function findCollapse(
  sets: readonly CardSet[],
  needed: number,
  budget: number = searchBudget,
): Collapse | 'too-entangled' | undefined {
  const left = { looks: budget }
  const all = sets.map(placed)
  for (const first of all) {
    const others = all.filter((set) => set !== first && set.threshold <= first.threshold)
    const found = searchFrom(first, others, needed - 1, left)
    if (found !== undefined) return found
  }
  return undefined
}

const placed = (set: CardSet): Placed => ({
  ...set,
  at: new Map(set.cards.flatMap((people, card) => people.map((person) => [person, card] as const))),
})

type Looks = { looks: number }
/** A set, and at which card each person stands. */
type Placed = CardSet & { readonly at: ReadonlyMap<Id, number> }
/** A person at a card of the first set. `bits`: their card in each of the other sets as one bit, 0 where they are at none. */
type Hand = { readonly person: Id; readonly bits: Int32Array }

function searchFrom(
  first: Placed,
  all: readonly Placed[],
  wanted: number,
  left: Looks,
): Collapse | 'too-entangled' | undefined {
  const others = all.filter((set) => overlap(first, set) >= set.threshold)
  if (others.length < wanted) return undefined
  const count = others.length
  const bitsOf = (person: Id): Int32Array =>
    Int32Array.from(others, ({ at }) => (at.has(person) ? 1 << (at.get(person) ?? 0) : 0))
  const cards = first.cards
    .map((people) => people.map((person): Hand => ({ person, bits: bitsOf(person) })))
    .sort((one, other) => gainOf(other) - gainOf(one))
  /** What the cards from this one on can touch at all. */
  const reach = cards.map((_, from) => unionOf(cards.slice(from).flat(), count))
  const touched = Array.from({ length: cards.length + 1 }, () => new Int32Array(count)) // one a depth
  const chosen: Hand[] = []
  const missing = (now: Int32Array, at: number): number =>
    Math.max(0, (others[at]?.threshold ?? 0) - ones(now[at] ?? 0))

  /** Whether what is left can still fill as many sets as are wanted; counted generously. */
  const hopeful = (now: Int32Array, from: number): boolean => {
    const room = first.threshold - chosen.length
    const needs: number[] = []
    const open = new Uint8Array(count)
    for (let at = 0; at < count; at++) {
      const need = missing(now, at)
      if (need > room || need > ones((reach[from]?.[at] ?? 0) & ~(now[at] ?? 0))) continue
      needs.push(need)
      if (need > 0) open[at] = 1
    }
    if (needs.length < wanted) return false
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
    const gain = ({ bits }: Hand): number => {
      let gained = 0
      for (let at = 0; at < count; at++) if (open[at] === 1 && ((bits[at] ?? 0) & ~(now[at] ?? 0)) !== 0) gained++
      return gained
    }
    const gains = cards.slice(from).map((hands) => Math.max(...hands.map(gain)))
    const best = gains.sort((one, other) => other - one).slice(0, room)
    return sum(needs.sort((one, other) => one - other).slice(0, wanted)) <= sum(best)
  }

  const go = (now: Int32Array, from: number): boolean | 'too-entangled' => {
    left.looks -= count * (cards.length - from + 1)
    if (left.looks <= 0) return 'too-entangled'
    let filled = 0
    for (let at = 0; at < count; at++) if (missing(now, at) === 0) filled++
    if (filled >= wanted) return true
    const hands = cards[from]
    if (hands === undefined || chosen.length === first.threshold || !hopeful(now, from)) return false
    for (const hand of hands) {
      const next = touched[chosen.length + 1]
      if (next === undefined) return false // no more cards than that
      let added = false
      for (let at = 0; at < count; at++) {
        const bits = (now[at] ?? 0) | (hand.bits[at] ?? 0)
        added ||= bits !== now[at]
        next[at] = bits
      }
      if (!added) continue // no better than to pass the card over
      chosen.push(hand)
      const found = go(next, from + 1)
      if (found !== false) return found
      chosen.pop()
    }
    return go(now, from + 1)
  }

  const found = go(new Int32Array(count), 0)
  if (found !== true) return found === false ? undefined : found
  const end = unionOf(chosen, count)
  const keys = others.flatMap(({ key }, at) => (missing(end, at) === 0 ? [key] : [])).slice(0, wanted)
  return { people: filledUp(first, chosen), keys: [first.key, ...keys] }
}

function unionOf(hands: readonly Hand[], count: number): Int32Array {
  const union = new Int32Array(count)
  for (const { bits } of hands) for (let at = 0; at < count; at++) union[at] = (union[at] ?? 0) | (bits[at] ?? 0)
  return union
}

/** How many bits of 16 are set. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555)
  const fours = (pairs & 0x3333) + ((pairs >>> 2) & 0x3333)
  const eights = (fours + (fours >>> 4)) & 0x0f0f
  return (eights + (eights >>> 8)) & 0x1f
}

/** Those who were chosen, and from other cards of the set as many as are missing to its threshold. */
function filledUp({ cards, threshold }: CardSet, chosen: readonly Hand[]): readonly Id[] {
  const people = chosen.map(({ person }) => person)
  const rest = cards.filter((hands) => !hands.some((person) => people.includes(person)))
  return [...people, ...rest.map(([person = '']) => person)].slice(0, threshold)
}

const gainOf = (hands: readonly Hand[]): number =>
  Math.max(...hands.map(({ bits }) => bits.filter((bit) => bit !== 0).length))

/** How many cards of `other` people can have in hands who stand at different cards of `first`: a matching (Kuhn). */
function overlap(first: Placed, other: Placed): number {
  const common = [...first.at.keys()].filter((person) => other.at.has(person)).length
  if (common < other.threshold) return common
  const reach = first.cards.map((people) => [...new Set(people.map((person) => other.at.get(person) ?? -1))])
  const taken = new Map<number, number>()
  const place = (card: number, tried: Set<number>): boolean =>
    (reach[card] ?? []).some((target) => {
      if (target < 0 || tried.has(target)) return false
      tried.add(target)
      const before = taken.get(target)
      if (before !== undefined && !place(before, tried)) return false
      taken.set(target, card)
      return true
    })
  return reach.filter((_, card) => place(card, new Set())).length
}
