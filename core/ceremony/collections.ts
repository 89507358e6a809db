// What a script may repeat a step over, taken from the plan. Each item has an id, what it binds, and the names its texts may use.

import type { Id, Person, Plan, PlanException, PlannedToken } from '../formats/plan.ts'
import { backupOf, isMadeOnToken, isSplit } from '../plan/backup.ts'
import { waivableRules } from '../plan/waivable.ts'
import { type Chunk, chunkId, chunkName, chunksOf } from './chunks.ts'
import type { Bound } from './expanded.ts'
import type { Collection, Condition, ItemActor } from './script.ts'

export type Item = {
  readonly id: string
  readonly bound: Bound
  /** Values of `{item.*}` in texts. */
  readonly names: Readonly<Record<string, string>>
  /** Who is meant by `item.holder` and the like. */
  readonly actors: { readonly [A in ItemActor]?: readonly Id[] }
}

/** Serial numbers are read aloud: in groups of four. */
export const grouped = (serial: string): string => serial.replace(/(.{4})(?=.)/g, '$1 ')

/** The items of a collection, in the order of the plan. */
export function itemsOf(collection: Collection, plan: Plan): readonly Item[] {
  switch (collection) {
    case 'people':
    case 'rollCall':
      return (collection === 'people' ? plan.people : plan.people.filter((person) => mustBeThere(plan, person))).map(
        (person) => ({
          id: person.id,
          bound: { person: person.id },
          names: { name: person.name, roles: person.roles.map(roleName).join(', ') },
          actors: { person: [person.id] },
        }),
      )
    case 'tokens':
      return plan.tokens.map((token) => tokenItem(plan, token))
    case 'keysOnTokens':
      return plan.keys.flatMap((key) => ('token' in key ? [keyItem(plan, key.id, key.token)] : []))
    case 'broughtKeys':
      return plan.keys.flatMap((key) =>
        'token' in key
          ? []
          : [
              {
                id: key.id,
                bound: { key: key.id },
                names: { key: key.id, algorithm: key.algorithm, heldBy: key.heldBy },
                actors: {},
              },
            ],
      )
    case 'repositories':
      return chunksOf(plan).map((chunk) => chunkItem(plan, chunk))
    case 'rootSigners':
      return chunksOf(plan).flatMap((chunk) =>
        (plan.repositories[chunk.first]?.roles.root.keys ?? []).flatMap((id) => {
          const key = plan.keys.find((candidate) => candidate.id === id)
          if (key === undefined || !('token' in key)) return []
          const base = keyItem(plan, id, key.token)
          const of = chunkItem(plan, chunk)
          return [
            {
              ...base,
              id: `${of.id}.${id}`,
              bound: { ...base.bound, ...of.bound },
              names: { ...base.names, ...of.names },
            },
          ]
        }),
      )
    case 'sealKeys':
      return plan.seal.keys.flatMap((id) => {
        const key = plan.keys.find((candidate) => candidate.id === id)
        return key !== undefined && 'token' in key ? [keyItem(plan, id, key.token)] : []
      })
    case 'safes':
      return plan.sites.map((site) => ({
        id: site.id,
        bound: { site: site.id },
        names: { site: site.name, tokens: tokensAt(plan, site.id) },
        actors: {},
      }))
    case 'exceptions':
      return plan.exceptions.map((exception, index) => exceptionItem(plan, exception, index))
    default:
      return collection satisfies never
  }
}

