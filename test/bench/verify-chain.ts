// Our verification of a 1,000-version root chain beside tuf-js doing the same, in one process, over the same bytes.

import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { assembleRoot, draftRoot, payloadOf, type RootDraft } from '../../core/tuf/root.ts'
import { verifyRootChain } from '../../core/tuf/verify.ts'
import { makeKey, type TestKey } from '../tuf/make.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

type ChainFile = { readonly name: string; readonly bytes: Buffer }
type Store = { updateRoot(bytes: Buffer): void; readonly root: { readonly signed: { readonly version: number } } }

// tuf-js exports only its client, which wants a server; the store is the part of it that verifies, without any limit
// on the number of roots. Loading it is part of neither time.
const require = createRequire(import.meta.url)
const storePath = require.resolve('tuf-js').replace(/index\.js$/, 'store.js')
const { TrustedMetadataStore } = require(storePath) as { TrustedMetadataStore: new (root: Buffer) => Store } // untyped by that path

const versions = 1000
const rounds = 9

/**
 * Time to verify the chain, ours ÷ tuf-js, both sides in turn.
 *
 * The chain is 2 of 3 ECDSA P-256; every tenth version one key goes and a new one comes. Both sides get the bytes of
 * the files, check the thresholds of old and new keys at every step, and are asked for the last version. We verify a
 * signature once for both thresholds and read a key once for the chain; tuf-js does each again.
 */
export async function benchVerifyChain(): Promise<BenchRow> {
  const files = makeChain()
  const measured = await interleave(
    rounds,
    () => time(() => verifyRootChain(files).last.version),
    () => time(() => verifyWithTufJs(files)),
  )
  return benchRow({ name: 'verify a 1,000-version root chain, ours ÷ tuf-js', unit: 'ms' }, measured, { atMost: 0.5 })
}

function verifyWithTufJs(files: readonly ChainFile[]): number {
  const [first, ...rest] = files
  if (first === undefined) return 0
  const store = new TrustedMetadataStore(first.bytes)
  for (const { bytes } of rest) store.updateRoot(bytes)
  return store.root.signed.version
}

function time(run: () => number): number {
  const start = performance.now()
  const last = run()
  const took = performance.now() - start
  if (last !== versions) throw new Error(`the chain was verified up to version ${last} only`)
  return took
}

/** Each version is signed by two keys that both the old and the new root know. */
function makeChain(): readonly ChainFile[] {
  const keys = new Map<string, TestKey>(['k0', 'k1', 'k2'].map((id) => [id, makeKey('ecdsa-p256')]))
  const files: ChainFile[] = []
  let ids = [...keys.keys()]
  for (let version = 1; version <= versions; version++) {
    const signers = version % 10 === 0 ? ids.slice(1) : ids.slice(0, 2)
    if (version % 10 === 0) {
      const fresh = `k${keys.size}`
      keys.set(fresh, makeKey('ecdsa-p256'))
      ids = [...ids.slice(1), fresh]
    }
    const draft = draftOf(keys, ids, version)
    const signatures = signers.map((id) => signatureOf(keys, draft, id))
    files.push({ name: `${version}.root.json`, bytes: Buffer.from(assembleRoot(draft, signatures)) })
  }
  return files
}

function draftOf(keys: ReadonlyMap<string, TestKey>, ids: readonly string[], version: number): RootDraft {
  const root = { keys: ids, threshold: 2 }
  const other = { keys: ids.slice(0, 1), threshold: 1 }
  const roles = { root, targets: other, snapshot: other, timestamp: other }
  return draftRoot({ version, expires: '2035-01-01T00:00:00Z', consistentSnapshot: true, keys, roles })
}

function signatureOf(keys: ReadonlyMap<string, TestKey>, draft: RootDraft, id: string) {
  const [key, keyId] = [keys.get(id), draft.keys.get(id)?.keyId]
  if (key === undefined || keyId === undefined) throw new Error(`no key ${id} in version ${draft.version}`)
  return { keyId, signature: key.sign(payloadOf(draft)) }
}
