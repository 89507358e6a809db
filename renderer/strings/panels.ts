// What lies over a step or comes instead of it: panels, breaks, the end, paper, help.

import { grouped } from './grouped.ts'

export const deviation = {
  title: 'Record a deviation',
  lead: 'Something happened that the script does not say. Say it in plain words; it stands in the record for ever.',
  who: 'Who says so?',
  what: 'What happened',
  code: (name: string) => `Private code of ${name}, if it is to be on record that it was typed in person`,
  record: 'Record it',
  recordAndGoOn: 'Record it and go on',
  onRecord: 'Recorded so far',
} as const

export const breaks = {
  title: 'Call a break',
  lead: 'Nobody leaves before this is recorded. Tokens are logged out; what was typed is wiped.',
  who: 'Who calls it?',
  why: 'Why',
  custody: 'Who holds what during the break',
  call: 'Begin the break',
  writeTitle: 'Break: write the head on paper',
  writeLead: 'Everybody who leaves writes these 32 words on paper. The ceremony goes on only with them.',
  written: 'It is on paper',
  resumeTitle: 'The ceremony waits for its head from paper',
  resumeLead:
    'Type the last head that was written on paper. It is not shown here, so that it must come from the paper.',
  head: 'Head from paper: 32 words, or 64 hex digits',
  headHint: 'Line numbers, commas and capitals do not matter.',
  whoResumes: 'Who reads it from the paper?',
  resume: 'Compare and go on',
  leave: 'Leave it so and go home',
} as const

// In a rehearsal: who makes faults happen on cue, so that people practise them.
export const trainer = {
  title: 'Trainer',
  lead: 'For the trainer alone. Turn the projector away, and let nobody read along. It is recorded before it can strike; trainees see only that a line was added.',
  which: 'What goes wrong?',
  lesson: 'What the people should do:',
  where: 'At which step?',
  step: (number: number, title: string) => `Step ${number}: ${title}`,
  who: 'Who is the trainer?',
  trainer: 'Trainer',
  notInPlan: 'nobody of the plan',
  arm: 'Arm it',
  chooseFault: 'Choose what goes wrong.',
  chooseStep: 'Choose the step at which it happens.',
  armedTitle: 'Staged so far',
  armedAt: (title: string, step: string, how: string) => `${title}, at ${step}: ${how}`,
  waits: 'armed',
  struck: 'it struck',
  overcome: 'it struck, and was overcome',
  wasStaged: (title: string, lesson: string) => `That was staged: ${title}. What was right: ${lesson}`,
} as const

export const stop = {
  title: 'Stop the ceremony',
  lead: 'Nothing is lost: the record and all that was made are kept.',
  // While the secret of a backup, or typed cards, are held.
  leadLoses: 'The record is kept, and all that was made but for this:',
  who: 'Who stops it?',
  why: 'Why',
  how: 'How does it end?',
  resumable: 'It may be resumed',
  resumableHint: 'Another day, with the head from paper.',
  void: 'It is void',
  voidHint: 'It never goes on. What was made in it must not be used.',
  stop: 'Stop it now',
  chooseHow: 'Choose how it ends.',
  stoppedTitle: 'The ceremony is stopped',
  stoppedVoid: 'It is void and never goes on. Nothing that was made in it may be used.',
  stoppedResumable: 'It can be resumed from home, with the head from paper.',
  writeHead: 'Write this head on every paper.',
} as const

export const clock = {
  title: 'The clock of the station is behind',
  lead: 'It stands before a time that is already recorded. Compare it with the clock on the wall.',
  now: 'The station says',
  who: 'Who compared it?',
  why: 'What the clock on the wall says',
  confirm: 'The station is right: confirm its time',
  wrong: 'If the station is wrong: set its clock, then look again.',
  again: 'Look again',
  // The same moment in the time zone of this machine.
  local: (time: string, zone: string) => `${time} in ${zone}`,
} as const

export const close = {
  title: 'All steps are passed',
  lead: 'The station writes the last entry, puts the record into the bag, and verifies the bag as an auditor would.',
  ifNot: 'if it is refused, nothing is lost: the station says why, and it can be tried again.',
  close: 'Close the ceremony',
  finish: 'Finish the bag',
  finishLead: 'The ceremony is closed, but its bag is not finished yet. Finishing changes nothing that was recorded.',
  closedTitle: 'The ceremony is closed',
  writeHead: 'Write this final head on every paper, and sign it.',
  bag: 'The bag is here',
  bagNote: 'It is complete and verified. Print the transcript first; then take the stick out, in front of the camera.',
  verify: 'Verify this bag',
  home: 'Back to home',
} as const

export const paper = {
  title: 'Paper',
  lead: 'Every sheet has the digest words on each page.',
  sheets: 'Sheet',
  plan: 'Plan, with what it survives',
  script: 'Script, with lines for initials and times',
  // Share cards without words, for a backup whose cards are written by hand.
  blankCards: 'Blank share cards, to write on by hand',
  transcript: 'Transcript so far',
  finalTranscript: 'Transcript of the day',
  printers: 'Printer',
  noPrinter: 'No printer is set up on this station. Write a PDF instead.',
  noPrintNow: 'Until then nothing is printed here. Write a PDF instead.',
  notAccepting: 'does not accept jobs now',
  copies: 'Copies',
  print: 'Print',
  printTranscript: 'Print the transcript',
  pdf: 'Write a PDF beside the transcript',
  printed: (job: string) => `Sent to the printer as ${job}.`,
  written: (path: string, bytes: number, sha256: string) =>
    `Written: ${path}, ${grouped(bytes)} bytes, SHA-256 ${sha256}.`,
  choosePrinter: 'Choose a printer first.',
  looking: 'The station looks for printers.',
} as const

export const help = {
  title: 'Help',
  lead: 'The screen is read aloud by one person and checked by all. There is always one thing to do; one coloured button does it.',
  lines: [
    'Enter: the button that has the focus. Tab: the next field or button.',
    'D: something happened that the script does not say. B: a break. S: stop. P: paper. R: room mode.',
    'T: in a rehearsal, the trainer makes something go wrong on cue. Not in room mode.',
    'Escape closes a panel. What was typed there stays, and nothing is undone.',
    'A PIN is typed by the person who is named, and shown only while "Hold to show" is held.',
    'No PIN is ever tried a second time by the station itself.',
    'A grey button says beside it what is missing.',
  ],
  people: 'People of the plan',
  settings: 'Settings',
  close: 'Close',
} as const

export const panel = {
  close: 'Close, record nothing',
  chooseWho: 'Choose who it is.',
  // Before a break or a stop, while a secret of a backup is held: made here, or put together from cards that were typed.
  loses: {
    made: 'This makes the backup that is under way void: the secret is held in memory alone. Its cards and copies must then be destroyed, and all of it is done again. If it can wait, wait until its last step.',
    only: 'NOT NOW, if it can wait: the key may be destroyed on its token, and only the secret in memory puts it back today. Finish this step first. If you must, destroy NO card and NO copy before it is known that the key is on its token.',
    read: 'This loses what was typed of the cards. The cards are as good as before; they are read anew afterwards.',
  },
} as const
