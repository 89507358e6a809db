// A step of a ceremony: what is done, what is typed, what the station did, what will be signed.

import { actNames } from '../act-names.ts'
import { tokenCallNames } from '../fact-names.ts'
import { grouped } from './grouped.ts'

export const step = {
  count: (number: number, of: number) => `Step ${number} of ${of}`,
  countAct: (number: number, of: number, act: string) => `Step ${number} of ${of} · ${act}`,
  announce: (number: number, title: string, act: string) => `Step ${number}, ${title}. Act ${act}.`,
  // A person and what they are today: "Bruno Keller · crypto officer".
  who: (name: string, roles: string) => `${name} · ${roles}`,
  whoOf: 'Who does it?',
  chooseWho: 'Choose who does it.',
  see: 'You will see:',
  ifNot: 'If not:',
  ifNotPlain: 'press D to record what happened, or S to stop.',
  hint: 'Hint:',
  notSo: 'It is not so',
  notSoTitle: 'It is not as it should be',
  notSoBack: 'The script then goes back. Nothing that was recorded is undone.',
  notSoContinue: 'It is recorded. Then put it right and answer again, or go on with a deviation.',
  notSoWait: 'It is recorded. The step then waits until it is put right; it cannot be passed over.',
  notSoLeaveOut: 'It is then left out, for good, and a deviation that says why is recorded first.',
  leaveOut: 'Leave it out, with a deviation',
  notSoRecord: 'Record that it is not so',
  notSoCancel: 'No, back to the step',
  misfit: 'Recorded: it is not as it should be.',
  misfitContinue: 'Put it right and answer again. Or go on as it is: a deviation is recorded first.',
  misfitWait: 'Put it right and answer again, or stop (S). It cannot be passed over.',
  misfitExcused: 'The deviation is recorded. The step may now be passed as it is.',
  goOnAsItIs: 'Go on as it is, with a deviation',
  goOnExcused: 'Go on as it is',
  wentBack: (number: number) => `The script went back to step ${number}. Nothing that was recorded is undone.`,
  confirm: (name: string) => (name === '' ? 'Confirmed' : `${name} confirms`),
  notSoHead:
    'A slip of the pen is no reason: strike the word out and write it again. This makes a new entry; where it is the head that is written, all 32 words are new then.',
  confirmNow: (name: string) => `It is right now: ${name} confirms`,
  compared: 'All words agree',
  comparedText: 'It agrees',
  handedOver: 'It is handed over',
  entered: (name: string) => (name === '' ? 'It is typed' : `${name} has typed it`),
  record: 'Record the answer',
  chooseFirst: 'Choose one of the answers first.',
  hex: 'The same in hex',
  wordsLabel: '32 words, read in lines of four',
  // At the end of an act's screen, where the station shows what it did.
  outcome: 'What the station did',
  outcomeDone: (title: string) => `Done: ${title}`,
  outcomeRead: 'Read it aloud, then go on.',
  // After a set became void: the act stands at its beginning again.
  owed: 'Back at an earlier step',
  owedLead: 'What was done from here on is done again.',
  // Where digests stand among it.
  outcomeSmall: 'What stands in small type is for checking later; nobody reads it aloud.',
  outcomeRehearsal:
    'In a rehearsal nothing of this stops the day. Production would be refused until it holds, or the plan waives it.',
  next: 'Go on',
  // Scrolls; stands on the button while there is more below.
  readOn: 'Read on ↓',
  working: 'The station is at work',
  // What stands on the button, while it is done.
  doing: (act: string) => `At work: ${act}`,
  workingNote:
    'Leave the token and the stick where they are. If the power fails now, the station asks afterwards how far it came; nothing is done twice.',
  seconds: (seconds: number) => `${grouped(seconds)} s`,
  tokenQuiet: (call: string) =>
    `The token is quiet. It was asked for this and does not answer: ${tokenCallNames[call] ?? call}.`,
  tokenQuietFor: (quiet: string, left: string) => `Quiet for ${quiet}; in ${left} the station gives up by itself.`,
  waitMeans: 'Waiting longer: nothing else changes. Some cards take many minutes to make an RSA key.',
  waitLonger: (minutes: number) => (minutes === 1 ? 'Wait one more minute' : `Wait ${minutes} minutes`),
  giveUpMeans: 'Giving up: nobody knows then whether it was done; the station looks afterwards.',
  giveUp: "Give up: end the token's process",
  atWork: 'Wait: the station is at work.',
} as const

export const secret = {
  show: 'Hold to show',
  again: 'The same once more',
  typedBy: (name: string) => `Typed by ${name}, alone. Everybody else looks away.`,
  typedByAny: (names: string) => `Typed by one of: ${names}. Everybody else looks away.`,
  give: 'Done typing',
  given: 'typed',
  checked: 'typed, and right',
  unchecked: 'typed; the token checks it',
  twice: 'typed twice, the same',
  waits: 'comes after',
  empty: 'Nothing was typed. Type it now.',
  differ: 'The two are not the same, so neither was taken. Both fields are empty again; type it twice.',
  newCode:
    'At least 4 characters. Keep it in mind: it confirms acts that cannot be undone, today. It is not written down.',
  newNote: 'A new one: nobody else knows it, and it is not written down with the token.',
} as const

export const perform = {
  act: actNames,
  actOther: 'Do it now',
  irreversible: 'This cannot be undone.',
  code: 'Private code',
  codeOf: (name: string) => `Private code of ${name}`,
  firstCode: (names: string) => `Private code of who does it: ${names}`,
  secondCode: (names: string, count: number) =>
    count === 1 ? `Private code of a second person: ${names}` : `Private code of a second person, one of: ${names}`,
  secondLater: 'Private code of a second person',
  whoConfirms: 'Who confirms?',
  chooseConfirmer: 'Choose who confirms.',
  giveCode: 'Confirm with this code',
  spendTry: (name: string) =>
    `${name} says aloud that the PIN is known for certain, and that one of the few tries may be spent.`,
  spendTryNote: 'The PIN is typed again after this.',
} as const

export const reconcile = {
  title: (act: string) => `Interrupted: ${act}`,
  lead: 'The station was interrupted in the middle of this act, and nobody has said yet how far it came. Nothing is done twice.',
  looked: 'What the station found',
  look: 'Look how it stands',
  lookNote: 'Looking changes nothing.',
  pinNote: 'The station logs in only to look: what is on the token shows after that, and nothing is changed.',
  showsDone: 'This shows that the act was done.',
  showsAgain: 'This shows that the act was not done.',
  showsStop: 'Neither counting it as done nor doing it again is possible.',
  stop: 'Stop the ceremony …',
  done: 'It was done: go on from there',
  again: 'It was not done: do it again',
  decide: 'Read it aloud. Then decide.',
} as const

export const review = {
  title: 'What will be signed',
  // Opens the same with every value; it is not read aloud.
  everything: 'All of it, with every value and key id',
  read: 'Read this summary aloud, to its end.',
  next: 'The summary is read: go on',
  back: 'Back',
  again: 'Summary again',
  words: 'Digest of what will be signed',
  firstWords: 'Compare with your paper: the first four words of what will be signed',
} as const
