// Rules about people: PLAN-PIN-SEPARATION, PLAN-ROLE-SEPARATION, PLAN-HEADCOUNT, PLAN-HOLDER-ROLE.

import type { Role } from '../../formats/plan.ts'
import { type Finding, planRule } from '../rule.ts'
import { personName, tokenOf } from '../uses.ts'

/**
 * PLAN-PIN-SEPARATION: the SO PIN and the user PIN of one token are known by different people. Who knows both can
 * reset the user PIN unseen, and nobody else could tell. Source: PKCS#11 C_InitPIN.
 */
export const pinSeparationRule = planRule('PLAN-PIN-SEPARATION', ['people', 'tokens'], ({ people, tokens }) =>
  tokens.flatMap((token, index): readonly Finding[] =>
    token.holder !== token.securityOfficer
      ? []
      : [
          {
            path: `tokens[${index}].securityOfficer`,
            problem: `${personName({ people }, token.holder)} would know both PINs of the token "${token.id}"`,
            fix: 'Name another person as security officer.',
          },
        ],
  ),
)

/** PLAN-ROLE-SEPARATION: nobody holds two roles that the script keeps apart, and no role is named twice. */
export const roleSeparationRule = planRule('PLAN-ROLE-SEPARATION', ['people'], ({ people }, { apart }) =>
  people.flatMap((person, index) => {
    const path = `people[${index}].roles`
    const clashes = apart.filter(([one, other]) => person.roles.includes(one) && person.roles.includes(other))
    const findings: Finding[] = clashes.map(([one, other]) => ({
      path,
      problem: `${person.name} is ${one} and ${other}; the script keeps these apart`,
      fix: 'Give one of the two roles to another person.',
    }))
    if (new Set(person.roles).size < person.roles.length) {
      findings.push({ path, problem: `${person.name} has one role twice`, fix: 'Name each role once.' })
    }
    return findings
  }),
)

/** PLAN-HEADCOUNT: each role has the people that the script needs. */
export const headCountRule = planRule('PLAN-HEADCOUNT', ['people'], ({ people }, { headCounts }) =>
  (Object.entries(headCounts) as [Role, number | undefined][]) // the names of `headCounts` are roles by its type
    .map(([role, needed]) => ({
      role,
      needed: needed ?? 0,
      there: people.filter((person) => person.roles.includes(role)).length,
    }))
    .filter(({ needed, there }) => there < needed)
    .map(({ role, needed, there }) => ({
      path: 'people',
      problem: `the script needs ${needed} with the role ${role}; the plan names ${there}`,
      fix: `Name ${needed - there} more with the role ${role}.`,
    })),
)

/** PLAN-HOLDER-ROLE: who holds a token with a root key is a crypto officer. */
export const holderRoleRule = planRule('PLAN-HOLDER-ROLE', ['people', 'tokens', 'keys', 'repositories'], (plan) => {
  const rootKeys = new Set(plan.repositories.flatMap((repository) => repository.roles.root.keys))
  const rootTokens = new Set([...rootKeys].map((key) => tokenOf(plan, key)?.id))
  return plan.tokens.flatMap((token, index): readonly Finding[] => {
    const holder = plan.people.find((person) => person.id === token.holder)
    if (!rootTokens.has(token.id) || holder === undefined || holder.roles.includes('cryptoOfficer')) return []
    const problem = `${holder.name} holds a root key but is no cryptoOfficer (${holder.roles.join(', ')})`
    return [{ path: `tokens[${index}].holder`, problem, fix: 'Let a crypto officer hold it.' }]
  })
})
