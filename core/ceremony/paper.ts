// The script on paper: Step | Activity | Initial | Time, acts as headings, DO / IF ... THEN / GO TO. Plain text, A4 wide.

import type { Plan } from '../formats/plan.ts'
import { oneOf } from '../paper/frame.ts'
import { stepLines } from '../paper/step-lines.ts'
import { wordLines } from '../transcript/words.ts'
import { roleName } from './collections.ts'
import { type ExpandedScript, expansionDigest, type FlatStep } from './expanded.ts'

/** Columns of a line on paper. */
export const paperColumns = 100

const activity = 74

/** Break text into lines of at most `columns`, at blanks; a longer word stays whole. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** The printed script: participants, every step with room for initials and time, exception sheets, materials. */
export function printScript(script: ExpandedScript, plan: Plan): readonly string[] {
  return [
    `${script.script.title.toUpperCase()}   script ${script.script.id} version ${script.script.version}`,
    `Plan ${plan.name} version ${plan.version}, ${plan.organisation}. ${plan.policy.document} ${plan.policy.version}.`,
    `${plan.schedule.date} (standby ${plan.schedule.standby}), ${plan.schedule.place}, ${plan.schedule.timeZone}`,
    '',
    'Digest of this script, to be compared in act "open":',
    ...wordLines(expansionDigest(script)).map((line) => `   [ ] ${line}`),
    'Digest of the plan:',
    ...wordLines(script.planDigest).map((line) => `   [ ] ${line}`),
    '',
    'PARTICIPANTS',
    row('Title', 'Printed name', 'Signature', 'Date, time, zone'),
    ...plan.people.map((person) => row(person.roles.map(roleName).join(', '), person.name, '', '')),
    '',
    ...script.acts.flatMap((act, index) => printAct(script, plan, act, index + 1)),
    ...[1, 2, 3].flatMap(exceptionSheet),
    'MATERIALS',
    ...plan.materials.flatMap((material) =>
      wrap(material, paperColumns - 8).map((line, at) => (at === 0 ? `   [ ] ${line}` : `       ${line}`)),
    ),
  ].map((line) => line.trimEnd())
}

const row = (a: string, b: string, c: string, d: string): string =>
  `${a.padEnd(28)} | ${b.padEnd(24)} | ${c.padEnd(22)} | ${d}`

function printAct(
  script: ExpandedScript,
  plan: Plan,
  act: { readonly id: string; readonly title: string },
  number: number,
): readonly string[] {
  return [
    `ACT ${number} of ${script.acts.length}: ${act.title.toUpperCase()}`,
    `Step | ${'Activity'.padEnd(activity)} | Initial | Time`,
    ...script.steps.filter((step) => step.act === act.id).flatMap((step) => printStep(step, script.steps, plan)),
    `END of act ${number}`,
    '',
  ]
}

function printStep(step: FlatStep, steps: readonly FlatStep[], plan: Plan): readonly string[] {
  const body = [
    `${step.title} — ${oneOf(plan, step.by)}`,
    ...stepLines(step, steps, plan).map(({ label, text }) => `${label} ${text}`),
    ...(step.kind === 'choose' ? step.options.map(({ label }) => `[ ] ${label}`) : []),
  ].flatMap((text) => wrap(text, activity))
  return [
    ...body.map((line, index) =>
      index === 0
        ? `${String(step.number).padStart(4)} | ${line.padEnd(activity)} |         |`
        : `     | ${line.padEnd(activity)} |         |`,
    ),
    `-----+-${'-'.repeat(activity)}-+---------+------`,
  ]
}

function exceptionSheet(number: number): readonly string[] {
  return [
    `EXCEPTION SHEET ${number}      [ ] not needed`,
    'Step: ________   Time: ____________   Recorded by: ______________________',
    'What happened, and what was done:',
    ...Array.from({ length: 5 }, () => '_'.repeat(90)),
    'Initials of all participants: __________________________________________',
    '',
  ]
}
