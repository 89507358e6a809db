// PLAN-REFERENCE: every id that is named exists.

import { suggestion } from '../../formats/yaml-nearest.ts'
import { quoted } from '../../formats/yaml-text.ts'
import { type Finding, planRule } from '../rule.ts'
import { rolesOf } from '../uses.ts'

/**
 * PLAN-REFERENCE: holders and security officers are people, tokens and sites exist, roles and seal name keys.
 * Not judged here: modules (they are in the site file) and subjects of exceptions (PLAN-EXCEPTION).
 */
export const referenceRule = planRule(
  'PLAN-REFERENCE',
  ['sites', 'people', 'tokens', 'keys', 'repositories', 'seal'],
  ({ sites, people, tokens, keys, repositories, seal }) => {
    const findings: Finding[] = []
    const named = (thing: string, known: readonly { readonly id: string }[]) => {
      const ids = known.map(({ id }) => id)
      const set = new Set(ids)
      return (id: string, path: string) => {
        if (set.has(id)) return
        findings.push({ path, problem: `there is no ${thing} ${quoted(id)} in this plan`, fix: suggestion(id, ids) })
      }
    }
    const person = named('person', people)
    const site = named('site', sites)
    const token = named('token', tokens)
    const key = named('key', keys)

    for (const [index, planned] of tokens.entries()) {
      person(planned.holder, `tokens[${index}].holder`)
      person(planned.securityOfficer, `tokens[${index}].securityOfficer`)
      site(planned.site, `tokens[${index}].site`)
    }
    for (const [index, planned] of keys.entries()) {
      if ('token' in planned) token(planned.token, `keys[${index}].token`)
    }
    for (const [index, repository] of repositories.entries()) {
      for (const { role, holds } of rolesOf(repository)) {
        for (const [at, id] of holds.keys.entries()) key(id, `repositories[${index}].roles.${role}.keys[${at}]`)
      }
    }
    for (const [at, id] of seal.keys.entries()) key(id, `seal.keys[${at}]`)
    return findings
  },
)
