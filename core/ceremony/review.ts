// What is read before a digest is approved or signed: the summary of the draft, and who has signed it so far.

import type { Plan } from '../formats/plan.ts'
import { personName, tokenOf } from '../plan/uses.ts'
import type { FlatStep } from './expanded.ts'
import { factsOf, type State } from './state.ts'

/** Lines to read, and the same with every value; none at a step that is about no draft, and at the one that lays it out. */
export type Review = { readonly summary: string[]; readonly everything: string[] }

export function reviewOf(state: State, plan: Plan, step: FlatStep): Review {
  const { chunk } = step.bound
  if (chunk === undefined || (step.kind === 'perform' && step.action === 'root/draft'))
    return { summary: [], everything: [] }
  const facts = factsOf(state, 'root/draft', { chunk })
  const lines = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  const summary = lines(facts?.summary)
  return {
    summary: summary.length === 0 ? [] : [...summary, '', 'Who has signed so far:', ...signedBy(state, plan, step)],
    everything: lines(facts?.everything),
  }
}

/** Whose signature is made and verified, not whose step was left out. */
function signedBy(state: State, plan: Plan, { bound }: FlatStep): readonly string[] {
  const signed = state.script.steps.filter((step) => {
    const result = state.results[step.id]
    const signs =
      step.kind === 'perform' && step.action === 'root/sign' && step.bound.chunk?.first === bound.chunk?.first
    return signs && result !== undefined && result.notDone !== true
  })
  if (signed.length === 0) return ['  nobody yet']
  return signed.map(({ bound: { key = '' } }) => {
    const holder = tokenOf(plan, key)?.holder
    return holder === undefined ? `  ${key}` : `  ${personName(plan, holder)} with ${key}`
  })
}
