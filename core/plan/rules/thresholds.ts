// PLAN-THRESHOLD: every threshold can be met, and not by one key counted twice.

import type { Plan, RoleKeys } from '../../formats/plan.ts'
import { type Finding, type PlanRule, planRule } from '../rule.ts'
import { rolesOf } from '../uses.ts'

/**
 * PLAN-THRESHOLD: 1 <= T <= number of different keys, for each role and the seal; enough root keys are on tokens of
 * this plan to sign its root here. Warns of a root with T = 1 (one stolen token is the end) and of T = N (one lost
 * token is). Source: TUF 4.3 (threshold), GHSA-fphv-w9fq-2525, GHSA-3633-5h82-39pq.
 */
export const thresholdRules: readonly PlanRule[] = [
  planRule('PLAN-THRESHOLD', ['seal'], ({ seal }) => impossible(seal, 'seal')),
  planRule('PLAN-THRESHOLD', ['repositories'], ({ repositories }) =>
    repositories.flatMap((repository, index) =>
      rolesOf(repository).flatMap(({ role, holds }) => impossible(holds, `repositories[${index}].roles.${role}`)),
    ),
  ),
  planRule('PLAN-THRESHOLD', ['keys', 'repositories'], ({ keys, repositories }) =>
    repositories.flatMap(({ roles }, index) =>
      rootThreshold(keys, roles.root, `repositories[${index}].roles.root.threshold`),
    ),
  ),
]

function impossible(holds: RoleKeys, path: string): readonly Finding[] {
  const findings: Finding[] = []
  for (const [index, key] of holds.keys.entries()) {
    if (holds.keys.indexOf(key) === index) continue
    findings.push({
      path: `${path}.keys[${index}]`,
      problem: `the key "${key}" is named twice; it counts once`,
      fix: 'Name each key once.',
    })
  }
  const count = new Set(holds.keys).size
  if (holds.threshold > count) {
    findings.push({
      path: `${path}.threshold`,
      problem: `the threshold is ${holds.threshold}, but there ${count === 1 ? 'is 1 key' : `are ${count} keys`}`,
      fix: `Write a threshold from 1 to ${count}, or add keys.`,
    })
  }
  return findings
}

function rootThreshold(planned: Plan['keys'], root: RoleKeys, path: string): readonly Finding[] {
  const keys = new Set(root.keys)
  if (root.threshold > keys.size) return []
  const brought = planned.filter((key) => keys.has(key.id) && 'publicKey' in key)
  const here = keys.size - brought.length
  if (here < root.threshold) {
    return [
      {
        path,
        problem: `the threshold is ${root.threshold}, but only ${here} of the ${keys.size} root keys are on tokens of this plan`,
        fix: `Put at least ${root.threshold} root keys on tokens, or lower the threshold.`,
      },
    ]
  }
  if (root.threshold === 1) {
    return [
      { warning: true, path, problem: 'one root key alone can sign a new root', fix: 'Use a threshold of 2 or more.' },
    ]
  }
  if (root.threshold === keys.size) {
    const problem = `all ${keys.size} root keys are needed: losing one token is losing the root`
    return [{ warning: true, path, problem, fix: 'Add a root key beyond the threshold.' }]
  }
  return []
}
