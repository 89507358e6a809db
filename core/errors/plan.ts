import type { PlacedProblem } from '../formats/yaml-tree.ts'
import { input, nothingDone } from './define.ts'

/** One line a problem, as a person reads it beside the file. Unseen characters were spelled out where it was noted. */
const lineOf = (p: PlacedProblem) =>
  `  line ${p.line}, column ${p.column}: ${p.path === '' ? '' : `${p.path}: `}${p.problem}. ${p.fix} [${p.rule}]`

/** Errors of the documents that people prepare before the day: plan, site, answers. */
export const planErrors = {
  'plan/invalid': input<{ what: string; problems: readonly PlacedProblem[] }>((d) => ({
    happened: [
      d.problems.length === 1 ? `${d.what} has one problem:` : `${d.what} has ${d.problems.length} problems:`,
      ...d.problems.map(lineOf),
    ].join('\n'),
    safe: nothingDone,
    next: 'Mend each line and check the file again. A changed plan is reviewed and approved again.',
  })),
  'plan/not-canonical': input<{ what: string }>((d) => ({
    happened: `${d.what} holds a plan, but not byte for byte as the station writes it.`,
    safe: nothingDone,
    next: 'Do not trust this copy. Compare it with another, and with the plan words on paper.',
  })),
}
