// The transcript on paper, after the day or in its midst: the same steps under the same numbers, and what was not as planned.

import type { State } from '../ceremony/state.ts'
import type { Plan } from '../formats/plan.ts'
import type { Block, Sheet } from '../formats/sheet.ts'
import { personName } from '../plan/uses.ts'
import type { VerifiedTranscript } from '../transcript/verify.ts'
import { firstWords } from '../transcript/words.ts'
import { courseOf, type Happening, only } from './course.ts'
import { clockOf, eventLines, reasonOf } from './event-lines.ts'
import { capital, facts, frame, heading, paragraph, participants, strong, table, wordsBlock } from './frame.ts'
import { actBlocks } from './script.ts'
import { rowsAfter } from './transcript-rows.ts'

/**
 * Lay out a transcript. Its digest is the head: the digest of the last entry that stands on the sheet.
 * @param transcript - verified, and replayed to `state`.
 * NOT proven by the sheet: that it is the transcript; whoever keeps the file compares its head with these words.
 * @see docs/paper.md section 3
 */
export function transcriptSheet(transcript: VerifiedTranscript, state: State, plan: Plan): Sheet {
  const course = courseOf(transcript, state.script)
  const { script } = state
  return frame(
    {
      sheet: 'transcript',
      title: `Transcript: ${script.script.title}`,
      subtitle: `${state.opened?.ceremony ?? 'not opened'} · ${plan.organisation}`,
      mode: state.opened?.mode ?? 'rehearsal',
      digestOf: 'this transcript',
      digest: transcript.head,
      blocks: [
        summary(transcript, state, plan),
        ...unfinished(state),
        wordsBlock(`Head of the transcript, after ${transcript.lines.length} entries`, transcript.head),
        ...deviations(course, plan),
        ...refusals(course, plan),
        ...interruptions(course, plan),
        ...staged(course, plan),
        ...actBlocks(script, rowsAfter(state, plan, course)),
        ...afterLastStep(course, plan),
        { kind: 'page-break' },
        heading(2, 'Signatures'),
        paragraph('Each participant compares the words of the head with those on their own paper, and signs.'),
        participants(plan, 'This transcript is true as far as I saw it'),
        wordsBlock('Head of the transcript', transcript.head),
      ],
    },
    plan,
  )
}

function summary({ lines }: VerifiedTranscript, state: State, plan: Plan): Block {
  const { opened } = state
  return facts([
    ['Plan', `${plan.name}, version ${plan.version}: ${firstWords(state.script.planDigest)} …`],
    [
      'Script',
      `${state.script.script.id}, version ${state.script.script.version}: ${firstWords(opened?.expansionDigest ?? '')} …`,
    ],
    ['Place', plan.schedule.place],
    ['First entry', instant(lines.at(0)?.entry.time)],
    ['Last entry', instant(lines.at(-1)?.entry.time)],
    ['Times', `clock of the station, UTC; the clock on the wall shows ${plan.schedule.timeZone}`],
    ['Initials', 'of who did the step, then of who else gave a private code for it'],
    ['State', stateWords(state)],
    ['Present', state.present.map((id) => personName(plan, id)).join(', ')],
  ])
}

const instant = (time: string | undefined): string =>
  time === undefined ? '' : `${time.slice(0, 10)} ${clockOf(time)} UTC`

function stateWords(state: State): string {
  const steps = `${state.cursor} of ${state.script.steps.length} steps passed`
  if (state.status === 'stopped')
    return `stopped${state.disposition === 'void' ? ', void' : ', may be resumed'}; ${steps}`
  return `${state.status}; ${steps}`
}

const unfinished = (state: State): readonly Block[] =>
  state.status === 'closed'
    ? []
    : [strong(`This ceremony is not closed (${stateWords(state)}). This paper is a part of its transcript.`)]

const recordColumns = (what: string) => [
  { title: 'Entry', width: 9 },
  { title: 'Step', width: 9 },
  { title: 'Time', width: 12 },
  { title: 'By', width: 20 },
  { title: what, width: 50 },
]

type By = { readonly by?: string }

const record = (plan: Plan, each: Happening, text: string): readonly string[] => {
  const { by }: By = each.event as By // events that nobody did have no such name
  return [
    String(each.seq),
    String(each.step ?? 'end'),
    clockOf(each.time),
    by === undefined ? 'the station' : personName(plan, by),
    text,
  ]
}

function recorded<E extends Happening>(
  plan: Plan,
  title: string,
  none: string,
  found: readonly E[],
  text: (each: E) => string,
): readonly Block[] {
  if (found.length === 0) return [heading(2, title), paragraph(none)]
  return [
    heading(2, `${title}: ${found.length}`),
    table(
      '',
      recordColumns('What'),
      found.map((each) => record(plan, each, text(each))),
    ),
  ]
}

const deviations = (course: readonly Happening[], plan: Plan): readonly Block[] =>
  recorded(plan, 'Deviations', 'None was recorded.', only(course, 'deviation'), ({ event }) => event.text)

const refusals = (course: readonly Happening[], plan: Plan): readonly Block[] =>
  recorded(
    plan,
    'Refusals and failures',
    'Nothing was refused, and nothing failed.',
    only(course, 'refused', 'failed'),
    ({ event }) => reasonOf(event.code, event.detail, plan),
  )

const interruptions = (course: readonly Happening[], plan: Plan): readonly Block[] =>
  recorded(
    plan,
    'Breaks, stops and restarts',
    'There was none.',
    only(course, 'break', 'resumed', 'stopped', 'restarted', 'reconciled', 'clock'),
    (each) =>
      eventLines(each, plan)
        .map(({ label, text }) => `${capital(label.toLowerCase())} ${text}`)
        .join(' '),
  )

/** Only a rehearsal has any; a sheet without them says nothing of them. */
function staged(course: readonly Happening[], plan: Plan): readonly Block[] {
  const found = only(course, 'staged')
  const text = ({ event }: (typeof found)[number]) => `${event.fault}, armed for ${event.at}`
  return found.length === 0 ? [] : recorded(plan, 'Faults staged for training', '', found, text)
}

/** What came when no step stood any more: a deviation before the close, a restart. */
function afterLastStep(course: readonly Happening[], plan: Plan): readonly Block[] {
  const items = course
    .filter(({ step }) => step === undefined)
    .flatMap((each) => eventLines(each, plan))
    .map(({ label, text }) => `${label} ${text}`)
  return items.length === 0 ? [] : [heading(2, 'After the last step'), { kind: 'list', tick: false, items }]
}
