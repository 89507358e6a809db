// The pages that need no ceremony: a plan, a verdict, a file, the tokens.

import { grouped } from './grouped.ts'

export const plan = {
  title: 'Open a plan',
  choose: 'The plan',
  chooseHint:
    'A file that ends in .yaml, reviewed before the day. It is checked at once; nothing begins before you say so.',
  another: 'Choose another plan',
  checking: 'The plan is being checked.',
  problems: (count: number) =>
    count === 1
      ? 'The plan has one problem. Nothing was started.'
      : `The plan has ${count} problems. Nothing was started.`,
  problemsNext: 'Correct the file on another machine, have it approved again, and bring it back.',
  holds: (name: string, version: number) => `The plan ${name}, version ${version}, holds.`,
  holdsNext:
    'Read what follows and compare the words. The site, rehearsal or production, and the button to begin stand at the end.',
  summary: (organisation: string, steps: number, people: number, tokens: number) =>
    `${organisation}. ${steps} steps, ${people} people, ${tokens} tokens.`,
  warnings: 'Warnings',
  exceptions: 'Exceptions that the plan makes',
  survival: 'What this plan survives',
  planDigest: 'Digest of the plan',
  scriptDigest: 'Digest of the script for this plan',
  compareAloud: 'Compare aloud with the printed, approved copy before you begin.',
  site: 'The site',
  siteHint: 'A file that says where this station has its modules and media.',
  mode: 'Rehearsal or production?',
  rehearsal: 'Rehearsal',
  rehearsalHint: 'Everything is marked REHEARSAL. Stand-in tokens may be used.',
  production: 'Production',
  productionHint: 'Where this machine is not fit for it, it is refused now, and again at the step Readiness.',
  begin: 'Begin the ceremony',
  beginNoSite: 'Choose the site file first.',
  beginNoMode: 'Choose rehearsal or production first.',
  beginning: 'The ceremony is being opened.',
} as const

export const verify = {
  title: 'Verify',
  lead: 'The folder of a bag, or the files of a root chain',
  head: 'Head from paper (32 words or 64 hex digits), if you have it',
  headHint: 'Without it the record can only be shown to be consistent, or sealed by a key that it names itself.',
  run: 'Verify',
  nothing: 'Drop a bag or choose files first.',
  ownTitle: 'Verify the bag of a ceremony',
  // Before the name of the ceremony.
  ownLead: 'Read from where the station wrote it, and held against the record on this station:',
  again: 'Verify again, with the head from paper',
  running: 'Every file is read and checked.',
  // The verdict is the first thing on the page, in large letters.
  sealed: 'VERIFIED: sealed',
  onPaper: 'VERIFIED: the head on your paper is in this record',
  consistent: 'CONSISTENT, not authenticated',
  refused: 'REFUSED',
  what: 'What was verified',
  deviations: 'Deviations of the day',
  noDeviations: 'No deviations.',
  notes: 'Notes',
  headWords: 'Head of the transcript; compare it with the paper of the day',
  rootWords: 'Digest of the last root file',
} as const

export const inspect = {
  title: 'Inspect',
  file: 'The file',
  lead: 'Choose one file. It is shown, not verified, and nothing in it is believed.',
  running: 'The file is being read.',
  shownOnly: 'Shown, not verified.',
  content: 'What the file says',
  digest: 'SHA-256 of the file',
} as const

export const tokens = {
  title: 'Tokens',
  lead: 'What answers on this machine now. No PIN is asked for.',
  again: 'Look again',
  running: 'The station looks for tokens.',
  site: 'Site file',
  from: (name: string) => `Modules that ${name} names.`,
  none: 'No module is known yet: the site file names them. Bring the one of this station.',
  empty: 'No token answers.',
  serial: 'Serial',
  label: 'Label',
  maker: 'Maker',
  userPin: 'User PIN',
  soPin: 'SO PIN',
  pad: 'Own pad',
  mechanisms: 'Mechanisms',
  blank: 'blank, not initialised',
  yes: 'yes',
  no: 'no',
} as const

/** What a token says of a PIN. Keys are the values of the host. */
export const pinState = {
  ok: 'not low',
  low: 'LOW: few tries left',
  'final-try': 'LAST TRY',
  locked: 'LOCKED',
  'not-set': 'not set',
} as Readonly<Record<string, string>> // a value of a newer host is shown as it stands

export const files = {
  drop: 'Drop the file here, or choose it.',
  dropMany: 'Drop them here, or choose them.',
  choose: 'Choose a file',
  chooseMany: 'Choose files',
  chooseFolder: 'Choose a folder',
  chosen: (count: number, bytes: number) =>
    count === 1 ? `1 file, ${grouped(bytes)} bytes` : `${grouped(count)} files, ${grouped(bytes)} bytes`,
  unreadable: 'What was dropped could not be read. Nothing was changed. Put the medium in again and drop it once more.',
} as const
