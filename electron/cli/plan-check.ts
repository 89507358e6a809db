// anchorite plan check: every problem with its line and column, nothing started; or the digest that is approved.

import { expand } from '../../core/ceremony/expand.ts'
import { expansionDigest } from '../../core/ceremony/expanded.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { planDigest, readPlan } from '../../core/formats/plan.ts'
import { printPlan } from '../../core/plan/print.ts'
import { printSurvival } from '../../core/plan/print-survival.ts'
import { survivalTable } from '../../core/plan/survival.ts'
import { wordLines, wordsOfDigest } from '../../core/transcript/words.ts'
import { sha256 } from '../host/program.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { scriptOf, scriptRoles } from '../host/scripts.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'

const maxPlanBytes = 1024 * 1024

/** @param print - the whole plan and script as they go to paper. */
export function checkPlanFile(path: string, print: boolean, output: Output): ExitCode {
  const bytes = readNamedFile(path, maxPlanBytes)
  const { plan, warnings } = readPlan(bytes, path, scriptRoles)
  const script = scriptOf(plan.ceremony)
  const digest = planDigest(plan)
  const expanded = expand(script, plan, digest)
  const table = survivalTable(plan)
  const paper = print
    ? [...printPlan(plan, digest, wordsOfDigest(digest)), '', ...printScript(expanded, plan)]
    : undefined
  output.done(
    paper ?? [
      `The plan ${plan.name} version ${plan.version} holds: ${expanded.steps.length} steps, ${plan.people.length} people, ${plan.tokens.length} tokens.`,
      ...warnings.map(
        (warning) =>
          `Warning, line ${warning.line}, column ${warning.column}: ${warning.path}: ${warning.problem} ${warning.fix} (${warning.rule})`,
      ),
      '',
      ...printSurvival(table),
      '',
      `Digest of the plan (SHA-256 of its canonical form): ${digest}`,
      ...wordLines(digest),
      `Digest of the script for this plan: ${expansionDigest(expanded)}`,
      ...wordLines(expansionDigest(expanded)),
    ],
    {
      kind: 'plan',
      name: plan.name,
      version: plan.version,
      planDigest: digest,
      expansionDigest: expansionDigest(expanded),
      fileSha256: sha256(bytes),
      steps: expanded.steps.length,
      warnings,
      survival: table,
    },
  )
  return 0
}
