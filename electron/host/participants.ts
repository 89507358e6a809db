// Who is speaking: a person of the plan, and where a private code was typed, the right one.

import { wrongCodesOf } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'
import type { Secret } from '../../core/secret.ts'
import type { CeremonyFiles } from './files.node.ts'

/** Wrong private codes in a row after which a person's code is not taken any more. */
export const maxWrongCodes = 5

/** @throws CeremonyError `ceremony/not-you` for a name that the plan does not have. */
export function checkKnown(files: CeremonyFiles, by: Id): void {
  if (files.plan.people.some((person) => person.id === by)) return
  throw new CeremonyError('ceremony/not-you', { step: 'any', who: by, may: 'the people whom the plan names' })
}

/** @throws CeremonyError `ceremony/not-you` for who is not on the roll of the day. */
export function checkPresent(files: CeremonyFiles, by: Id): void {
  checkKnown(files, by)
  if (files.recorder.state.present.includes(by)) return
  const may = 'those who are on the roll'
  throw new CeremonyError('ceremony/not-you', { step: 'any', who: nameOf(files, by), may })
}

/** @throws CeremonyError `ceremony/not-you` naming those who may do the step. */
export function checkMayDo(files: CeremonyFiles, input: { who: readonly Id[]; by: Id; step: string }): void {
  const { who, by, step } = input
  checkKnown(files, by)
  if (who.includes(by)) return
  const may = who.map((id) => nameOf(files, id)).join(' or ')
  throw new CeremonyError('ceremony/not-you', { step, who: nameOf(files, by), may })
}

const nameOf = (files: CeremonyFiles, id: Id): string =>
  files.plan.people.find((person) => person.id === id)?.name ?? id

/**
 * Compare a private code with the one set at roll call. A wrong one is recorded; after five in a row none is taken.
 * @throws CeremonyError `ceremony/wrong-code`, `ceremony/code-blocked`, `ceremony/not-now` before the roll call.
 */
export function checkCode(files: CeremonyFiles, input: { step: string; by: Id; code: Secret }): void {
  const { step, by, code } = input
  const wrong = wrongCodesOf(files.recorder.state, by)
  if (wrong >= maxWrongCodes) throw new CeremonyError('ceremony/code-blocked', { who: nameOf(files, by) })
  if (!files.codes.has(by)) {
    throw new CeremonyError('ceremony/not-now', {
      asked: 'confirm',
      reason: `${nameOf(files, by)} has no private code yet`,
    })
  }
  if (files.codes.matches(by, code)) return
  const detail = { who: by, wrongInARow: wrong + 1 }
  files.recorder.record({ type: 'refused', step, by, code: 'ceremony/wrong-code', detail })
  throw new CeremonyError('ceremony/wrong-code', { ...detail, who: nameOf(files, by) })
}
