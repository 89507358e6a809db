// Long: a table. Each fault that a trainer may stage: what people see, what is right to do, where it can happen.

import type { FlatStep } from '../../../core/ceremony/expanded.ts'
import type { Action } from '../../../core/ceremony/script.ts'
import type { ErrorCode } from '../../../core/errors.ts'

/** What is right once it struck: the rehearsal in the terminal does it, and people learn it. */
export type Answer =
  /** Look where the station asks for it, and do the step again. */
  | 'again'
  /** Say aloud that the PIN is known, and spend a try. */
  | 'spend-try'
  /** Leave this token out over a deviation where the script lets it; else stop, as void. */
  | 'leave-out'
  | 'stop'
  /** Compare with the clock on the wall, and confirm. */
  | 'clock'
  /** Start the station again, and give the head from paper. */
  | 'resume'
  /** Write by hand, and record a deviation. */
  | 'by-hand'

export type Fault = {
  readonly id: string
  readonly title: string
  /** What happens, for the trainer. */
  readonly does: string
  /** What the people should do. */
  readonly lesson: string
  /** The acts at which it can happen; `any`: every step. */
  readonly where: readonly Action[] | 'any'
  /** Where it is staged when nothing is said: the first step with this action, or that compares the head. */
  readonly usual: Action | 'head'
  /** Once: the first occasion and no other. Standing: as long as the step stands. */
  readonly lasts: 'once' | 'standing'
  /** Codes under which it comes to the screen; what of them stands in the transcript says docs/formats/transcript.md. */
  readonly shows: readonly ErrorCode[]
  readonly answer: Answer
}

const tokenActs = ['token/initialise', 'key/generate', 'key/prove', 'root/sign', 'transcript/seal'] as const
const loginActs = ['key/generate', 'root/sign', 'transcript/seal'] as const

