// Every rule of the plan, and running them. What each one is for stands at the rule, and in docs/formats/plan.md section 4.

import type { Plan } from '../formats/plan.ts'
import type { Problem } from '../formats/yaml-tree.ts'
import type { PlanRule, PlanSections, ScriptRoles } from './rule.ts'
import { proofRule, quorumRule, setsRule, softwareRule } from './rules/backup.ts'
import { collapseRule } from './rules/collapse.ts'
import { exceptionRule } from './rules/exceptions.ts'
import { serialRule, uniqueIdRules } from './rules/ids.ts'
import { algorithmRule, keySharedRule, publicKeyRule, sealRule } from './rules/keys.ts'
import { headCountRule, holderRoleRule, pinSeparationRule, roleSeparationRule } from './rules/people.ts'
import { recordRule, recoveryQuorumRule, recoveryRule, recoveryTokenRule, repositoriesRule } from './rules/recovery.ts'
import { referenceRules } from './rules/references.ts'
import { keyNameSafeRule, nameSafeRule, textProblems } from './rules/text.ts'
import { thresholdRules } from './rules/thresholds.ts'
import { expiresRule, firstRootRule, scheduleRule, versionRule } from './rules/time.ts'
import { unusedRule } from './rules/unused.ts'

/** Every rule but PLAN-TEXT, which reads whatever sections there are. */
export const planRules: readonly PlanRule[] = [
  ...uniqueIdRules,
  serialRule,
  ...referenceRules,
  ...thresholdRules,
  pinSeparationRule,
  roleSeparationRule,
  headCountRule,
  holderRoleRule,
  sealRule,
  expiresRule,
  scheduleRule,
  versionRule,
  firstRootRule,
  algorithmRule,
  keySharedRule,
  publicKeyRule,
  nameSafeRule,
  keyNameSafeRule,
  quorumRule,
  setsRule,
  proofRule,
  softwareRule,
  collapseRule,
  repositoriesRule,
  recoveryRule,
  recordRule,
  recoveryQuorumRule,
  recoveryTokenRule,
  unusedRule,
  exceptionRule,
]

/**
 * What holds where no script says otherwise. Who acts is apart from who watches; who runs the ceremony is apart from
 * who can use a key; who opens the safe can neither run the ceremony, use what lies in it, nor vouch for it; who minds
 * the camera is not in front of it. docs/formats/plan.md section 5 gives the reasons.
 */
export const defaultScriptRoles: ScriptRoles = {
  apart: [
    ['administrator', 'cryptoOfficer'],
    ['administrator', 'internalWitness'],
    ['administrator', 'externalWitness'],
    ['administrator', 'safeController'],
    ['administrator', 'cameraOperator'],
    ['cryptoOfficer', 'internalWitness'],
    ['cryptoOfficer', 'externalWitness'],
    ['cryptoOfficer', 'safeController'],
    ['cryptoOfficer', 'cameraOperator'],
    ['internalWitness', 'externalWitness'],
    ['internalWitness', 'safeController'],
    ['shareHolder', 'administrator'],
    ['shareHolder', 'internalWitness'],
    ['shareHolder', 'externalWitness'],
    ['shareHolder', 'safeController'],
  ],
  headCounts: { administrator: 1, cryptoOfficer: 2, internalWitness: 1 },
}

export type PlanVerdict = { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] }

/**
 * Judge a plan. Pure; reads nothing but the plan.
 * @param script - the script's `apart` and head-counts; the default where a plan is judged without its script.
 */
export function checkPlan(plan: Plan, script: ScriptRoles = defaultScriptRoles): PlanVerdict {
  return applyRules(plan, script)
}

/** The same over the sections that could be read: a rule is left out when a section that it reads is missing. */
export function applyRules(sections: PlanSections, script: ScriptRoles = defaultScriptRoles): PlanVerdict {
  const errors: Problem[] = textProblems(sections)
  const warnings: Problem[] = []
  for (const { id, reads, check } of planRules) {
    if (reads.some((section) => sections[section] === undefined)) continue
    for (const { warning, ...finding } of check(sections, script)) {
      const list = warning === true ? warnings : errors
      list.push({ rule: id, path: finding.path, problem: finding.problem, fix: finding.fix })
    }
  }
  return { errors, warnings }
}
