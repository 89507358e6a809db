// PLAN-UNUSED: what stands in the plan and does nothing (warnings only).

import { planRule } from '../rule.ts'
import { rolesByKey } from '../uses.ts'

/** PLAN-UNUSED: a token without a key, a key without a role, a site that keeps nothing: left over, or forgotten. */
export const unusedRule = planRule(
  'PLAN-UNUSED',
  ['sites', 'tokens', 'keys', 'repositories', 'seal'],
  ({ sites, tokens, keys, repositories, seal }) => {
    const used = new Set([...rolesByKey(repositories).keys(), ...seal.keys])
    const withKey = new Set(keys.flatMap((key) => ('token' in key ? [key.token] : [])))
    const keeping = new Set(tokens.map((token) => token.site))
    const left = (path: string, thing: string, id: string, why: string) => ({
      warning: true as const,
      path,
      problem: `the ${thing} "${id}" ${why}`,
      fix: `Use the ${thing}, or take it out of the plan.`,
    })
    return [
      ...sites.flatMap(({ id }, at) =>
        keeping.has(id) ? [] : [left(`sites[${at}].id`, 'site', id, 'keeps no token')],
      ),
      ...tokens.flatMap(({ id }, at) =>
        withKey.has(id) ? [] : [left(`tokens[${at}].id`, 'token', id, 'holds no key')],
      ),
      ...keys.flatMap(({ id }, at) =>
        used.has(id) ? [] : [left(`keys[${at}].id`, 'key', id, 'is in no role and does not seal')],
      ),
    ]
  },
)
