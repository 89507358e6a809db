// PLAN-EXCEPTION: an exception sets aside a rule that there is, for something that there is, once.

import type { Plan, PlanException } from '../../formats/plan.ts'
import { suggestion } from '../../formats/yaml-nearest.ts'
import { quoted } from '../../formats/yaml-text.ts'
import { backupOf } from '../backup.ts'
import { type Finding, planRule } from '../rule.ts'
import { rolesByKey } from '../uses.ts'
import { type SubjectKind, waivableRules } from '../waivable.ts'
import { collapseOf } from './collapse.ts'

type Read = Pick<Plan, 'tokens' | 'keys' | 'repositories' | 'backup' | 'approvals' | 'exceptions'> & {
  readonly recovery?: Plan['recovery']
}

/**
 * PLAN-EXCEPTION: the rule may be set aside (core/plan/waivable.ts), the subject exists and is of the kind that the
 * rule is about, and no exception stands twice. Warns of an exception that nothing needs, and of one approved by
 * somebody who does not approve the plan.
 */
export const exceptionRule = planRule(
  'PLAN-EXCEPTION',
  ['tokens', 'keys', 'repositories', 'backup', 'approvals', 'exceptions'],
  (plan) => plan.exceptions.flatMap((exception, index) => judge(plan, exception, index)),
)

function judge(plan: Read, exception: PlanException, index: number): readonly Finding[] {
  const path = `exceptions[${index}]`
  const rule = waivableRules.find(({ id }) => id === exception.rule)
  if (rule === undefined) {
    const ids = waivableRules.map(({ id }) => id)
    const problem = `${quoted(exception.rule)} is not a rule that a plan may set aside`
    return [{ path: `${path}.rule`, problem, fix: suggestion(exception.rule, ids) }]
  }
  const subjects = subjectsOf(plan, rule.subject)
  if (!subjects.includes(exception.subject)) {
    const problem = `${rule.id} is set aside for a ${rule.subject}, and there is no ${rule.subject} ${quoted(exception.subject)}`
    return [{ path: `${path}.subject`, problem, fix: suggestion(exception.subject, subjects) }]
  }
  const same = (other: PlanException) => other.rule === exception.rule && other.subject === exception.subject
  if (plan.exceptions.findIndex(same) < index) {
    const problem = `${rule.id} is set aside for ${quoted(exception.subject)} twice`
    return [{ path, problem, fix: 'Keep one of the two.' }]
  }

  const findings: Finding[] = []
  if (!plan.approvals.some(({ by }) => by === exception.approvedBy)) {
    const problem = `${quoted(exception.approvedBy)} approves the exception but not the plan`
    const fix = 'Let one of the approvers of the plan approve it, or add their approval.'
    findings.push({ warning: true, path: `${path}.approvedBy`, problem, fix })
  }
  if (!isNeeded(plan, exception)) {
    const problem = `nothing in the plan needs ${rule.id} set aside for ${quoted(exception.subject)}`
    findings.push({ warning: true, path, problem, fix: 'Take the exception out.' })
  }
  return findings
}

function subjectsOf(plan: Read, kind: SubjectKind): readonly string[] {
  switch (kind) {
    case 'key':
      // A key that comes back from its backup is called by its set.
      return [...plan.keys, ...recovered(plan)].map(({ id }) => id)
    case 'token':
      return plan.tokens.map(({ id }) => id)
    case 'repository':
      return plan.repositories.map(({ name }) => name)
    case 'station':
      return ['station']
    default:
      return kind satisfies never
  }
}

const recovered = (plan: Read) => (plan.recovery?.level === 'full' ? plan.recovery.sets : [])

/** Only what the plan alone can tell: whether the station or a token needs one shows on the day. */
function isNeeded(plan: Read, { rule, subject }: PlanException): boolean {
  if (rule === 'TUF-ALGORITHM') {
    const used = rolesByKey(plan.repositories).has(subject)
    return used && plan.keys.some(({ id, algorithm }) => id === subject && algorithm === 'ecdsa-p384')
  }
  if (rule === 'TUF-ROLE-KEYS-DISJOINT') return (rolesByKey(plan.repositories).get(subject)?.size ?? 0) > 1
  if (rule === 'BACKUP-SOFTWARE')
    return backupOf(plan, subject)?.mode === 'imported' || recovered(plan).some(({ id }) => id === subject)
  if (rule === 'BACKUP-COLLAPSE') {
    const repository = plan.repositories.find(({ name }) => name === subject)
    return repository !== undefined && collapseOf(plan, repository) !== undefined
  }
  return true
}
