// What a recovery left of one set in the transcript, each step held against the public record that the plan brings. Rules DRILL-CERTIFIED, DRILL-PRODUCTION.

import { createHash } from 'node:crypto'
import { type BackupRecord, encodeRecord, fingerprintOf } from '../backup/record.ts'
import { factsOf, type State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'
import type { RecoverySet } from '../formats/plan-recovery.ts'
import { recordOf } from '../plan/recovery.ts'
import { isSoftwareToken } from '../token/software.ts'

/**
 * Steps that were not reached left nothing, and nothing is asked of them.
 * Not caught: a token that lies about what it is; a card that was typed by somebody else than its holder.
 * @throws CeremonyError `ceremony/verify-failed` for the first step whose facts do not fit the record, or the steps before.
 */
export function checkRecovered(state: State, set: RecoverySet): void {
  const record = recordOf(set)
  checkBegun(state, set, record)
  checkRead(state, set, record)
  checkRestored(state, set, record)
}

function checkBegun(state: State, set: RecoverySet, record: BackupRecord): void {
  const begun = factsOf(state, 'recovery/begin', { set: set.id })
  if (begun === undefined) return
  const { key, made, ceremony: madeIn, epoch, threshold } = record
  const recordSha256 = createHash('sha256').update(encodeRecord(record)).digest('hex')
  const said = { key: key.id, made, madeIn, epoch, threshold, recordSha256, fingerprint: fingerprintOf(record) }
  const wrong = Object.entries(said).find(([name, value]) => begun[name] !== value)
  if (wrong !== undefined) throw failed(set, `it was begun with another record (${wrong[0]})`)
}

/** Fewer good cards than the threshold cannot have given the secret. */
function checkRead(state: State, set: RecoverySet, { shares, threshold }: BackupRecord): void {
  const good = set.read.filter((holder) => {
    const read = factsOf(state, 'recovery/read', { set: set.id, share: holder })
    if (read === undefined) return false
    const share = shares.find((each) => each.holder === holder)
    if (read.x !== share?.x || read.right !== true)
      throw failed(set, `the card of ${holder} is not the one of the record`)
    return true
  })
  const combined = factsOf(state, 'recovery/combine', { set: set.id })
  if (combined === undefined) return
  if (combined.givesTheSecret !== true || good.length < threshold)
    throw failed(set, 'the cards that were read do not give the secret')
}

function checkRestored(state: State, set: RecoverySet, record: BackupRecord): void {
  const restored = factsOf(state, 'recovery/restore', { set: set.id })
  const signed = factsOf(state, 'recovery/sign', { set: set.id })
  if (restored === undefined) {
    if (signed !== undefined) throw failed(set, 'it signed, and was not restored')
    return
  }
  if (factsOf(state, 'recovery/combine', { set: set.id }) === undefined)
    throw failed(set, 'it was restored, and no cards were put together')
  if (restored.token !== set.into) throw failed(set, 'it was restored into another token than the plan says')
  if (restored.spkiSha256 !== fingerprintOf(record)) throw failed(set, 'what was restored is another key')
  if (restored.blobSha256 !== undefined && restored.blobSha256 !== record.blob.sha256)
    throw failed(set, 'it was restored from another blob')
  if (!isClosed(restored.attributes)) throw failed(set, 'the restored key can leave its token')
  refuseSoftware(state, set, record)
  if (signed !== undefined && (signed.token !== restored.token || signed.objectId !== restored.objectId))
    throw failed(set, 'what signed is not what was restored')
}

/** DRILL-PRODUCTION: by what the token said of itself on the day. */
function refuseSoftware(state: State, set: RecoverySet, { made }: BackupRecord): void {
  if (made !== 'production' || set.into === undefined) return
  const { manufacturer, model }: JsonObject = factsOf(state, 'token/identify', { token: set.into }) ?? {}
  if (isSoftwareToken({ manufacturer: String(manufacturer), model: String(model) }))
    throw failed(set, `DRILL-PRODUCTION: ${set.into} keeps keys in files, and this key is of production`)
}

const isClosed = (attributes: JsonValue | undefined): boolean =>
  typeof attributes === 'object' &&
  attributes !== null &&
  'extractable' in attributes &&
  attributes.extractable === false

const failed = ({ id }: RecoverySet, reason: string) =>
  new CeremonyError('ceremony/verify-failed', { what: id, reason })
