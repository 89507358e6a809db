// A row of the transcript on paper: the step under its old number, what was answered or made, by whom and when.

import type { FlatStep } from '../ceremony/expanded.ts'
import type { Result, State } from '../ceremony/state.ts'
import type { Id, Plan } from '../formats/plan.ts'
import type { StepRow, Writing } from '../formats/sheet.ts'
import { personName } from '../plan/uses.ts'
import { wordsOfDigest } from '../transcript/words.ts'
import type { Happening } from './course.ts'
import { clockOf, eventLines } from './event-lines.ts'
import { factLines } from './fact-lines.ts'
import { whoDoes } from './script.ts'
import type { PaperLine } from './step-lines.ts'

/**
 * @param course - all entries of the transcript, in their order.
 * @returns what makes the row of a step; initials are those of the roll call.
 */
export function rowsAfter(state: State, plan: Plan, course: readonly Happening[]): (step: FlatStep) => StepRow {
  const byStep = Map.groupBy(course, ({ step }) => step)
  const initials = initialsOf(state)
  return (step) => {
    const happened = byStep.get(step.number) ?? []
    const result = state.results[step.id]
    const passing = result === undefined ? undefined : course[result.seq]
    const passed = state.cursor >= step.number
    const codes = happened.findLast(({ event }) => event.type === 'intent')?.codes ?? []
    const by = result === undefined || !passed ? [] : [result.by, ...codes.filter((code) => code !== result.by)]
    return {
      number: String(step.number),
      title: step.title,
      who: whoDoes(step, plan),
      lines: [...happened.flatMap((each) => eventLines(each, plan)), ...standing(step, result, passed, state, plan)],
      writing: result === undefined || !passed ? [] : writingAfter(step, result),
      facts: result === undefined || !passed ? [] : factsAfter(step, result),
      initial: by.map((id) => initials.get(id) ?? id).join(' '),
      time: passing === undefined || !passed ? '' : clockOf(passing.time),
    }
  }
}

/** Initials as each person typed them first; from the steps of the script that ask one person for initials. */
export function initialsOf(state: State): ReadonlyMap<Id, string> {
  const found = new Map<Id, string>()
  for (const step of state.script.steps) {
    const { person } = step.bound
    if (step.kind !== 'enter' || person === undefined || found.has(person)) continue
    const field = step.fields.find(({ form }) => form === 'initials')
    const typed = field === undefined ? undefined : state.results[step.id]?.values[field.id]
    if (typed !== undefined) found.set(person, typed)
  }
  return found
}

function standing(
  step: FlatStep,
  result: Result | undefined,
  passed: boolean,
  state: State,
  plan: Plan,
): readonly PaperLine[] {
  if (result !== undefined && passed) return [passedWords(step, result, plan)]
  if (result !== undefined)
    return [{ label: 'AGAIN', text: 'The ceremony went back before this step, and has not passed it again.' }]
  if (step.onlyAfterVoid === true && passed) return [{ label: 'NOT NEEDED', text: 'The set was not voided.' }]
  if (state.pending?.step === step.id) return [{ label: 'OPEN', text: 'Begun, and without an outcome.' }]
  return [{ label: 'OPEN', text: 'Not reached, or not passed.' }]
}

/** What was not as it should be is never shown as said or done: only that it was passed over, and over which deviation. */
function passedWords(step: FlatStep, result: Result, plan: Plan): PaperLine {
  if (result.deviation === undefined) return { label: 'DONE', text: doneWords(step, result, plan) }
  const text = `${personName(plan, result.by)} answered that it is not as it should be; passed over the deviation of entry ${result.deviation}.`
  return { label: 'PASSED OVER', text }
}

function doneWords(step: FlatStep, result: Result, plan: Plan): string {
  const who = personName(plan, result.by)
  switch (step.kind) {
    case 'attest':
      return `${who}: “${step.statement}”`
    case 'transfer':
      return `${who} handed over ${step.what}: to ${step.to}.`
    case 'choose':
      return `${who} asked.`
    case 'enter':
      return `${who} typed it${step.secrets.length === 0 ? '' : ', and what is kept secret'}.`
    case 'compare':
      return `Compared by ${who}: the same.`
    case 'perform':
      return `Performed by ${who}, with this result:`
    default:
      return step satisfies never
  }
}

const isDigest = (value: string): boolean => /^[0-9a-f]{64}$/.test(value)

/** The facts of an act under the names that the transcript has for them; for compared words the digest itself. */
function factsAfter(step: FlatStep, result: Result): string[] {
  const compared = step.kind === 'compare' ? (result.values[step.value] ?? '') : ''
  return isDigest(compared) ? [`SHA-256 ${compared}`] : factLines(result.facts)
}

function writingAfter(step: FlatStep, result: Result): Writing[] {
  if (step.kind === 'enter') {
    return step.fields.map(({ id, label }) => ({ kind: 'line', label, text: result.values[id] ?? '' }))
  }
  if (step.kind === 'choose') {
    const options = step.options.map(({ id, label }) => ({ text: label, chosen: result.values.option === id }))
    return [{ kind: 'options', options }]
  }
  if (step.kind !== 'compare') return []
  const value = result.values[step.value] ?? ''
  if (!isDigest(value)) return [{ kind: 'line', label: 'It showed', text: value }]
  return [{ kind: 'words', label: 'All words', tick: false, words: [...wordsOfDigest(value)] }]
}
