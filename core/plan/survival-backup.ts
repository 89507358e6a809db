// What the backup changes in the survival table: what a lost card, copy, token or site still leaves, and what a stolen one opens.

import { setWords } from '../backup/card.ts'
import type { Id, Plan } from '../formats/plan.ts'
import type { SplitSet } from '../formats/plan-backup.ts'
import type { RecoverySet } from '../formats/plan-recovery.ts'
import { backupSets, handsOf, isSplit, splitSets } from './backup.ts'
import { recordOf } from './recovery.ts'
import { personName, siteName, tokenOf } from './uses.ts'

/** What lost or stolen cards mean, one line a set. */
export function cardLines(plan: Plan): readonly string[] {
  const recovered = (plan.recovery?.sets ?? []).map((set) => recoveredLine(plan, set))
  if (recovered.length > 0 && plan.backup.mode === 'none') return recovered
  if (plan.backup.mode === 'none') {
    return [
      'There are no backup cards (backup: none). No card can be lost or stolen, and none brings a key back.',
      plan.backup.reason,
    ]
  }
  return backupSets(plan).map((set) => {
    if (!isSplit(set)) {
      return `${set.key}: backed up with the maker's tool (${set.device}); this table cannot tell what brings it back, or who.`
    }
    const { key, threshold, holders } = set
    const spare = holders.length - threshold
    return [
      `${key}: any ${threshold} of ${count(holders.length, 'card')}, with one copy (${copiesOf(plan, set)}), bring it back.`,
      `Losing ${count(spare, 'card')} changes nothing; losing ${spare + 1} ends the backup.`,
      `Stealing ${count(threshold - 1, 'card')} opens nothing; ${threshold} and a copy are the key.`,
    ].join(' ')
  })
}

/** What a recovery needs of the people whom it calls, and how they know their cards and the copy. */
function recoveredLine(plan: Plan, set: RecoverySet): string {
  const { made, ceremony, epoch, shares, threshold, blob, set: number } = recordOf(set)
  const spare = set.read.length - threshold
  const cards = `any ${threshold} of its ${count(shares.length, 'card')}`
  const asked = set.read.map((id) => personName(plan, id)).join(', ')
  const enough = plan.recovery?.level === 'card' ? '' : `; ${spare > 0 ? spare : 'none'} of these may be missing`
  const copy =
    plan.recovery?.level === 'full'
      ? ` One copy is needed: a file that ends in .key-blob.json, ${blob.bytes} bytes, SHA-256 ${blob.sha256}.`
      : ' No copy is needed.'
  return [
    `${set.id}: its backup was made in ${ceremony} (${made}, split ${epoch}); ${cards} open it.`,
    `Cards are asked of: ${asked}${enough}. Each begins with "${setWords(number).join(' ')}".${copy}`,
  ].join(' ')
}

/** Keys whose backup lies at one site whole: a copy, and cards enough to open it. */
export const openedAt = (plan: Plan, site: Id): readonly Id[] =>
  splitSets(plan).flatMap((set) => (set.copies.includes(site) && cardsAt(set, site) >= set.threshold ? [set.key] : []))

/** A person with cards: what is left without them, and what they still need. */
export function personNotes(plan: Plan, person: Id): readonly string[] {
  const name = personName(plan, person)
  return splitSets(plan).flatMap((set) => {
    const holder = set.holders.find((each) => handsOf(each).includes(person))
    if (holder === undefined) return []
    const other = handsOf(holder).find((id) => id !== person)
    const what =
      holder.person === person ? 'has a card' : `is the deputy for a card of ${personName(plan, holder.person)}`
    const left = set.holders.length - 1
    const absent =
      other === undefined
        ? `without it ${count(left, 'card')} remain, ${set.threshold} are needed`
        : `if absent, ${personName(plan, other)} may have it too`
    return [
      `${name} ${what} of ${set.key}: ${absent}. If turned, ${count(set.threshold - 1, 'card')} and a copy are missing.`,
    ]
  })
}

/** Keys that go with a lost token, and come back. */
export const tokenNotes = (plan: Plan, token: Id): readonly string[] =>
  splitSets(plan).flatMap((set) =>
    tokenOf(plan, set.key)?.id === token
      ? [
          `If token ${token} is lost, ${set.key} can be restored: ${set.threshold} of ${count(set.holders.length, 'card')}, and a copy (${copiesOf(plan, set)}).`,
        ]
      : [],
  )

/** A site that keeps cards or copies: whether the backup outlives it, and what a burglar still needs. */
export function siteNotes(plan: Plan, site: Id): readonly string[] {
  return splitSets(plan).flatMap((set) => {
    const cards = cardsAt(set, site)
    const copies = set.copies.includes(site) ? 1 : 0
    if (cards + copies === 0) return []
    const kept = [cards > 0 ? count(cards, 'card') : '', copies > 0 ? 'a copy' : ''].filter((each) => each !== '')
    return [
      `${siteName(plan, site)} keeps ${kept.join(' and ')} of ${set.key}. ${ifLost(set, cards, copies)} ${ifBurgled(set, cards, copies)}`,
    ]
  })
}

function ifLost(set: SplitSet, cards: number, copies: number): string {
  const [cardsLeft, copiesLeft] = [set.holders.length - cards, set.copies.length - copies]
  const left = `${count(cardsLeft, 'card')} and ${count(copiesLeft, 'copy')} remain`
  if (cardsLeft >= set.threshold && copiesLeft > 0) return `If it is lost, ${left}: it can still be restored.`
  return `If it is lost, ${left}: it can NOT be restored any more.`
}

function ifBurgled(set: SplitSet, cards: number, copies: number): string {
  const missing = [
    set.threshold > cards ? `${count(set.threshold - cards, 'card')} more` : '',
    copies === 0 ? 'a copy' : '',
  ].filter((each) => each !== '')
  return missing.length === 0
    ? 'If it is burgled, the key IS OPEN.'
    : `If it is burgled, ${missing.join(' and ')} would open it.`
}

const cardsAt = (set: SplitSet, site: Id): number => set.holders.filter((holder) => holder.site === site).length

const copiesOf = (plan: Plan, set: SplitSet): string => set.copies.map((site) => siteName(plan, site)).join(' or ')

const count = (number: number, thing: 'card' | 'copy'): string =>
  `${number} ${number === 1 ? thing : { card: 'cards', copy: 'copies' }[thing]}`
