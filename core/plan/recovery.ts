// What a plan's recovery says: the records that it brings, read.

import { type BackupRecord, parseRecord } from '../backup/record.ts'
import type { Id, Plan } from '../formats/plan.ts'
import type { RecoverySet } from '../formats/plan-recovery.ts'

/** The public record of a set, as the plan brings it; it may stand with or without its newline. @throws CeremonyError `backup/record`, `json/*`. */
export const recordOf = (set: RecoverySet): BackupRecord =>
  parseRecord(Buffer.from(`${set.record.replace(/\n$/, '')}\n`), `the record of ${set.id}`)

/** The set of a recovery; undefined where the plan has none of that name. */
export const recoverySetOf = (plan: { readonly recovery?: Plan['recovery'] }, id: Id): RecoverySet | undefined =>
  plan.recovery?.sets.find((set) => set.id === id)
