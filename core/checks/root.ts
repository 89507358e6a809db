// All rules about a root, run before the PIN of the step that signs it and again on the file that was made.

import type { CheckResult, RootContext, RootRule } from './context.ts'
import { forkRule, noPrivateRule, reparseRule, signedRule } from './root-bytes.ts'
import {
  buildsOnRule,
  expiresFormRule,
  expiresOrderRule,
  nameRule,
  roleSetRule,
  specVersionRule,
  thresholdRule,
  versionRule,
} from './root-fields.ts'
import { algorithmRule, disjointRule, keyIdRule, keyUniqueRule } from './root-keys.ts'

/** In the order in which a person wants to hear of them. Ids are in docs/checks.md. */
const rules: readonly RootRule[] = [
  nameRule,
  buildsOnRule,
  versionRule,
  specVersionRule,
  roleSetRule,
  thresholdRule,
  keyIdRule,
  keyUniqueRule,
  disjointRule,
  algorithmRule,
  expiresFormRule,
  expiresOrderRule,
  forkRule,
  noPrivateRule,
  reparseRule,
  signedRule,
]

/**
 * Run every rule; none stops another. Nothing is signed while any answer is not `ok`.
 *
 * Runs first without `fileBytes`, over the draft; then with them, when TUF-REPARSE, NO-PRIVATE and TUF-SIGNED judge
 * the file itself.
 * @see docs/checks.md
 */
export function checkRootDraft(context: RootContext): readonly CheckResult[] {
  return rules.flatMap((rule) => rule(context))
}

/**
 * The rules that can answer otherwise for a repository that differs from one already checked only in its name: the
 * draft, and so its bytes, are the same.
 */
export function checkAlike(context: RootContext): readonly CheckResult[] {
  return [nameRule, forkRule].flatMap((rule) => rule(context))
}
