// The frame around everything: the mode, the places, the switches, the columns and bars of a ceremony.

import { grouped } from './grouped.ts'

export const mode = {
  // Stands in the top bar of every page of a ceremony, in capitals.
  rehearsal: 'REHEARSAL',
  production: 'PRODUCTION',
} as const

export const nav = {
  label: 'Places',
  back: 'Back to home',
  backToCeremony: 'Back to the ceremony',
} as const

export const settings = {
  // A switch: everything twice as large, for a projector.
  room: 'Room mode',
  // A switch between light and dark colours.
  dark: 'Dark colours',
  letterKeys: 'Letter keys D, B, S, P and R open their panels',
  help: 'Help',
} as const

export const frame = {
  plan: (name: string, version: number) => `${name} v${version}`,
  // Before the roll call nobody is on record as present, though people are in the room.
  beforeRollCall: 'before the roll call',
  present: (present: number, all: number) => `${present} of ${all} present`,
  absentWord: 'not here yet',
  presentWord: 'here',
  clock: 'Clock of the station',
  // Suffix of every time on the screen.
  utc: 'UTC',
  act: (number: number, of: number) => `Act ${number} of ${of}`,
  outline: 'Acts and steps',
  transcript: 'Transcript',
  entries: (length: number) => (length === 1 ? '1 entry' : `${grouped(length)} entries`),
  head: 'Head',
  headHidden: 'Not shown in a break: it comes from the paper.',
  headMore: 'The first four words; the head on paper has all 32.',
  deviations: (count: number) => (count === 1 ? '1 deviation' : `${count} deviations`),
  since: 'Done last, newest first',
  nothingYet: 'Nothing in this window yet.',
  done: 'done',
  now: 'now',
  bar: 'At any time',
  // Stands at the bottom while there is more to read than fits.
  moreBelow: 'More below ↓',
  deviation: 'Deviation',
  break: 'Break',
  stop: 'Stop',
  paper: 'Paper',
  trainer: 'Trainer',
} as const

/** Lines of the right-hand column, one for each thing that was done. */
export const log = {
  passed: (title: string) => title,
  notSo: (title: string) => `Not as it should be: ${title}`,
  back: (number: number) => `Back to step ${number}`,
  code: (name: string) => `Private code of ${name} accepted`,
  typed: (label: string) => `${label}: typed`,
  deviation: 'Deviation recorded',
  break: 'Break begun',
  resumed: 'Head from paper agrees; resumed',
  stopped: 'Stopped',
  clock: 'Clock confirmed',
  closed: 'Closed',
  looked: 'Looked how the act stands',
} as const
