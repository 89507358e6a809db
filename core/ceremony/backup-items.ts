// Items of the acts of a backup and a recovery: a set, its cards, its copies, the steps of a maker's tool; and the token that proves it.

import type { Id, Plan } from '../formats/plan.ts'
import type { SplitSet, VendorSet } from '../formats/plan-backup.ts'
import { backupOf, backupSets, isSplit } from '../plan/backup.ts'
import { personName, siteName, tokenOf } from '../plan/uses.ts'
import { type Item, keyItem, tokenItem } from './collections.ts'
import { recoverySets, recoveryShares } from './recovery-items.ts'
import type { ActCollection, Nested } from './script.ts'

/** The items over which a whole act is repeated, in the order of the plan. */
export function actItems(collection: ActCollection, plan: Plan): readonly Item[] {
  switch (collection) {
    case 'backupSets':
      return backupSets(plan).map((set) => {
        const base = keyItem(plan, set.key, tokenOf(plan, set.key)?.id ?? '')
        const names = isSplit(set) ? splitNames(plan, set) : vendorNames(plan, set)
        return {
          ...base,
          bound: { ...base.bound, set: set.key },
          names: { ...base.names, ...names },
          actors: { ...base.actors, ...(isSplit(set) ? {} : { custodians: set.custodians }) },
        }
      })
    case 'recoverySets':
      return recoverySets(plan)
    default:
      return collection satisfies never
  }
}

const list = (names: readonly string[]): string => names.join(', ')

const splitNames = (plan: Plan, set: SplitSet): Readonly<Record<string, string>> => ({
  threshold: String(set.threshold),
  cards: String(set.holders.length),
  epoch: String(set.epoch),
  proof: set.proof,
  makes: plan.backup.mode === 'split' ? makes[plan.backup.cards] : '',
  people: list(set.holders.map(({ person }) => personName(plan, person))),
  sites: list(set.copies.map((site) => siteName(plan, site))),
})

/** How a card comes about, as the script says it: the holder ... */
const makes = {
  printed: 'prints the card',
  'by-hand': 'copies the card by hand onto the blank form',
  either: 'prints the card, or copies it by hand onto the blank form',
} as const

/** A sentence behind another one. */
const deputyMay = (plan: Plan, deputy: Id | undefined): string =>
  deputy === undefined
    ? ' This card has no deputy.'
    : ` Deputy: ${personName(plan, deputy)}, may fetch the card in its bag; may not read it.`

const vendorNames = (plan: Plan, set: VendorSet): Readonly<Record<string, string>> => ({
  device: set.device,
  serials: list(set.serials),
  people: list(set.custodians.map((person) => personName(plan, person))),
})

/** The items of a list that the act's own item has. Each keeps what that item binds but its token: it is not about one. */
export function nestedItems(nested: Nested, plan: Plan, outer: Item): readonly Item[] {
  if (nested === 'item.recoveryShares') return recoveryShares(plan, outer)
  const set = outer.bound.set === undefined ? undefined : backupOf(plan, outer.bound.set)
  if (set === undefined) return []
  const { token: _token, ...bound } = outer.bound
  const inner = (id: string, item: Partial<Item>): Item => ({
    id,
    bound: { ...bound, ...item.bound },
    names: { ...outer.names, ...item.names },
    actors: { ...outer.actors, ...item.actors },
  })
  switch (nested) {
    case 'item.shares':
      if (!isSplit(set)) return []
      return set.holders.map(({ person, site, deputy }, index) =>
        inner(person, {
          bound: { share: person },
          names: {
            name: personName(plan, person),
            number: String(index + 1),
            deputy: deputy === undefined ? 'nobody' : personName(plan, deputy),
            deputyMay: deputyMay(plan, deputy),
            site: siteName(plan, site),
          },
          actors: { person: [person] },
        }),
      )
    case 'item.copies':
      if (!isSplit(set)) return []
      return set.copies.map((site, index) =>
        inner(site, { bound: { site }, names: { site: siteName(plan, site), number: String(index + 1) } }),
      )
    case 'item.serials':
      if (isSplit(set)) return []
      return set.serials.map((serial, index) => inner(String(index + 1), { names: { serial } }))
    case 'item.vendorSteps':
      if (isSplit(set)) return []
      return set.steps.map((text, index) =>
        inner(String(index + 1), { names: { text, number: String(index + 1), of: String(set.steps.length) } }),
      )
    default:
      return nested satisfies never
  }
}

/** The same item, about the token into which its blob is restored. */
export function onProof(plan: Plan, item: Item): Item {
  const set = item.bound.set === undefined ? undefined : backupOf(plan, item.bound.set)
  const proof: Id | undefined = set !== undefined && isSplit(set) ? set.proof : undefined
  const token = plan.tokens.find(({ id }) => id === proof)
  if (token === undefined) return item
  const about = tokenItem(plan, token)
  return {
    ...item,
    bound: { ...item.bound, token: token.id },
    names: { ...item.names, ...about.names },
    actors: { ...item.actors, ...about.actors },
  }
}
