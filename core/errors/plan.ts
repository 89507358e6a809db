import type { PlacedProblem } from '../formats/yaml-tree.ts'
import { input, nothingDone } from './define.ts'

const placeOf = (p: PlacedProblem) =>
  `line ${p.line}, column ${p.column}${p.path === '' ? '' : `, ${p.path}`}: ${p.problem}. ${p.fix} [${p.rule}]`

/** What the words say of the problems: one line. The whole list is the detail, and the shells print it line by line. */
function summary(problems: readonly PlacedProblem[]): string {
  const [first] = problems
  const where = first === undefined ? '' : placeOf(first)
  return problems.length === 1 ? `one problem: ${where}` : `${problems.length} problems, the first at ${where}`
}

/** Errors of the documents that people prepare before the day: plan, site, answers. */
export const planErrors = {
  'plan/invalid': input<{ what: string; problems: readonly PlacedProblem[] }>((d) => ({
    happened: `${d.what} has ${summary(d.problems)}`,
    safe: nothingDone,
    next: 'Mend each line and check the file again. A changed plan is reviewed and approved again.',
  })),
  'plan/not-canonical': input<{ what: string }>((d) => ({
    happened: `${d.what} holds a plan, but not byte for byte as the station writes it.`,
    safe: nothingDone,
    next: 'Do not trust this copy. Compare it with another, and with the plan words on paper.',
  })),
}
