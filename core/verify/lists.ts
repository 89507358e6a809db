// The lists behind a chunk: what was drafted, what was signed, which files came of it. Written by the acts, made anew by the verifier.

import { createHash } from 'node:crypto'
import { encodeList } from '../ceremony/chunks.ts'
import type { JsonObject } from '../formats/json.ts'
import type { PlannedRepository } from '../formats/plan.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

type Drafted = { readonly repository: PlannedRepository; readonly payload: Uint8Array }

/** One line a repository: name, version, digest of the canonical bytes to be signed. */
export function draftListOf(payloads: readonly Drafted[]): readonly JsonObject[] {
  return payloads.map(({ repository, payload }) => ({
    repository: repository.name,
    version: repository.version,
    payloadSha256: sha256(payload),
  }))
}

/** What people review aloud: for one repository the digest of the very bytes to be signed, for more that of their list. */
export function reviewedDigest(items: readonly JsonObject[]): string {
  const [only] = items
  return items.length === 1 ? String(only?.payloadSha256) : encodeList(items).sha256
}

/** One line a repository: the digest of this key's signature. */
export function signatureListOf(signatures: ReadonlyMap<string, Uint8Array>): readonly JsonObject[] {
  return [...signatures].map(([repository, signature]) => ({ repository, signatureSha256: sha256(signature) }))
}