/** In the order in which the list shows them. */
export const faults = [
  {
    id: 'token-pulled',
    title: 'The token is pulled out',
    does: 'The token is gone at the call that would act; the act is not done.',
    lesson:
      'Leave everything as it is. Put the same token back in, let the station look what is on it, and decide on what it found. Only then do the step again.',
    where: tokenActs,
    usual: 'key/generate',
    lasts: 'once',
    shows: ['token/removed'],
    answer: 'again',
  },
  {
    id: 'token-hangs',
    title: 'The token does not answer',
    does: 'The act is done, but no answer comes back before the deadline.',
    lesson:
      'Touch nothing while it runs. Afterwards do not repeat blindly: let the station look. It may well have been done.',
    where: tokenActs,
    usual: 'key/generate',
    lasts: 'once',
    shows: ['token/host-hung'],
    answer: 'again',
  },
  {
    id: 'module-crash',
    title: "The token's library crashes",
    does: 'The process with the vendor’s library dies at the call that would act.',
    lesson:
      'Only that process died, and the PIN with it. Let the station look what is on the token; type the PIN again; do the step again.',
    where: tokenActs,
    usual: 'root/sign',
    lasts: 'once',
    shows: ['token/host-died'],
    answer: 'again',
  },
  {
    id: 'device-error',
    title: 'The token reports a device error',
    does: 'CKR_DEVICE_ERROR, once, at the call that would act.',
    lesson: 'Let the station look, and do it once more. If it comes again, take the token out of the ceremony.',
    where: tokenActs,
    usual: 'root/sign',
    lasts: 'once',
    shows: ['token/failed'],
    answer: 'again',
  },
  {
    id: 'wrong-token',
    title: 'Another token is in the slot',
    does: 'The station finds another serial number than the planned one.',
    lesson:
      'No PIN was sent. Read the serial on the token and on the screen aloud, take it out, and insert the one that is named.',
    where: ['token/identify', ...tokenActs],
    usual: 'token/identify',
    lasts: 'once',
    shows: ['ceremony/wrong-token'],
    answer: 'again',
  },
  {
    id: 'pin-final-try',
    title: 'One PIN try is left',
    does: 'The token reports that the next wrong PIN locks it.',
    lesson:
      'Stop and think. The holder says aloud that the PIN is known for certain, and only then confirms that a try may be spent. Who is not certain does not try.',
    where: loginActs,
    usual: 'root/sign',
    lasts: 'standing',
    shows: ['ceremony/pin-state'],
    answer: 'spend-try',
  },
  {
    id: 'pin-locked',
    title: 'The PIN is locked',
    does: 'The token reports that its user PIN is locked.',
    lesson:
      'No PIN helps now. Where enough other signers are there, leave this one out over a deviation that says why. Otherwise stop; the plan names what replaces the token.',
    where: loginActs,
    usual: 'root/sign',
    lasts: 'standing',
    shows: ['ceremony/pin-locked'],
    answer: 'leave-out',
  },
  {
    id: 'bad-signature',
    title: 'The signature is wrong',
    does: 'What the token signs does not verify. The station finds out by itself (SIG-VALID).',
    lesson:
      'Do not repeat it. A token that signs wrongly is broken or lies: take it out of the ceremony, leave it out over a deviation where enough others sign, else stop.',
    where: ['key/prove', 'root/sign', 'transcript/seal'],
    usual: 'root/sign',
    lasts: 'standing',
    shows: ['token/bad-signature', 'attest/threshold'],
    answer: 'leave-out',
  },
  {
    id: 'key-extractable',
    title: 'The key could be read out',
    does: 'The attributes that are read back say that the new key is extractable (KEY-ATTRIBUTES).',
    lesson:
      'Do not use this key, nor this kind of token. Stop the ceremony as void; the token is erased by the plan before it is used again.',
    where: ['key/generate'],
    usual: 'key/generate',
    lasts: 'standing',
    shows: ['token/key-attributes'],
    answer: 'stop',
  },
  {
    id: 'disk-full',
    title: 'The disk is full',
    does: 'The line that ends the step cannot be written.',
    lesson:
      'Nothing is lost and nothing is done twice. Free space on the disk, then do the same step again: the station first records what it already did.',
    where: 'any',
    usual: 'key/generate',
    lasts: 'once',
    shows: ['station/disk'],
    answer: 'again',
  },
  {
    id: 'stick-pulled',
    title: 'The stick is pulled out',
    does: 'The medium is gone when the bag is to be written or read.',
    lesson:
      'Put the stick back in. Let the station look where it asks for it: what lies there is no bag until the station says so. Then write, or read, again.',
    where: ['export/bag', 'export/read-again'],
    usual: 'export/bag',
    lasts: 'once',
    shows: ['bag/medium', 'input/unreadable'],
    answer: 'again',
  },
  {
    id: 'stick-read-back',
    title: 'The stick reads back something else',
    does: 'One byte that comes back from the stick is another one than was written (BAG-WHOLE).',
    lesson:
      'Nothing is handed over. Take the stick out and in and read it once more. If it differs again, mark it as faulty, take another stick, and go back to "The medium".',
    where: ['export/read-again'],
    usual: 'export/read-again',
    lasts: 'once',
    shows: ['bag/altered'],
    answer: 'again',
  },
  {
    id: 'clock-back',
    title: 'The clock jumps back',
    does: 'The clock of the station stands two hours back until somebody confirms the time.',
    lesson:
      'Nothing is recorded with a wrong time. Read the clock on the wall aloud, say which of the two is right, and confirm with what the wall says.',
    where: 'any',
    usual: 'token/identify',
    lasts: 'standing',
    shows: ['ceremony/clock'],
    answer: 'clock',
  },
  {
    id: 'power-cut',
    title: 'The power fails',
    does: 'The station is killed in the moment in which it has recorded what it is about to do.',
    lesson:
      'Start the station again and resume. Give the head from paper where it is asked for; then let the station look how the act stands, and decide on what it found.',
    where: [...tokenActs, 'root/assemble', 'verify/all', 'export/bag'],
    usual: 'key/generate',
    lasts: 'once',
    shows: [],
    answer: 'resume',
  },
  {
    id: 'printer-dead',
    title: 'The printer does not print',
    does: 'No printer answers while the step stands.',
    lesson:
      'The ceremony does not need the printer. Write the words by hand, two people compare them, and record a deviation that says so.',
    where: 'any',
    usual: 'head',
    lasts: 'standing',
    shows: ['printer/no-service'],
    answer: 'by-hand',
  },
] as const satisfies readonly Fault[]

export type FaultId = (typeof faults)[number]['id']

/** undefined for a name that the table does not have. */
export const faultOf = (id: string): Fault | undefined => faults.find((fault) => fault.id === id)

/** The steps at which the fault can happen, in their order. */
export const placesOf = ({ where }: Fault, steps: readonly FlatStep[]): readonly FlatStep[] =>
  steps.filter((step) => where === 'any' || (step.kind === 'perform' && where.includes(step.action)))

/** Where it is staged when nothing is said: its usual step, else the first that fits; undefined in a script that has none. */
export function usualPlace(fault: Fault, steps: readonly FlatStep[]): FlatStep | undefined {
  const places = placesOf(fault, steps)
  const usual = places.find((step) =>
    fault.usual === 'head'
      ? step.kind === 'compare' && step.value === 'head'
      : step.kind === 'perform' && step.action === fault.usual,
  )
  return usual ?? places[0]
}
