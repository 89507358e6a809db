// The public record of a backup: what must be known to check one card, one blob, one restored key. Goes into bags. No secret.

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { CeremonyError } from '../errors.ts'
import { algorithms } from '../formats/algorithms.ts'
import { canonicalBytes } from '../formats/canonical.ts'
import { parseJson } from '../formats/json.ts'
import { blobMechanisms } from './blob.ts'
import type { RecordedShare } from './read-card.ts'
import { limits } from './share.ts'

const count = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max))
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,63}$/))
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

const schema = v.strictObject({
  format: v.literal('anchorite/backup-record/v1'),
  /** Of the ceremony that made it: a key of production never goes into a software token, also years later. */
  made: v.picklist(['production', 'rehearsal']),
  /** Id of that ceremony. */
  ceremony: text,
  mode: v.picklist(['wrapped', 'imported']),
  /** What is backed up. `spki` is base64 of the SubjectPublicKeyInfo; its SHA-256 is the fingerprint on the cards. */
  key: v.strictObject({
    id,
    algorithm: v.picklist(algorithms),
    spki: v.pipe(v.string(), v.base64(), v.maxLength(4096)),
  }),
  set: count(0, 2 ** limits.setBits - 1),
  epoch: count(1, limits.maxEpoch),
  threshold: count(2, limits.maxShares),
  shares: v.pipe(
    v.array(v.strictObject({ x: count(1, 255), holder: id, commitment: hex })),
    v.minLength(3),
    v.maxLength(limits.maxShares),
  ),
  /** Decides after combine. */
  secretCommitment: hex,
  blob: v.strictObject({ mechanism: v.picklist(blobMechanisms), sha256: hex, bytes: count(1, 65_536) }),
  /** Where the secret came from, by name. */
  entropy: v.pipe(v.array(text), v.minLength(1), v.maxLength(8)),
})

export type BackupRecord = v.InferOutput<typeof schema>

/** RFC 8785 canonical JSON and a newline. */
export const encodeRecord = (record: BackupRecord): Uint8Array =>
  Buffer.concat([canonicalBytes(record), Buffer.from('\n')])

/**
 * @param what - its name, for errors.
 * @throws CeremonyError `json/*`, `backup/record`: not a record, a share twice, a quorum that is none, another spelling.
 */
export function parseRecord(bytes: Uint8Array, what: string): BackupRecord {
  const parsed = v.safeParse(schema, parseJson(bytes, { what, maxBytes: 65_536, maxDepth: 6 }))
  const refused = (reason: string) => new CeremonyError('backup/record', { what, reason })
  if (!parsed.success) throw refused(`${v.getDotPath(parsed.issues[0]) ?? 'it'} is not as the station writes it`)
  const { output: record } = parsed
  const { shares, threshold } = record
  if (threshold >= shares.length) throw refused('as many shares are needed as there are, or more')
  if (new Set(shares.map(({ x }) => x)).size !== shares.length) throw refused('two shares have one number')
  if (new Set(shares.map(({ holder }) => holder)).size !== shares.length) throw refused('one person holds two shares')
  if (Buffer.compare(encodeRecord(record), bytes) !== 0)
    throw refused('it is spelled in another way than the station does')
  return record
}

/** SHA-256 of the SubjectPublicKeyInfo, 64 hex digits. */
export const fingerprintOf = (record: BackupRecord): string =>
  createHash('sha256').update(Buffer.from(record.key.spki, 'base64')).digest('hex')

/** The shares as a card is read against them. */
export function recordedShares(record: BackupRecord): readonly RecordedShare[] {
  const { set, epoch, threshold, shares } = record
  const common = { set, epoch, threshold, shareCount: shares.length, fingerprint: fingerprintOf(record) }
  return shares.map((share) => ({ ...common, ...share }))
}
