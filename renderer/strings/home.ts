// Home: what can be begun, what lies here, which backups there are.

import { grouped } from './grouped.ts'

export const backups = {
  title: 'Backups, and when they are tried',
  of: (key: string) => `Key ${key}`,
  never: 'Never tried since it was made.',
  passed: (day: string, level: string) =>
    level === 'card'
      ? `Last tried on ${day}, level "card": each card that was read is good. Whether enough of them open it was not tried.`
      : `Last tried on ${day}, level "${level}", and it worked.`,
  failed: (day: string) => `The last try, on ${day}, FAILED. Make a new backup, or find out why.`,
  due: (day: string) => `A quorum is to be tried by ${day}.`,
  noDay: 'No quorum was tried here yet: hold a recovery drill.',
  overdue: (day: string) => `OVERDUE since ${day}: hold a recovery drill.`,
  made: (day: string) => `Made on ${day}.`,
  madeElsewhere: 'Made on another station.',
  set: (words: string) => `Its cards are called "${words}".`,
} as const

export const home = {
  title: 'The station',
  lead: 'Nothing reaches this machine but what a person carries in by hand.',
  readiness: 'Readiness',
  selfReported: 'The station says this of itself. A machine that lies about itself would say the same.',
  // States of one line of readiness. The word always stands beside the colour.
  green: 'Holds',
  amber: 'Needs a look',
  red: 'Stops production',
  // The same states where the station looked at itself during a ceremony.
  waived: 'Waived by the plan',
  fails: 'Does not hold',
  // One line at the top of home; the list itself stands further down.
  ready: 'Ready: every line of readiness holds.',
  readyAmber: (look: number) =>
    look === 1
      ? 'One line of readiness needs a look; see below.'
      : `${look} lines of readiness need a look; see below.`,
  readyRed: (stops: number) =>
    stops === 1
      ? 'A rehearsal can be held. One thing stops production; see Readiness below.'
      : `A rehearsal can be held. ${stops} things stop production; see Readiness below.`,
  choices: 'What do you want to do?',
  rehearse: (title: string) => `Rehearse: ${title}`,
  // Stands once, above the choices.
  rehearseNote:
    'A rehearsal takes about an hour, on throw-away tokens, with the built-in plan. Nothing real is touched: what is not at hand (bags, paper, cameras), pretend.',
  /** By the id of the script. */
  rehearseHint: {
    'root-key-generation': 'Make keys, back one up, sign with them.',
    'recovery-drill': 'Try whether a backup still opens.',
    restore: 'Bring a key back from its backup.',
  } as Readonly<Record<string, string>>, // a script that is new here is shown by its title alone
  openPlan: 'Open a plan',
  openPlanHint: 'Check it, see what it survives, and begin.',
  verify: 'Verify',
  verifyHint: 'A bag or root files: the verdict first.',
  inspect: 'Inspect',
  inspectHint: 'What any file is, in plain words.',
  tokens: 'Tokens',
  tokensHint: 'What is inserted, by serial. No PIN is asked for.',
  resume: 'Resume',
  lying: 'Ceremonies on this station',
  resumeHint: (count: number) => (count === 1 ? 'One ceremony can go on.' : `${count} ceremonies can go on.`),
  resumeEmpty: 'No ceremony on this station can go on.',
  resumeNone: 'No ceremony lies on this station.',
  resumeOne: (title: string) => `Resume ${title}`,
  verifyOne: (title: string) => `Verify the bag of ${title}`,
  // One line for a ceremony that lies here.
  ceremonyLine: (plan: string, entries: number, time: string) =>
    `Plan “${plan} …”, ${grouped(entries)} entries, last at ${time}.`,
  status: {
    running: 'interrupted while it ran',
    break: 'in a break',
    stopped: 'stopped, to be resumed',
    void: 'stopped for good',
    closed: 'closed',
    damaged: 'its record is damaged',
  },
  cannotResume: {
    void: 'It was stopped as void; it is kept and never goes on.',
    closed: 'It is closed; its bag can be verified.',
    damaged: 'Its record does not verify. Keep the disk as it is and compare with paper.',
  },
  loading: 'The station looks at itself.',
  version: (version: string) => `Version ${version}`,
} as const
