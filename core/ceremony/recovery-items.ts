// Items of a recovery: a set whose public record the plan brings, and the cards of it that are to be read.

import type { Plan } from '../formats/plan.ts'
import type { RecoverySet } from '../formats/plan-recovery.ts'
import { recordOf } from '../plan/recovery.ts'
import { personName, siteName } from '../plan/uses.ts'
import { type Item, tokenItem } from './collections.ts'

/** The sets of the plan's recovery, in its order. A set that is restored is about the token into which it is. */
export function recoverySets(plan: Plan): readonly Item[] {
  return (plan.recovery?.sets ?? []).map((set) => {
    const token = plan.tokens.find(({ id }) => id === set.into)
    const into: Item = token === undefined ? { id: '', bound: {}, names: {}, actors: {} } : tokenItem(plan, token)
    return {
      ...into,
      id: set.id,
      bound: { ...into.bound, set: set.id },
      names: { ...into.names, ...namesOf(plan, set) },
    }
  })
}

function namesOf(plan: Plan, set: RecoverySet): Readonly<Record<string, string>> {
  const record = recordOf(set)
  return {
    set: set.id,
    key: record.key.id,
    algorithm: record.key.algorithm,
    made: record.made,
    ceremony: record.ceremony,
    epoch: String(record.epoch),
    threshold: String(record.threshold),
    cards: String(record.shares.length),
    newLabel: set.label ?? 'none',
    people: set.read.map((person) => personName(plan, person)).join(', '),
    sites: plan.sites.map(({ id }) => siteName(plan, id)).join(', '),
  }
}

/** The cards that are to be read, in the order of the plan. They bind no token. */
export function recoveryShares(plan: Plan, outer: Item): readonly Item[] {
  const set = plan.recovery?.sets.find(({ id }) => id === outer.bound.set)
  if (set === undefined) return []
  const numbers = recordOf(set).shares.map(({ holder }) => holder)
  return set.read.map((person) => ({
    id: person,
    bound: { set: set.id, share: person },
    names: { ...outer.names, name: personName(plan, person), number: String(numbers.indexOf(person) + 1) },
    actors: { ...outer.actors, person: [person] },
  }))
}
