// The script on paper, before the day: participants, materials, every step with room for initials and time, exception sheets.

import { type ExpandedScript, expansionDigest, type FlatStep } from '../ceremony/expanded.ts'
import { personOf } from '../ceremony/view.ts'
import type { Plan } from '../formats/plan.ts'
import type { Block, Sheet, StepRow } from '../formats/sheet.ts'
import { facts, frame, heading, type Mode, oneOf, paragraph, participants, wordsBlock } from './frame.ts'
import { stepLines } from './step-lines.ts'
import { writingBefore } from './step-writing.ts'

/** How many exception sheets come with a script. */
const exceptionSheets = 4

/**
 * Lay out the script of one day.
 * @param script - the expansion; its steps keep their numbers.
 * @see docs/paper.md section 2
 */
export function scriptSheet(script: ExpandedScript, plan: Plan, mode: Mode): Sheet {
  const digest = expansionDigest(script)
  const { schedule, policy } = plan
  return frame(
    {
      sheet: 'script',
      title: `Script: ${script.script.title}`,
      subtitle: `Plan ${plan.name}, version ${plan.version} · ${plan.organisation}`,
      mode,
      digestOf: 'this script',
      digest,
      blocks: [
        facts([
          ['Script', `${script.script.id}, version ${script.script.version}`],
          ['Plan', `${plan.name}, version ${plan.version}`],
          ['Policy', `${policy.document}, version ${policy.version}`],
          ['Day', `${schedule.date}, standby ${schedule.standby} (${schedule.timeZone})`],
          ['Place', schedule.place],
          ['Steps', `${script.steps.length} in ${script.acts.length} acts`],
        ]),
        participants(plan, 'Participants: who signs here takes part'),
        wordsBlock('Digest of this script: tick each word when it is read aloud', digest),
        wordsBlock('Digest of the plan', script.planDigest),
        heading(2, 'How to use this script'),
        ...guide,
        heading(2, 'Materials'),
        { kind: 'list', tick: true, items: [...plan.materials] },
        ...actBlocks(script, (step) => rowBefore(step, script, plan)),
        ...Array.from({ length: exceptionSheets }, (_, index) => exceptionSheet(index + 1)).flat(),
      ],
    },
    plan,
  )
}

/** One block of steps an act, in the order of the script; before the day and after it. */
export function actBlocks(script: ExpandedScript, row: (step: FlatStep) => StepRow): readonly Block[] {
  return script.acts.map((act, index) => ({
    kind: 'steps',
    title: `Act ${index + 1} of ${script.acts.length}: ${act.title}`,
    end: `END of act ${index + 1}, ${act.title}`,
    rows: script.steps.filter((step) => step.act === act.id).map(row),
  }))
}

/** Who does the step, with their roles where it is one person. */
export function whoDoes(step: FlatStep, plan: Plan): string {
  const [only] = step.by
  const roles = step.by.length === 1 && only !== undefined ? personOf(plan, only).roles.join(', ') : ''
  return roles === '' ? oneOf(plan, step.by) : `${oneOf(plan, step.by)}, ${roles}`
}

function rowBefore(step: FlatStep, script: ExpandedScript, plan: Plan): StepRow {
  return {
    number: String(step.number),
    title: step.title,
    who: whoDoes(step, plan),
    lines: [...stepLines(step, script.steps, plan)],
    writing: writingBefore(step, script),
    facts: [],
    initial: '',
    time: '',
  }
}

const guide: readonly Block[] = [
  paragraph(
    'The administrator reads each step aloud and says its number. The person named does it. The internal witness initials the step and writes the time from the clock on the wall.',
  ),
  facts([
    ['DO', 'what the person named does'],
    ['SAY', 'what the person named says aloud, and answers for'],
    ['SEE', 'what shows when it is done; no initials before it shows'],
    ['CANNOT BE UNDONE', 'two people type their private codes; read the sentence aloud first'],
    ['IF … THEN', 'what to do when it does not go so; GO TO names the step to go back to'],
    ['OR', 'the step may be passed over a deviation: write it on an exception sheet, then go on'],
  ]),
]

function exceptionSheet(number: number): readonly Block[] {
  return [
    ...(number % 2 === 1 ? ([{ kind: 'page-break' }] as const) : []),
    heading(2, `Exception sheet ${number}`),
    { kind: 'list', tick: true, items: ['not needed'] },
    { kind: 'fields', labels: ['Step', 'Date', 'Time', 'Recorded by'] },
    { kind: 'blanks', label: 'What happened', count: 4 },
    { kind: 'blanks', label: 'What was done', count: 3 },
    { kind: 'blanks', label: 'Initials of all participants', count: 1 },
  ]
}
