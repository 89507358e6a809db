// What the rules about a root draft look at, and what they answer.

import type { Id, Instant, Plan, PlannedRepository } from '../formats/plan.ts'
import { setAside as planSetsAside, waivableRules } from '../plan/waivable.ts'
import type { KeySource, RootDraft } from '../tuf/root.ts'
import type { UntrustedRoot } from '../tuf/untrusted.ts'
import type { RegisterEntry } from './register.ts'

export type RootContext = {
  readonly draft: RootDraft
  /** The bytes of the signed file, once it was made; undefined before the PIN. */
  readonly fileBytes?: Uint8Array
  readonly plan: Plan
  readonly repository: PlannedRepository
  /** Public keys by plan key id. */
  readonly keys: ReadonlyMap<Id, KeySource>
  /** The root that this one follows, as it came in; undefined for a first root. */
  readonly previousRoot?: UntrustedRoot
  readonly now: Instant
  /** The signing register: the station's entries, and those read from the tokens. */
  readonly lastSigned: readonly RegisterEntry[]
  /** Rules set aside in this ceremony by a deviation that stands in the transcript. Only ROOT-FORK listens to it. */
  readonly deviations?: readonly { readonly rule: string; readonly subject: string }[]
}

/** One answer of one rule. `words` is one or more whole sentences for people. */
export type CheckResult = {
  readonly id: string
  readonly ok: boolean
  /** What it is about: the id of a key or a role, or the name of the repository. */
  readonly subject: string
  readonly words: string
}

/** One policy rule. All its failures, or a single good answer. */
export type RootRule = (context: RootContext) => readonly CheckResult[]

/** A subject that breaks the rule, and how. `final`: no exception of the plan sets this one aside. */
export type Problem = { readonly subject: string; readonly words: string; readonly final?: boolean }

/**
 * The answers of a rule: each problem is a failure, unless the plan sets the rule aside for that subject; with none,
 * one good answer.
 */
export function answer(
  context: RootContext,
  id: string,
  problems: readonly Problem[],
  fine: string,
): readonly CheckResult[] {
  if (problems.length === 0) return [{ id, ok: true, subject: context.repository.name, words: fine }]
  return problems.map(({ subject, words, final }) => {
    const reason = final === true ? undefined : setAside(context, id, subject)
    if (reason === undefined) return { id, ok: false, subject, words }
    return { id, ok: true, subject, words: `${words} ${reason}` }
  })
}

function setAside(context: RootContext, rule: string, subject: string): string | undefined {
  const fits = (entry: { readonly rule: string; readonly subject: string }): boolean =>
    entry.rule === rule && entry.subject === subject
  if (rule === 'ROOT-FORK') {
    return context.deviations?.some(fits) ? 'Set aside by a deviation recorded in the transcript.' : undefined
  }
  const waivable = waivableRules.some(({ id }) => id === rule)
  const exception = waivable ? planSetsAside(context.plan, rule, subject) : undefined
  if (exception === undefined) return undefined
  return `Set aside by the plan (approved by ${exception.approvedBy}): ${exception.reason}`
}
