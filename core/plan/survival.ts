// The survival table: whoever or whatever is lost or turned, can we still sign, and can someone forge? Computed, never judged.

import type { Id, Plan, PlannedRepository, RoleKeys, TufRole } from '../formats/plan.ts'
import { cardLines, openedAt, personNotes, siteNotes, tokenNotes } from './survival-backup.ts'
import { personName, rolesOf, tokenOf } from './uses.ts'

/** What a row is about. `outsider`: whoever holds brought-in keys, as the plan names them (`heldBy`). */
export type SubjectKind = 'person' | 'token' | 'site' | 'outsider'

/**
 * One role of one group. `sign`: enough of its keys remain without the subject's. `forge`: the subject's keys suffice,
 * of this role or of root, since who can sign a root names new keys for every role.
 */
export type Verdict = { readonly role: TufRole; readonly sign: boolean; readonly forge: boolean }

export type SurvivalRow = {
  readonly kind: SubjectKind
  readonly id: string
  readonly name: string
  /** Keys that go with it. */
  readonly keys: readonly Id[]
  /** One list for each group, in the order of `groups`; roles in their own order. */
  readonly verdicts: readonly (readonly Verdict[])[]
  readonly notes: readonly string[]
}

/** The fewest tokens or outside holders, with one example; none where no number of them does it. */
export type Fewest = { readonly count: number; readonly example: readonly string[] } | undefined

export type SurvivalRole = {
  readonly role: TufRole
  readonly threshold: number
  readonly keys: readonly Id[]
  /** Their loss stops us. */
  readonly stops: Fewest
  /** Their theft, with the PINs, forges: with keys of this role, or of root where those are fewer. */
  readonly forges: Fewest
}

/** Repositories whose roles have the same keys and thresholds survive alike, so they share one table. */
export type SurvivalGroup = { readonly repositories: readonly string[]; readonly roles: readonly SurvivalRole[] }

export type SurvivalTable = {
  readonly groups: readonly SurvivalGroup[]
  readonly rows: readonly SurvivalRow[]
  /** What lost or stolen cards mean. Without a backup there are none. */
  readonly cards: readonly string[]
}

/**
 * Compute the table.
 *
 * A person goes with the keys of the tokens whose user PIN they know; a token with its keys; a site with the tokens
 * that are kept there, and, stolen, with the keys whose backup lies there whole; an outside holder with the keys they hold.
 * What a backup brings back is said in notes, not in the table: it takes people and a day. Lost: absent, lost, burned. Turned: coerced, or
 * stolen by someone who knows the PIN: the worst case, whatever else protects the token.
 * Not caught: two things at once (the fewest tokens tell), how likely anything is, a signing service that is misled.
 *
 * @param plan - a plan that passed its rules; ids that do not exist count as lost with nobody.
 */
export function survivalTable(plan: Plan): SurvivalTable {
  const groups = groupsOf(plan)
  /** `opened`: keys whose backup lies there whole, so is stolen with it; it is not lost with it. */
  const row = (
    about: { readonly kind: SubjectKind; readonly id: string; readonly name: string },
    keys: readonly Id[],
    notes: readonly string[] = [],
    opened: readonly Id[] = [],
  ): SurvivalRow => ({
    ...about,
    keys,
    verdicts: groups.map((group) => verdictsOf(group.roles, new Set(keys), new Set([...keys, ...opened]))),
    notes,
  })
  const onTokens = plan.keys.filter((key) => 'token' in key)
  const keysWhere = (fits: (token: Plan['tokens'][number]) => boolean) => {
    const tokens = new Set(plan.tokens.filter(fits).map((token) => token.id))
    return onTokens.filter((key) => tokens.has(key.token)).map((key) => key.id)
  }

  return {
    groups,
    rows: [
      ...plan.people.map(({ id, name }) => {
        const held = keysWhere((token) => token.holder === id)
        const notes = [...securityOfficerNotes(plan, id, held, groups), ...personNotes(plan, id)]
        return row({ kind: 'person', id, name }, held, notes)
      }),
      ...plan.tokens.map(({ id, label }) => {
        const keys = keysWhere((token) => token.id === id)
        return row({ kind: 'token', id, name: label }, keys, tokenNotes(plan, id))
      }),
      ...plan.sites.map(({ id, name }) => {
        const keys = keysWhere((token) => token.site === id)
        return row({ kind: 'site', id, name }, keys, siteNotes(plan, id), openedAt(plan, id))
      }),
      ...outsidersOf(plan).map(({ name, keys }) => row({ kind: 'outsider', id: name, name }, keys)),
    ],
    cards: cardLines(plan),
  }
}

