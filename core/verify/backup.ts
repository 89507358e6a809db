// A backup as the transcript tells it: its public record, made from what was recorded; and that all of it was proven. Rule BACKUP-PROVEN.

import { createHash } from 'node:crypto'
import { type Envelope, parseEnvelope } from '../attest/dsse.ts'
import { verifyPossession } from '../attest/possession.ts'
import { type BackupRecord, encodeRecord, parseRecord } from '../backup/record.ts'
import { factsOf, type State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'
import type { Plan } from '../formats/plan.ts'
import type { SplitSet } from '../formats/plan-backup.ts'
import { splitSets } from '../plan/backup.ts'
import * as names from './names.ts'

type Files = ReadonlyMap<string, Uint8Array>

/**
 * The record of one set, from the facts that its steps left.
 * @param spki - of the key that is backed up, DER; its SHA-256 is the fingerprint on the cards.
 * @throws CeremonyError `ceremony/verify-failed` where a step was not passed, `backup/record` where the facts make no record.
 */
export function backupRecordOf(state: State, set: SplitSet, spki: Uint8Array): BackupRecord {
  const begin = passed(state, set, 'backup/begin')
  const wrap = passed(state, set, set.mode === 'wrapped' ? 'backup/wrap' : 'backup/wrap-own')
  const record = {
    format: 'anchorite/backup-record/v1',
    mode: set.mode,
    made: state.opened?.mode ?? 'rehearsal',
    ceremony: state.opened?.ceremony ?? '',
    key: { id: set.key, algorithm: begin.algorithm, spki: Buffer.from(spki).toString('base64') },
    set: begin.set,
    epoch: begin.epoch,
    threshold: begin.threshold,
    shares: begin.cards,
    secretCommitment: begin.secretCommitment,
    blob: { mechanism: wrap.mechanism, sha256: wrap.blobSha256, bytes: wrap.blobBytes },
    entropy: begin.entropy,
  } as unknown as BackupRecord // parsed next, which is what says that it is one
  return parseRecord(encodeRecord(record), names.backupRecordPath(set.key))
}

/**
 * BACKUP-PROVEN: for each set that the plan splits, the record in the bag is the one of this transcript; every card was read back; every
 * quorum gave the secret; the restored key signed; its copy was destroyed; and the key's own way out was closed, as its module says.
 * Not caught: where the cards and blobs are now.
 * @returns one line a set.
 * @throws CeremonyError `ceremony/verify-failed`, `attest/*`, `backup/record`.
 */
export function verifyBackups(
  plan: Plan,
  state: State,
  files: Files,
  keyOf: (key: string) => { readonly spki: Uint8Array; readonly algorithm: Algorithm } | undefined,
): readonly string[] {
  return splitSets(plan).map((set) => {
    const key = keyOf(set.key)
    if (key === undefined) throw failed(set.key, 'its public key is missing')
    const path = names.backupRecordPath(set.key)
    const record = backupRecordOf(state, set, key.spki)
    if (Buffer.compare(encodeRecord(record), take(files, path)) !== 0)
      throw failed(path, 'it is not the record that the transcript makes')
    if (passed(state, set, 'backup/end').recordSha256 !== sha256(take(files, path)))
      throw failed(path, 'the transcript names another record')
    if (record.threshold !== set.threshold || record.epoch !== set.epoch)
      throw failed(path, 'it is not split as the plan says')
    for (const { person } of set.holders) checkCard(state, set, person)
    if (passed(state, set, 'backup/prove').allGiveTheSecret !== true)
      throw failed(set.key, 'not every quorum of cards was shown to work')
    verifyRestored(state, set, key, parseEnvelope(take(files, names.backupProofPath(set.key)), set.key))
    checkClosed(state, set)
    return `backup of ${set.key}: ${set.threshold} of ${set.holders.length} cards, each read back, every quorum tried, restored and signed on ${set.proof} (BACKUP-PROVEN)`
  })
}

function checkCard(state: State, set: SplitSet, person: string): void {
  const read = factsOf(state, 'backup/read-back', { set: set.key, share: person })
  if (read?.right !== true) throw failed(set.key, `the card of ${person} was not read back`)
}

function verifyRestored(
  state: State,
  set: SplitSet,
  key: { readonly spki: Uint8Array; readonly algorithm: Algorithm },
  envelope: Envelope,
): void {
  const facts = passed(state, set, 'backup/restore')
  verifyPossession(envelope, {
    ceremony: state.opened?.ceremony ?? '',
    planSha256: state.opened?.planDigest ?? '',
    transcriptHead: String(facts.transcriptHead),
    key: set.key,
    algorithm: key.algorithm,
    spki: key.spki,
    objectId: String(facts.objectId),
    time: String(facts.time),
  })
  if (facts.token !== set.proof) throw failed(set.key, `it was restored on ${text(facts.token)}, not on ${set.proof}`)
}

function checkClosed(state: State, set: SplitSet): void {
  if (set.mode === 'imported') return // made not extractable: `factsOfKey` held it against KEY-ATTRIBUTES
  if (passed(state, set, 'backup/lock').extractable !== false)
    throw failed(set.key, 'its way out of the token was not closed')
}

function passed(state: State, set: SplitSet, action: string): JsonObject {
  const facts = factsOf(state, action, { set: set.key })
  if (facts === undefined) throw failed(set.key, `the transcript records no ${action}`)
  return facts
}

function take(files: Files, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw failed(path, 'it is missing')
  return bytes
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : 'none')
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })
