// What a rule of the plan is: an id, the sections it reads, and one function.

import type { Plan, Role } from '../formats/plan.ts'
import type { Problem } from '../formats/yaml-tree.ts'

export type Section = keyof Plan
/** The sections of a plan whose shape is right; all of them in a plan that was read. */
export type PlanSections = { readonly [S in Section]?: Plan[S] }

/** What the script asks of the people (core/ceremony/script.ts). */
export type ScriptRoles = {
  /** Pairs of roles that one person may not hold together. */
  readonly apart: readonly (readonly [Role, Role])[]
  /** How many people each role needs, at least. */
  readonly headCounts: { readonly [R in Role]?: number }
  /** The script cannot bring in an earlier root: only first roots can be made with it. */
  readonly firstRoots?: boolean
  /** `none`: it signs no root, and a plan for it has no repository. Absent where no script is known. */
  readonly repositories?: 'some' | 'none'
  /** What it does with the section `recovery`; `none`: nothing, so a plan for it has none. Absent where no script is known. */
  readonly recovery?: 'drill' | 'restore' | 'none'
}

/** `path` is like `tokens[2].holder`. A warning is told and refuses nothing. */
export type Finding = Omit<Problem, 'rule'> & { readonly warning?: true }

export type PlanRule = {
  readonly id: string
  readonly reads: readonly Section[]
  readonly check: (plan: PlanSections, script: ScriptRoles) => readonly Finding[]
}

/** Define a rule. It is run only on plans that have every section of `reads`; its type lets it read no other, but `recovery`, which may be absent. */
export function planRule<const S extends Section>(
  id: string,
  reads: readonly S[],
  check: (plan: Pick<Plan, S> & Pick<Plan, 'recovery'>, script: ScriptRoles) => readonly Finding[],
): PlanRule {
  return { id, reads, check: check as PlanRule['check'] } // applyRules calls it only when all of `reads` is there
}
