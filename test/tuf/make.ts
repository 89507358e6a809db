// Keys and signed roots for tests, made with node:crypto: never on a token, never used for anything else.

import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { RoleKeys, TufRole } from '../../core/formats/plan.ts'
import { assembleRoot, draftRoot, payloadOf, type RootDraft } from '../../core/tuf/root.ts'

export type TestKey = {
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
  readonly privateKey: KeyObject
  readonly sign: (payload: Uint8Array) => Uint8Array
}

export function makeKey(algorithm: Algorithm): TestKey {
  const { publicKey, privateKey } = pairOf(algorithm)
  return {
    algorithm,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    privateKey,
    sign: (payload) => signAs(algorithm, privateKey, payload),
  }
}

function pairOf(algorithm: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (algorithm) {
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'ecdsa-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' })
    case 'ed25519':
      return generateKeyPairSync('ed25519')
    case 'rsa-3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072 })
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 })
    default:
      return algorithm satisfies never
  }
}

function signAs(algorithm: Algorithm, key: KeyObject, payload: Uint8Array): Uint8Array {
  if (algorithm === 'ed25519') return sign(null, payload, key)
  if (algorithm === 'ecdsa-p384') return sign('sha384', payload, key)
  if (algorithm === 'ecdsa-p256') return sign('sha256', payload, key)
  return sign('sha256', payload, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
}

export type TestKeys = ReadonlyMap<string, TestKey>

export type TestRoot = {
  readonly version?: number
  readonly expires?: string
  readonly root: RoleKeys
  /** Keys of the other three roles; those of `root` by default. */
  readonly others?: readonly string[]
}

export function makeDraft(keys: TestKeys, root: TestRoot): RootDraft {
  const others: RoleKeys = { keys: root.others ?? root.root.keys.slice(0, 1), threshold: 1 }
  const roles: { readonly [R in TufRole]: RoleKeys } = {
    root: root.root,
    targets: others,
    snapshot: others,
    timestamp: others,
  }
  return draftRoot({
    version: root.version ?? 1,
    expires: root.expires ?? '2035-01-01T00:00:00Z',
    consistentSnapshot: true,
    keys,
    roles,
  })
}

/** `signers` are plan key ids; a signer that the draft does not hold signs under the id it has in `holders`. */
export function signDraft(
  keys: TestKeys,
  draft: RootDraft,
  signers: readonly string[],
  holders: readonly RootDraft[] = [],
): Uint8Array {
  const payload = payloadOf(draft)
  const signatures = signers.map((id) => {
    const key = keys.get(id)
    const keyId = [draft, ...holders].flatMap((one) => one.keys.get(id)?.keyId ?? [])[0]
    if (key === undefined || keyId === undefined) throw new Error(`no test key ${id}`)
    return { keyId, signature: key.sign(payload) }
  })
  return assembleRoot(draft, signatures)
}

/** Change the JSON of a file and write it again; signatures stay as they were. */
export function altered(bytes: Uint8Array, change: (document: Json) => void): Uint8Array {
  const document = JSON.parse(Buffer.from(bytes).toString('utf8')) as Json // our own file, just made
  change(document)
  return Buffer.from(JSON.stringify(document))
}

/** A test takes a document apart in ways no type of ours allows: every step down gives one again. */
export type Json = ReturnType<typeof JSON.parse>
