// A step as the paper says it: DO, SAY, SEE, CANNOT BE UNDONE, IF ... THEN ... GO TO. The one source of the PDF and of the plain text.

import { targetOf } from '../ceremony/expand.ts'
import type { FlatStep } from '../ceremony/expanded.ts'
import type { Plan } from '../formats/plan.ts'
import { oneOf } from './frame.ts'

export type PaperLine = { readonly label: string; readonly text: string }

/**
 * The lines of a step before the day, in the order they are needed.
 * @param steps - the whole expansion: GO TO names the number of the step that it leads to.
 * @see docs/paper.md section 2
 */
export function stepLines(step: FlatStep, steps: readonly FlatStep[], plan: Plan): readonly PaperLine[] {
  return [
    ...(step.onlyAfterVoid === true ? [{ label: 'ONLY IF', text: onlyAfterVoid }] : []),
    { label: 'DO', text: step.do },
    ...ownLines(step),
    ...(step.see === undefined ? [] : [{ label: 'SEE', text: step.see }]),
    ...irreversibleLines(step, plan),
    ...otherwiseLines(step, steps),
  ]
}

const onlyAfterVoid = 'the set was voided: the station says so. Otherwise leave this step out.'

function ownLines(step: FlatStep): readonly PaperLine[] {
  switch (step.kind) {
    case 'attest':
      return [{ label: 'SAY', text: `“${step.statement}”` }]
    case 'transfer':
      return [{ label: 'HAND OVER', text: `${step.what}: to ${step.to}` }]
    case 'choose':
    case 'enter':
    case 'compare':
    case 'perform':
      return []
    default:
      return step satisfies never
  }
}

function irreversibleLines(step: FlatStep, plan: Plan): readonly PaperLine[] {
  if (step.kind !== 'perform' || step.irreversible === undefined) return []
  const { gone, confirmedBy } = step.irreversible
  const second = step.by.length === 1 ? confirmedBy.filter((id) => !step.by.includes(id)) : confirmedBy
  return [
    {
      label: 'CANNOT BE UNDONE',
      text: `${gone} Private codes of two people: ${oneOf(plan, step.by)}; and ${oneOf(plan, second)}.`,
    },
  ]
}

function otherwiseLines(step: FlatStep, steps: readonly FlatStep[]): readonly PaperLine[] {
  const { otherwise } = step
  if (otherwise === undefined) return []
  const target = otherwise.goTo === undefined ? undefined : targetOf(otherwise.goTo, steps, step)
  return [
    { label: 'IF', text: otherwise.if },
    { label: 'THEN', text: otherwise.then },
    ...(target === undefined ? [] : [{ label: 'GO TO', text: `step ${target.number}, ${target.title}` }]),
    ...(otherwise.mayContinue === true
      ? [{ label: 'OR', text: 'record a deviation (exception sheet), then go on as it is' }]
      : []),
  ]
}
