// PLAN-UNUSED: what stands in the plan and does nothing (warnings only).

import { handsOf, splitSets } from '../backup.ts'
import { planRule } from '../rule.ts'
import { rolesByKey } from '../uses.ts'

/** PLAN-UNUSED: a token without a key, a key without a role, a site that keeps nothing, a share holder without a card: left over, or forgotten. */
export const unusedRule = planRule(
  'PLAN-UNUSED',
  ['sites', 'people', 'tokens', 'keys', 'repositories', 'seal', 'backup'],
  ({ sites, people, tokens, keys, repositories, seal, backup, recovery }) => {
    const used = new Set([...rolesByKey(repositories).keys(), ...seal.keys])
    const withKey = new Set(keys.flatMap((key) => ('token' in key ? [key.token] : [])))
    const split = splitSets({ backup })
    const proofs = new Set([...split.map(({ proof }) => proof), ...(recovery?.sets ?? []).map(({ into }) => into)])
    const kept = split.flatMap(({ copies, holders }) => [...copies, ...holders.map(({ site }) => site)])
    const keeping = new Set([...tokens.map((token) => token.site), ...kept])
    const read = (recovery?.sets ?? []).flatMap((set) => set.read)
    const withCard = new Set([...split.flatMap(({ holders }) => holders.flatMap(handsOf)), ...read])
    const left = (path: string, thing: string, id: string, why: string) => ({
      warning: true as const,
      path,
      problem: `the ${thing} "${id}" ${why}`,
      fix: `Use the ${thing}, or take it out of the plan.`,
    })
    return [
      ...sites.flatMap(({ id }, at) =>
        keeping.has(id) ? [] : [left(`sites[${at}].id`, 'site', id, 'keeps no token, card or copy')],
      ),
      ...people.flatMap(({ id, roles }, at) =>
        !roles.includes('shareHolder') || withCard.has(id)
          ? []
          : [left(`people[${at}].roles`, 'share holder', id, 'has no card')],
      ),
      ...tokens.flatMap(({ id }, at) =>
        withKey.has(id) || proofs.has(id)
          ? []
          : [left(`tokens[${at}].id`, 'token', id, 'holds no key, and no backup is restored into it')],
      ),
      ...keys.flatMap(({ id }, at) =>
        used.has(id) ? [] : [left(`keys[${at}].id`, 'key', id, 'is in no role and does not seal')],
      ),
    ]
  },
)
