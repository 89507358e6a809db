// The example plan, whole and with single things changed, for the tests of this folder.

import { readFileSync } from 'node:fs'
import { CeremonyError } from '../../core/errors.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { PlacedProblem } from '../../core/formats/yaml-tree.ts'

export const exampleYaml = readFileSync(
  new URL('../../ceremonies/examples/no-backup.plan.yaml', import.meta.url),
  'utf8',
)

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const examplePlan = (): Plan => parsePlan(bytesOf(exampleYaml), 'the example')

/** The example with each `from` replaced once by its `to`; a `from` that is not there is a fault of the test. */
export function edited(...changes: readonly (readonly [from: string, to: string])[]): string {
  let text = exampleYaml
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the example does not hold ${JSON.stringify(from)}`)
    text = text.replace(from, () => to)
  }
  return text
}

/** Line and column, counted from 1, of the first place where `needle` stands. */
export function placeOf(text: string, needle: string): { readonly line: number; readonly column: number } {
  const at = text.indexOf(needle)
  if (at === -1) throw new Error(`${JSON.stringify(needle)} is not in the text`)
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** The problems that `read` throws as `plan/invalid`; none if it throws nothing. */
export function problemsOf(read: () => unknown): readonly PlacedProblem[] {
  try {
    read()
  } catch (error) {
    if (error instanceof CeremonyError && error.code === 'plan/invalid') {
      return (error as CeremonyError<'plan/invalid'>).detail.problems // the code says which detail it is
    }
    throw error
  }
  return []
}

export const planProblems = (yaml: string): readonly PlacedProblem[] =>
  problemsOf(() => parsePlan(bytesOf(yaml), 'the plan'))

/** The code of the error that `read` throws, or `none`. */
export function codeOf(read: () => unknown): string {
  try {
    read()
    return 'none'
  } catch (error) {
    if (error instanceof CeremonyError) return error.code
    throw error
  }
}
