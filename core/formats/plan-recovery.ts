// The plan's section `recovery`: which backups are tried or restored, with whose cards, and how far. docs/formats/plan.md section 10.

import type { Id, Instant } from './plan.ts'
import { id, instant, tokenLabel } from './yaml-forms.ts'
import { choice, list, object, optional, type Shape, text } from './yaml-shape.ts'

/**
 * How far it goes. `card`: each card alone against its commitment. `quorum`: enough cards give the secret, and nothing is unwrapped.
 * `full`: the key is restored into a token and signs.
 */
export const recoveryLevels = ['card', 'quorum', 'full'] as const
export type RecoveryLevel = (typeof recoveryLevels)[number]

export type RecoverySet = {
  readonly id: Id
  /** The public record of the backup, as its bag has it: one line of JSON (docs/formats/backup-record.md). */
  readonly record: string
  /** Whose cards are to be read, in this order. The others are absent by plan. */
  readonly read: readonly Id[]
  /** Level `full`: the token into which the key is restored, and the CKA_LABEL that it gets there. */
  readonly into?: Id
  readonly label?: string
}

export type PlannedRecovery = {
  readonly level: RecoveryLevel
  readonly sets: readonly RecoverySet[]
  /** When people were called out: a drill counts the minutes from then. */
  readonly called?: Instant
}

const record = text({ expected: 'the public record of a backup, as a block after "|"', max: 20_000, lines: true })

export const plannedRecovery: Shape<PlannedRecovery> = object({
  level: choice(recoveryLevels),
  sets: list(object({ id, record, read: list(id, 1, 16), into: optional(id), label: optional(tokenLabel) }), 1, 100),
  called: optional(instant),
})
