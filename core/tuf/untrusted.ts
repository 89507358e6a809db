// What a root file says, read but not believed.

import type { JsonObject } from '../formats/json.ts'
import type { Instant, TufRole } from '../formats/plan.ts'
import type { KeyReading, Warning } from './public-key.ts'

/** One entry of `signed.keys`. */
export type RootKey = {
  readonly keyId: string
  readonly keytype: string
  readonly scheme: string
  /** The whole object, unknown fields and all. */
  readonly object: JsonObject
  /** SHA-256 of the canonical object, hex: what `keyId` should be. */
  readonly contentId: string
  readonly reading: KeyReading
}

export type RootRole = { readonly keyIds: readonly string[]; readonly threshold: number; readonly object: JsonObject }

/** `sig` is lower-case hex; empty for a placeholder, as tuf-on-ci writes for who has yet to sign. */
export type FileSignature = { readonly keyId: string; readonly sig: string }

/** A root file that was read strictly. Nothing about who signed it is known yet: `verifyRoot` and `verifyRootChain` say. */
export type UntrustedRoot = {
  /** What the file is called, for words. */
  readonly what: string
  /** The file, byte for byte. It is hashed and kept as this, never written again from its parts. */
  readonly bytes: Uint8Array
  /** SHA-256 of `bytes`, hex. */
  readonly sha256: string
  /** Canonical bytes of `signed`: what the signatures are over. */
  readonly payload: Uint8Array
  readonly signed: JsonObject
  readonly version: number
  readonly expires: Instant
  readonly specVersion: string
  /** undefined where the file does not say. */
  readonly consistentSnapshot: boolean | undefined
  readonly keys: ReadonlyMap<string, RootKey>
  readonly roles: { readonly [R in TufRole]: RootRole }
  readonly signatures: readonly FileSignature[]
  readonly warnings: readonly Warning[]
}

/** What tells two keys apart: the material, or the id where the material cannot be read. */
export function identityOf(key: RootKey): string {
  return key.reading.status === 'usable' ? key.reading.material : `id ${key.keyId}`
}

/** The keys of a role, in the file's order. `parseRoot` made sure that each is there. */
export function keysOfRole(root: UntrustedRoot, role: TufRole): readonly RootKey[] {
  return root.roles[role].keyIds.flatMap((keyId) => root.keys.get(keyId) ?? [])
}
