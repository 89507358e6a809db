// What anybody in the room may do at any time: record a deviation, call a break, resume, stop, confirm the clock.

import { currentStep } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'
import { unseenCharacter } from '../../core/media/text.ts'
import { Secret } from '../../core/secret.ts'
import { digestOfWords, firstWords } from '../../core/transcript/words.ts'
import type { CeremonyFiles } from './files.node.ts'
import { checkCode, checkKnown } from './participants.ts'

/** Longest text of a deviation, a reason or a custody list, in characters. */
const maxText = 2000

/** A text that the station puts together, short enough to be recorded, whatever names are in it. */
export const cutToText = (text: string): string =>
  text.length <= maxText ? text : `${text.slice(0, maxText - 10).replace(/[\ud800-\udbff]$/, '')} and more`

/** Id of the step that stands, or `end` when all are passed. */
const standing = (files: CeremonyFiles): string => currentStep(files.recorder.state)?.id ?? 'end'

/** Something must be said, in characters that everybody can see: the record is printed and read aloud. */
function needs(step: string, field: string, text: string): void {
  if (text.trim() === '' || text.length > maxText || unseenCharacter(text) !== undefined) {
    throw new CeremonyError('ceremony/no-answer', { step, field })
  }
}

/** @param input.code - the person's private code, where it is to be on record that they said so themselves. */
export function recordDeviation(
  files: CeremonyFiles,
  input: { readonly by: Id; readonly text: string; readonly code?: Uint8Array | undefined },
): void {
  checkKnown(files, input.by)
  const step = standing(files)
  needs(step, 'What happened', input.text)
  if (input.code !== undefined) checkTypedCode(files, step, input.by, input.code)
  const auth = input.code === undefined ? 'claimed' : 'code'
  files.recorder.record({ type: 'deviation', step, by: input.by, auth, text: input.text.trim() })
}

function checkTypedCode(files: CeremonyFiles, step: string, by: Id, bytes: Uint8Array): void {
  const code = Secret.take(bytes)
  try {
    checkCode(files, { step, by, code })
  } finally {
    code.destroy()
  }
}

/** @throws CeremonyError `ceremony/clock`: nothing can be recorded until a person confirmed the time. */
function checkClock({ recorder }: CeremonyFiles): void {
  if (recorder.clockIsBack()) throw new CeremonyError('ceremony/clock', { now: recorder.now(), before: recorder.floor })
}

type Break = { readonly by: Id; readonly reason: string; readonly custody: string }

/** All that would keep the break from being recorded: before tokens are logged out and a secret ends for it. */
export function checkBreak(files: CeremonyFiles, input: Break): void {
  checkKnown(files, input.by)
  const { status, pending } = files.recorder.state
  const not = (reason: string) => new CeremonyError('ceremony/not-now', { asked: 'break', reason })
  if (status !== 'running') throw not('a break can only begin while the ceremony runs')
  if (pending !== undefined) throw not('an act is under way')
  checkClock(files)
  needs('break', 'Who holds what', input.custody)
  needs('break', 'Why', input.reason)
}

export function recordBreak(files: CeremonyFiles, { by, reason, custody }: Break): void {
  files.recorder.record({ type: 'break', step: standing(files), by, reason, custody: custody.trim() })
}

/**
 * Go on after a break or a restart: the head from paper must be the one this transcript had there.
 * @throws CeremonyError `ceremony/wrong-head` (recorded), `words/*` for words that cannot be read.
 */
export function recordResume(files: CeremonyFiles, input: { readonly by: Id; readonly head: string }): void {
  checkKnown(files, input.by)
  const typed = input.head.trim()
  const digest = /^[0-9a-f]{64}$/.test(typed) ? typed : digestOfWords(typed)
  const { paperHead } = files.recorder.state
  const step = standing(files)
  if (paperHead !== undefined && digest !== paperHead) {
    files.recorder.record({ type: 'refused', step, by: input.by, code: 'ceremony/wrong-head', detail: {} })
    throw new CeremonyError('ceremony/wrong-head', { expected: firstWords(paperHead).split(' ')[0] ?? '' })
  }
  files.recorder.record({ type: 'resumed', step, by: input.by, headFromPaper: digest })
}

type Stop = { readonly by: Id; readonly reason: string; readonly disposition: 'void' | 'resumable' }

export function checkStop(files: CeremonyFiles, input: Stop): void {
  checkKnown(files, input.by)
  checkClock(files)
  needs('stop', 'Why', input.reason)
}

/** A stopped ceremony is kept: void for good, or to be resumed with its head from paper. */
export function recordStop(files: CeremonyFiles, { by, reason, disposition }: Stop): void {
  files.recorder.record({ type: 'stopped', step: standing(files), by, reason: reason.trim(), disposition })
  if (disposition === 'void') files.codes.forget()
}

export function recordClock(files: CeremonyFiles, input: { readonly by: Id; readonly reason: string }): void {
  checkKnown(files, input.by)
  needs('clock', 'What the clock on the wall says', input.reason)
  files.recorder.record({ type: 'clock', by: input.by, reason: input.reason, before: files.recorder.floor })
}