function verdictsOf(
  roles: readonly SurvivalRole[],
  gone: ReadonlySet<Id>,
  stolen: ReadonlySet<Id> = gone,
): readonly Verdict[] {
  const counted = roles.map(({ role, keys, threshold }) => {
    const among = (some: ReadonlySet<Id>): number => keys.filter((key) => some.has(key)).length
    return { role, sign: keys.length - among(gone) >= threshold, forge: among(stolen) >= threshold }
  })
  const rootForged = counted.some(({ role, forge }) => role === 'root' && forge)
  return counted.map((verdict) => ({ ...verdict, forge: verdict.forge || rootForged }))
}

/** A security officer can erase a token, never sign with it; that matters together with the tokens they hold. */
function securityOfficerNotes(
  plan: Plan,
  person: Id,
  held: readonly Id[],
  groups: readonly SurvivalGroup[],
): readonly string[] {
  const tokens = plan.tokens.filter((token) => token.securityOfficer === person)
  if (tokens.length === 0) return []
  const erased = plan.keys.flatMap((key) =>
    tokens.some((token) => 'token' in key && key.token === token.id) ? key.id : [],
  )
  const gone = new Set([...held, ...erased])
  const stopped = groups.flatMap((group) =>
    verdictsOf(group.roles, gone)
      .filter(({ sign }) => !sign)
      .map(({ role }) => role),
  )
  const name = personName(plan, person)
  const notes = [`${name} knows the SO PIN of ${tokens.map((token) => token.id).join(', ')}: can erase, cannot sign.`]
  if (stopped.length > 0) {
    const roles = [...new Set(stopped)].join(', ')
    notes.push(
      `If ${name} erases what they can reach, and their own tokens count as lost, too few keys remain for: ${roles}.`,
    )
  }
  return notes
}

function groupsOf(plan: Plan): readonly SurvivalGroup[] {
  const groups = new Map<string, { repositories: string[]; roles: readonly SurvivalRole[] }>()
  for (const repository of plan.repositories) {
    const key = sameRoles(repository)
    const group = groups.get(key)
    if (group !== undefined) group.repositories.push(repository.name)
    else groups.set(key, { repositories: [repository.name], roles: survivalRoles(plan, repository) })
  }
  return [...groups.values()]
}

const sameRoles = (repository: PlannedRepository): string =>
  JSON.stringify(rolesOf(repository).map(({ holds }) => [[...new Set(holds.keys)].sort(), holds.threshold]))

function survivalRoles(plan: Plan, repository: PlannedRepository): readonly SurvivalRole[] {
  const rootKeys = [...new Set(repository.roles.root.keys)]
  const rootForges = fewest(unitsOf(plan, rootKeys), repository.roles.root.threshold)
  return rolesOf(repository).map(({ role, holds }) => {
    const keys = [...new Set(holds.keys)]
    const units = unitsOf(plan, keys)
    return {
      role,
      threshold: holds.threshold,
      keys,
      stops: fewest(units, keys.length - holds.threshold + 1),
      forges: fewer(fewest(units, holds.threshold), rootForges),
    }
  })
}

const fewer = (one: Fewest, other: Fewest): Fewest =>
  one === undefined || (other !== undefined && other.count < one.count) ? other : one

type Unit = { readonly name: string; readonly count: number }

/** Tokens and outside holders with the number of this role's keys that each holds. Every key is with exactly one. */
function unitsOf(plan: Plan, keys: RoleKeys['keys']): readonly Unit[] {
  const counts = new Map<string, number>()
  for (const id of keys) {
    const key = plan.keys.find((candidate) => candidate.id === id)
    const name = key !== undefined && 'heldBy' in key ? key.heldBy : tokenOf(plan, id)?.id
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => ({ name, count }))
}

/** Largest first is exact, because no key is with two of them. */
function fewest(units: readonly Unit[], needed: number): Fewest {
  const example: string[] = []
  let reached = 0
  for (const { name, count } of [...units].sort((a, b) => b.count - a.count)) {
    if (reached >= needed) break
    example.push(name)
    reached += count
  }
  return reached >= needed ? { count: example.length, example } : undefined
}

function outsidersOf(plan: Plan): readonly { readonly name: string; readonly keys: readonly Id[] }[] {
  const found = new Map<string, Id[]>()
  for (const key of plan.keys) {
    if ('heldBy' in key) found.set(key.heldBy, [...(found.get(key.heldBy) ?? []), key.id])
  }
  return [...found].map(([name, keys]) => ({ name, keys }))
}
