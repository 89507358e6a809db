// A backup as the transcript tells it: its public record, made from what was recorded; and that all of it was proven. Rule BACKUP-PROVEN.

import { createHash } from 'node:crypto'
import { parseEnvelope } from '../attest/dsse.ts'
import { verifyPossession } from '../attest/possession.ts'
import { subsetsToTry } from '../backup/prove.ts'
import { type BackupRecord, encodeRecord, fingerprintOf, parseRecord } from '../backup/record.ts'
import { factsOf, madeFacts, type State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'
import type { Plan } from '../formats/plan.ts'
import type { SplitSet } from '../formats/plan-backup.ts'
import { splitSets } from '../plan/backup.ts'
import { isSoftwareToken } from '../token/software.ts'
import * as names from './names.ts'
import { printedCards } from './printed-cards.ts'

type Files = ReadonlyMap<string, Uint8Array>

/**
 * The record of one set, from the facts that its steps left.
 * @param spki - of the key that is backed up, DER; its SHA-256 is the fingerprint on the cards.
 * @throws CeremonyError `ceremony/verify-failed` where a step was not passed, `backup/record` where the facts make no record.
 */
export function backupRecordOf(state: State, set: SplitSet, spki: Uint8Array): BackupRecord {
  const begin = passed(state, set, 'backup/begin')
  const wrap = passed(state, set, wrapActionOf(set))
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
 * quorum gave the secret; each copy is of the blob that opens; the restored key signed; its copy was destroyed; and the key's own way out
 * was closed, as its module says; no card was printed, as the station says, where the plan has them copied by hand. Not caught: where the cards and blobs are now.
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
    checkSplit(state, set, record)
    checkCards(state, set, record)
    checkBlob(state, set, record)
    verifyRestored(state, set, key, take(files, names.backupProofPath(set.key)))
    checkClosed(state, set, record)
    return `backup of ${set.key}: ${set.threshold} of ${set.holders.length} cards, each read back, every quorum shown to work, restored and signed on ${set.proof}; cards printed: ${printedCards(plan, state, set)} (BACKUP-PROVEN)`
  })
}

/** The key, the quorum and the people of the plan, and of no other. */
function checkSplit(state: State, set: SplitSet, record: BackupRecord): void {
  if (record.threshold !== set.threshold || record.epoch !== set.epoch)
    throw failed(set.key, 'it is not split as the plan says')
  if (passed(state, set, 'backup/begin').fingerprint !== fingerprintOf(record))
    throw failed(set.key, 'its cards are of another key')
  const planned = set.holders.map(({ person }) => person)
  if (record.shares.map(({ holder }) => holder).join() !== planned.join())
    throw failed(set.key, 'its cards are of other people than the plan says')
}

function checkCards(state: State, set: SplitSet, { shares, threshold }: BackupRecord): void {
  for (const { holder, x } of shares) {
    const read = factsOf(state, 'backup/read-back', { set: set.key, share: holder })
    if (read?.right !== true || read.x !== x) throw failed(set.key, `the card of ${holder} was not read back`)
  }
  const proven = passed(state, set, 'backup/prove')
  if (proven.allGiveTheSecret !== true || proven.quorumsTried !== subsetsToTry(shares, threshold).length)
    throw failed(set.key, 'not every quorum of cards was shown to work')
}

/** The blob opens under its KEK, and each copy of it is that one. */
function checkBlob(state: State, set: SplitSet, { blob }: BackupRecord): void {
  if (passed(state, set, wrapActionOf(set)).opensUnderItsKek !== true)
    throw failed(set.key, 'its blob was not seen to open')
  for (const site of set.copies) {
    const copy = factsOf(state, 'backup/copy', { set: set.key, site })
    if (copy?.sha256 !== blob.sha256 || copy.readBack !== true)
      throw failed(set.key, `no copy of its blob was made for ${site}`)
  }
}

function verifyRestored(
  state: State,
  set: SplitSet,
  key: { readonly spki: Uint8Array; readonly algorithm: Algorithm },
  proof: Uint8Array,
): void {
  const facts = passed(state, set, 'backup/restore')
  if (facts.token !== set.proof) throw failed(set.key, `it was restored on ${text(facts.token)}, not on ${set.proof}`)
  if (facts.envelopeSha256 !== sha256(proof)) throw failed(set.key, 'the transcript names another proof')
  // What signs on its own token under its own CKA_ID shows nothing of the blob.
  if (facts.objectId === madeFacts(state, set.key)?.objectId)
    throw failed(set.key, 'what signed is the key itself, not a restored one')
  verifyPossession(parseEnvelope(proof, set.key), {
    ceremony: state.opened?.ceremony ?? '',
    planSha256: state.opened?.planDigest ?? '',
    transcriptHead: String(facts.transcriptHead),
    key: set.key,
    algorithm: key.algorithm,
    spki: key.spki,
    objectId: String(facts.objectId),
    time: String(facts.time),
  })
  const { manufacturer, model }: JsonObject = factsOf(state, 'token/identify', { token: set.proof }) ?? {}
  if (
    state.opened?.mode === 'production' &&
    isSoftwareToken({ manufacturer: String(manufacturer), model: String(model) })
  )
    throw failed(set.key, `DRILL-PRODUCTION: ${set.proof} keeps keys in files`)
  if (facts.foundAfterwards !== 0) throw failed(set.key, `its copy on ${set.proof} was not destroyed`)
}

function checkClosed(state: State, set: SplitSet, record: BackupRecord): void {
  const open = failed(set.key, 'its way out of the token was not closed')
  if (set.mode === 'imported') {
    const { attributes, spkiSha256 } = passed(state, set, 'backup/import')
    const isClosed = typeof attributes === 'object' && attributes !== null && 'extractable' in attributes
    if (spkiSha256 !== fingerprintOf(record) || !isClosed || attributes.extractable !== false) throw open
    return
  }
  const made = madeFacts(state, set.key)
  const { extractable, wrapRefusedWith, objectId, token } = passed(state, set, 'backup/lock')
  if (extractable !== false || typeof wrapRefusedWith !== 'string') throw open
  if (objectId !== made?.objectId || token !== made?.token) throw open
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

const wrapActionOf = ({ mode }: SplitSet) => (mode === 'wrapped' ? 'backup/wrap' : 'backup/wrap-own')
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : 'none')
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })
