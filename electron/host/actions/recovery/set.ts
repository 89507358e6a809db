// What all steps of a recovery ask: which backup, by the public record that the plan brings; where its blob lies.

import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { maxBlobBytes } from '../../../../core/backup/blob.ts'
import { type BackupRecord, encodeRecord, fingerprintOf } from '../../../../core/backup/record.ts'
import { factsOf } from '../../../../core/ceremony/state.ts'
import { CeremonyError, isCeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import type { Id } from '../../../../core/formats/plan.ts'
import type { RecoverySet } from '../../../../core/formats/plan-recovery.ts'
import { recordOf, recoverySetOf } from '../../../../core/plan/recovery.ts'
import { escapeText } from '../../../../core/token/untrusted-text.ts'
import { readNamedFile } from '../../read-file.node.ts'
import type { ActionContext } from '../action.ts'
import { objectIdOf } from '../key.ts'

export function recoveryOf({ plan, step }: ActionContext): {
  readonly set: RecoverySet
  readonly record: BackupRecord
} {
  const set = step.bound.set === undefined ? undefined : recoverySetOf(plan, step.bound.set)
  if (set === undefined) throw new CeremonyError('station/bug', { what: `step ${step.id} has no set` })
  return { set, record: recordOf(set) }
}

/** The token into which the key goes. */
export function intoOf(context: ActionContext): Id {
  const { set } = recoveryOf(context)
  if (set.into === undefined) throw new CeremonyError('station/bug', { what: `${set.id} goes into no token` })
  return set.into
}

/** The restored key's CKA_ID: fixed by the ceremony and the set, so that it can be looked for after a crash. */
export const restoredId = (context: ActionContext): string =>
  objectIdOf(context.state.opened?.ceremony ?? '', `${recoveryOf(context).set.id}.restored`)

/** What the record says, for the intent and the outcome of the first step. */
export function aboutRecord(context: ActionContext): JsonObject {
  const { set, record } = recoveryOf(context)
  return {
    set: set.id,
    level: context.plan.recovery?.level ?? 'full',
    key: record.key.id,
    algorithm: record.key.algorithm,
    recordSha256: createHash('sha256').update(encodeRecord(record)).digest('hex'),
    fingerprint: fingerprintOf(record),
    made: record.made,
    madeIn: record.ceremony,
    epoch: record.epoch,
    threshold: record.threshold,
    shares: record.shares.length,
  }
}

export function factsOfRecovery(context: ActionContext, action: string): JsonObject | undefined {
  return factsOf(context.state, action, { set: recoveryOf(context).set.id })
}

/** Names that are looked at on a medium, and files that are read; more is no medium for a blob. */
const maxNames = 100_000
const maxFiles = 1000
/** Names that an error tells: it goes into the transcript. */
const maxTold = 5

/**
 * The one file on the inbound medium whose SHA-256 the record names.
 * @throws CeremonyError `ceremony/no-blob` saying what lies there instead; `ceremony/site-gap`, `input/*`.
 */
export function blobOnMedium(context: ActionContext): { readonly file: string; readonly bytes: Uint8Array } {
  const { record } = recoveryOf(context)
  const directory = context.site.media.in
  if (directory === undefined) {
    const gap = `SITE-FITS-PLAN: a key is restored, and the site "${context.site.name}" does not say where the medium with the blob is mounted (media.in).`
    throw new CeremonyError('ceremony/site-gap', { gap })
  }
  const names = listed(directory, `${record.key.id}-${record.set}-`)
  for (const file of names) {
    const bytes = readIfFile(join(directory, file))
    if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === record.blob.sha256)
      return { file: escapeText(file), bytes }
  }
  const told = names.slice(0, maxTold).map(escapeText)
  const more = names.length > maxTold ? [`${names.length - maxTold} more`] : []
  throw new CeremonyError('ceremony/no-blob', {
    directory,
    wanted: record.blob.sha256,
    found: [...told, ...more].join(', ') || 'no file that ends in .key-blob.json',
  })
}

/** A link, a directory, a file that is too large or cannot be read is not the blob, and does not keep the right one from being found. */
function readIfFile(path: string): Uint8Array | undefined {
  try {
    return readNamedFile(path, maxBlobBytes)
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return undefined
  }
}

/** Those first that are named as the station names a copy. */
function listed(directory: string, first: string): readonly string[] {
  try {
    const names = namesIn(directory).filter((name) => name.endsWith('.key-blob.json'))
    const isFirst = (name: string): number => (name.startsWith(first) ? 0 : 1)
    return names.sort((a, b) => isFirst(a) - isFirst(b)).slice(0, maxFiles)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown' // node:fs throws nothing else
    throw new CeremonyError('input/unreadable', { what: directory, reason }, { cause })
  }
}

function namesIn(path: string): string[] {
  const names: string[] = []
  const directory = fs.opendirSync(path)
  try {
    for (let entry = directory.readSync(); entry !== null && names.length < maxNames; entry = directory.readSync())
      names.push(entry.name)
    return names
  } finally {
    directory.closeSync()
  }
}
