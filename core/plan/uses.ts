// Who uses which key: the few questions that rules, survival and paper all ask of a plan.

import type { Id, Plan, PlannedKey, PlannedRepository, PlannedToken, RoleKeys, TufRole } from '../formats/plan.ts'

export type RoleOf = { readonly role: TufRole; readonly holds: RoleKeys }

/** The roles of a repository in their order: root, targets, snapshot, timestamp. */
export function rolesOf(repository: PlannedRepository): readonly RoleOf[] {
  const { root, targets, snapshot, timestamp } = repository.roles
  return [
    { role: 'root', holds: root },
    { role: 'targets', holds: targets },
    { role: 'snapshot', holds: snapshot },
    { role: 'timestamp', holds: timestamp },
  ]
}

/** For each key id the names of the roles that it has in any repository. */
export function rolesByKey(repositories: Plan['repositories']): ReadonlyMap<Id, ReadonlySet<TufRole>> {
  const found = new Map<Id, Set<TufRole>>()
  for (const repository of repositories) {
    for (const { role, holds } of rolesOf(repository)) {
      for (const key of holds.keys) {
        const roles = found.get(key) ?? new Set<TufRole>()
        found.set(key, roles.add(role))
      }
    }
  }
  return found
}

/** The token that holds a key, or undefined for a key that was brought in (or is not planned). */
export function tokenOf(
  plan: { readonly keys: readonly PlannedKey[]; readonly tokens: readonly PlannedToken[] },
  key: Id,
): PlannedToken | undefined {
  const planned = plan.keys.find((candidate) => candidate.id === key)
  return planned !== undefined && 'token' in planned
    ? plan.tokens.find((token) => token.id === planned.token)
    : undefined
}

/** Name of a site, as paper shows it. */
export const siteName = (plan: { readonly sites: Plan['sites'] }, id: Id): string =>
  plan.sites.find((site) => site.id === id)?.name ?? id

/** Name and id of a person, as paper shows them. */
export const personName = (plan: { readonly people: Plan['people'] }, id: Id): string =>
  plan.people.find((person) => person.id === id)?.name ?? id