/** Whether the plan, or the item's token, key or set, meets a script's `when`. */
export function holds(condition: Condition, plan: Plan, item: Item | undefined): boolean {
  const token = plan.tokens.find((candidate) => candidate.id === item?.bound.token)
  const set = item?.bound.set === undefined ? undefined : backupOf(plan, item.bound.set)
  switch (condition) {
    case 'hasPrevious':
      return plan.previous !== null
    case 'hasNoPrevious':
      return plan.previous === null
    case 'hasBags':
      return plan.tokens.some((token) => token.bag !== undefined)
    case 'item.initialise':
      return token?.initialise === true
    case 'item.keep':
      return token?.initialise === false
    case 'item.bagged':
      return token?.bag !== undefined
    case 'item.madeOnToken':
      return item?.bound.key !== undefined && isMadeOnToken(plan, item.bound.key)
    case 'hasBackup':
      return plan.backup.mode !== 'none'
    case 'item.split':
      return set !== undefined && isSplit(set)
    case 'item.wrapped':
      return set?.mode === 'wrapped'
    case 'item.imported':
      return set?.mode === 'imported'
    case 'item.vendor':
      return set?.mode === 'vendor'
    case 'item.printed':
      return set !== undefined && isSplit(set) && plan.backup.mode === 'split' && plan.backup.cards !== 'by-hand'
    case 'hasImported':
      return plan.keys.some(({ id }) => !isMadeOnToken(plan, id))
    case 'allMadeHere':
      return plan.recovery === undefined && plan.keys.every(({ id }) => isMadeOnToken(plan, id))
    case 'hasRecovery':
      return plan.recovery !== undefined
    case 'isQuorum':
      return plan.recovery !== undefined && plan.recovery.level !== 'card'
    case 'isFull':
      return plan.recovery?.level === 'full'
    case 'item.dice':
      return set !== undefined && isSplit(set) && set.dice
    default:
      return condition satisfies never
  }
}

/** In a recovery a holder of a card may be absent: what they would do is passed over, and they have no private code. */
const mustBeThere = (plan: Plan, { roles }: Person): boolean =>
  plan.recovery === undefined || roles.some((role) => role !== 'shareHolder')

/** `cryptoOfficer` as people say it. */
export const roleName = (role: string): string => role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const nameOf = (plan: Plan, id: Id): string => plan.people.find((person) => person.id === id)?.name ?? id

const tokensAt = (plan: Plan, site: Id): string =>
  plan.tokens
    .filter((token) => token.site === site)
    .map((token) => token.id)
    .join(', ') || 'no token'

export function tokenItem(plan: Plan, token: PlannedToken): Item {
  return {
    id: token.id,
    bound: { token: token.id },
    names: {
      token: token.id,
      serial: grouped(token.serial),
      label: token.label,
      holderName: nameOf(plan, token.holder),
      securityOfficerName: nameOf(plan, token.securityOfficer),
      bag: token.bag ?? 'without a bag number',
      site: plan.sites.find((site) => site.id === token.site)?.name ?? token.site,
    },
    actors: { holder: [token.holder], securityOfficer: [token.securityOfficer] },
  }
}

export function keyItem(plan: Plan, key: Id, tokenId: Id): Item {
  const token = plan.tokens.find((candidate) => candidate.id === tokenId)
  const algorithm = plan.keys.find((candidate) => candidate.id === key)?.algorithm ?? ''
  if (token === undefined) return { id: key, bound: { key, token: tokenId }, names: { key, algorithm }, actors: {} }
  const base = tokenItem(plan, token)
  return { ...base, id: key, bound: { key, token: tokenId }, names: { ...base.names, key, algorithm } }
}

/** All of it is read aloud: what is set aside, what that allows, why, and who said so. */
function exceptionItem(plan: Plan, { rule, subject, reason, approvedBy }: PlanException, index: number): Item {
  const known = waivableRules.find(({ id }) => id === rule)
  return {
    id: String(index + 1),
    bound: {},
    actors: {},
    names: {
      number: String(index + 1),
      count: String(plan.exceptions.length),
      rule,
      about: known === undefined || known.subject === 'station' ? subject : `the ${known.subject} ${subject}`,
      allows: known?.allows ?? 'what the rule forbids',
      reason: /[.!?]$/.test(reason) ? reason : `${reason}.`,
      approvedBy,
    },
  }
}

/** `{item.repository}` is the repository, or what the chunk is called. */
const chunkItem = (plan: Plan, chunk: Chunk): Item => ({
  id: chunkId(plan, chunk),
  bound: { chunk },
  names: { repository: chunkName(plan, chunk) },
  actors: {},
})
