// A root as we write it: drafted from the plan, signed elsewhere, assembled into the bytes of the file.

import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { JsonObject } from '../formats/json.ts'
import { type Id, type Instant, type RoleKeys, type TufRole, tufRoles } from '../formats/plan.ts'
import { olpcBytes } from './canonical.ts'
import { metadataBytes } from './encode.ts'
import { keyIdOf, spkiMaterial, type TufKey, tufKeyOf } from './key.ts'

/** The specification that we write to (TUF 4.3 spec_version). */
export const SPEC_VERSION = '1.0.31'

/** A public key that the plan names. `spki` is DER. */
export type KeySource = { readonly spki: Uint8Array; readonly algorithm: Algorithm }

/** One key of a draft, with the ids that it has there. */
export type DraftKey = KeySource & {
  readonly planKeyId: Id
  readonly keyId: string
  readonly material: string
  readonly key: TufKey
}

export type RootDraft = {
  readonly version: number
  readonly expires: Instant
  readonly consistentSnapshot: boolean
  /** By plan key id; only keys that a role uses. */
  readonly keys: ReadonlyMap<Id, DraftKey>
  /** By plan key id, as the plan says. */
  readonly roles: { readonly [R in TufRole]: RoleKeys }
  /** The object that is signed, wire names and all. */
  readonly signed: JsonObject
}

/** `keyId` is the one in the metadata; `signature` as TUF writes it: ECDSA DER, Ed25519 64 bytes, RSA-PSS. */
export type RootSignature = { readonly keyId: string; readonly signature: Uint8Array }

/**
 * Draft the root metadata that the plan describes. Only keys that a role uses go in.
 *
 * Checks nothing but that the keys are there: `checkRootDraft` is the judge, and it needs to see what is wrong.
 * @param input.keys - Public keys by plan key id; may hold more than the roles use.
 * @throws CeremonyError `tuf/not-drafted` when a role names a key that is not given.
 * @see TUF 4.3; docs/formats/tuf-root.md section 1
 */
export function draftRoot(input: {
  readonly version: number
  readonly expires: Instant
  readonly consistentSnapshot: boolean
  readonly keys: ReadonlyMap<Id, KeySource>
  readonly roles: { readonly [R in TufRole]: RoleKeys }
}): RootDraft {
  const keys = new Map<Id, DraftKey>()
  for (const role of tufRoles) {
    for (const planKeyId of input.roles[role].keys) {
      const source = input.keys.get(planKeyId)
      if (source === undefined) throw notDrafted('TUF-ROLESET', planKeyId, 'has no public key yet')
      keys.set(planKeyId, draftKey(planKeyId, source))
    }
  }
  const idsOf = (role: TufRole): string[] => input.roles[role].keys.map((id) => keys.get(id)?.keyId ?? '')
  const signed = {
    _type: 'root',
    consistent_snapshot: input.consistentSnapshot,
    expires: input.expires,
    keys: Object.fromEntries([...keys.values()].map(({ keyId, key }) => [keyId, key])),
    roles: Object.fromEntries(
      tufRoles.map((role) => [role, { keyids: idsOf(role), threshold: input.roles[role].threshold }]),
    ),
    spec_version: SPEC_VERSION,
    version: input.version,
  }
  const { version, expires, consistentSnapshot, roles } = input
  return { version, expires, consistentSnapshot, keys, roles, signed }
}

function draftKey(planKeyId: Id, source: KeySource): DraftKey {
  const key = tufKeyOf(source.spki, source.algorithm)
  return { ...source, planKeyId, key, keyId: keyIdOf(key), material: spkiMaterial(source.spki) }
}

/** The bytes that each keyholder signs: OLPC canonical JSON of `signed`. */
export function payloadOf(draft: RootDraft): Uint8Array {
  return olpcBytes(draft.signed)
}

/**
 * The bytes of the file: the draft with its signatures, sorted by key id. With none it is the unsigned file, which
 * `parseRoot` reads and `diffRoots` shows.
 *
 * Does not verify the signatures: the caller runs `verifyRootChain` over the bytes, which must not come from here.
 * @param signatures - By keys of this root and, in a rotation, of the one before it.
 * @throws CeremonyError `tuf/not-drafted` when two signatures have one key id, or one is empty.
 * @see docs/formats/tuf-root.md section 2
 */
export function assembleRoot(draft: RootDraft, signatures: readonly RootSignature[]): Uint8Array {
  const byId = new Map<string, string>()
  for (const { keyId, signature } of signatures) {
    if (byId.has(keyId)) throw notDrafted('TUF-SIG-DUPLICATE', keyId, 'signed twice')
    if (signature.length === 0) throw notDrafted('TUF-SIG-FORM', keyId, 'gave an empty signature')
    byId.set(keyId, Buffer.from(signature).toString('hex'))
  }
  const sorted = [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([keyid, sig]) => ({ keyid, sig }))
  return metadataBytes({ signatures: sorted, signed: draft.signed })
}

function notDrafted(rule: string, subject: string, reason: string): CeremonyError<'tuf/not-drafted'> {
  return new CeremonyError('tuf/not-drafted', { rule, subject, reason })
}
