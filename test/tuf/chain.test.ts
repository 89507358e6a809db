import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CeremonyError, wordsOf } from '../../core/errors.ts'
import { algorithms } from '../../core/formats/algorithms.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { olpcBytes } from '../../core/tuf/canonical.ts'
import { metadataBytes } from '../../core/tuf/encode.ts'
import { parseRoot, rootLimits } from '../../core/tuf/parse.ts'
import { assembleRoot, payloadOf } from '../../core/tuf/root.ts'
import { verifyRoot, verifyRootChain } from '../../core/tuf/verify.ts'
import { altered, makeDraft, makeKey, signDraft, type TestKey } from './make.ts'

const keys: ReadonlyMap<string, TestKey> = new Map([
  ...algorithms.map((algorithm) => [algorithm, makeKey(algorithm)] as const),
  ...['a', 'b', 'c', 'd'].map((id) => [id, makeKey('ecdsa-p256')] as const),
])
const twoOfThree = { keys: ['a', 'b', 'c'], threshold: 2 }

const v1 = makeDraft(keys, { root: twoOfThree })
const v2 = makeDraft(keys, { version: 2, root: { keys: ['a', 'b', 'd'], threshold: 2 } })
const file1 = signDraft(keys, v1, ['a', 'b'])
const file2 = signDraft(keys, v2, ['a', 'b', 'd'])
const chain = (...bytes: Uint8Array[]) => bytes.map((one, index) => ({ name: `${index + 1}.root.json`, bytes: one }))

function refusal(run: () => unknown): CeremonyError {
  try {
    run()
  } catch (error) {
    return error as CeremonyError // asserted by the caller through its code
  }
  throw new Error('it was accepted')
}

describe('a chain of roots', () => {
  it('is refused when it is empty', () => {
    expect(refusal(() => verifyRootChain([])).code).toBe('tuf/no-root')
  })

  it('is refused when the new root lacks the old threshold, and says whose keys are missing (TUF-CHAIN)', () => {
    const error = refusal(() => verifyRootChain(chain(file1, signDraft(keys, v2, ['a', 'd']))))
    expect(error.detail).toMatchObject({ rule: 'TUF-CHAIN', version: 2, keysOfVersion: 1, signed: 1, threshold: 2 })
    expect(wordsOf(error).happened).toContain('2.root.json (version 2) is signed by 1 of the 2')
  })

  it('is refused when the new root lacks its own threshold (TUF-SELF-SIGNED)', () => {
    const next = makeDraft(keys, { version: 2, root: { keys: ['c', 'd'], threshold: 2 } })
    const error = refusal(() => verifyRootChain(chain(file1, signDraft(keys, next, ['a', 'b', 'd'], [v1]))))
    expect(error.detail).toMatchObject({ rule: 'TUF-SELF-SIGNED', keysOfVersion: 2, signed: 1, threshold: 2 })
  })

  it('is refused when a file is missing, or is not the version its name says (TUF-VERSION, TUF-FILE-VERSION)', () => {
    const v3 = signDraft(keys, makeDraft(keys, { version: 3, root: twoOfThree }), ['a', 'b', 'c'])
    const gap = [...chain(file1), { name: '3.root.json', bytes: v3 }]
    expect(refusal(() => verifyRootChain(gap)).detail).toMatchObject({ rule: 'TUF-VERSION', expected: 2, found: 3 })
    const renamed = [{ name: 'x/7.root.json', bytes: file1 }]
    expect(refusal(() => verifyRootChain(renamed)).detail).toMatchObject({ rule: 'TUF-FILE-VERSION', expected: 7 })
  })

  it('is refused when the first root is not the trusted one (TUF-ANCHOR)', () => {
    const error = refusal(() => verifyRootChain(chain(file1), { anchorSha256: '00'.repeat(32) }))
    expect(error.detail).toMatchObject({ rule: 'TUF-ANCHOR' })
    const { sha256 } = parseRoot(file1, 'one')
    expect(verifyRootChain(chain(file1), { anchorSha256: sha256 }).anchored).toBe(true)
    expect(verifyRootChain(chain(file1)).anchored).toBe(false)
  })

  it('counts one key once that signs under two ids, in the old root too (TUF-CHAIN)', () => {
    const twice = (document: { signed: { keys: Record<string, object>; roles: { root: { keyids: string[] } } } }) => {
      const [id] = document.signed.roles.root.keyids as [string]
      document.signed.keys.twin = { ...document.signed.keys[id], 'x-owner': 'me' }
      document.signed.roles.root.keyids.push('twin')
    }
    const draft = makeDraft(keys, { root: { keys: ['a', 'b'], threshold: 2 } })
    const unsigned = parseRoot(altered(assembleRoot(draft, []), twice), 'one')
    const sigOf = (id: string) => Buffer.from(keys.get(id)?.sign(unsigned.payload) ?? []).toString('hex')
    const [idA, idB] = unsigned.roles.root.keyIds as [string, string]
    const sign = (signatures: object[]) => Buffer.from(JSON.stringify({ signatures, signed: unsigned.signed }))
    const byA = [idA, 'twin'].map((keyid) => ({ keyid, sig: sigOf('a') }))
    const error = refusal(() => verifyRoot(parseRoot(sign(byA), 'one')))
    expect(error.detail).toMatchObject({ signed: 1, threshold: 2, reason: expect.stringContaining('counts once') })
    const byBoth = parseRoot(sign([...byA, { keyid: idB, sig: sigOf('b') }]), 'one')
    expect(verifyRoot(byBoth).warnings.map(({ rule }) => rule)).toContain('TUF-KEY-UNIQUE')
    const next = makeDraft(keys, { version: 2, root: { keys: ['a', 'c'], threshold: 1 } })
    const both = [idA, 'twin'].map((keyId) => ({
      keyId,
      signature: keys.get('a')?.sign(payloadOf(next)) as Uint8Array,
    })) // `a` is there
    const files = [
      { name: '1.root.json', bytes: byBoth.bytes },
      { name: '2.root.json', bytes: assembleRoot(next, both) },
    ]
    expect(refusal(() => verifyRootChain(files)).detail).toMatchObject({ rule: 'TUF-CHAIN', signed: 1 })
  })

  it('judges the signature under each id by itself, though the key is the same (TUF-SELF-SIGNED)', () => {
    const { signed } = makeDraft(keys, { version: 2, root: { keys: ['a', 'b'], threshold: 2 } })
    const [idA] = (signed.roles as { root: { keyids: string[] } }).root.keyids as [string] // as draftRoot writes it
    const { [idA]: keyA, ...rest } = signed.keys as Record<string, object> // as draftRoot writes it
    const roles = JSON.parse(JSON.stringify(signed.roles).replaceAll(idA, 'new-id')) // as draftRoot writes it
    const renamed = { ...signed, keys: { ...rest, 'new-id': keyA }, roles } as JsonObject // its values are JSON
    const payload = olpcBytes(renamed)
    const hex = (id: string) => Buffer.from(keys.get(id)?.sign(payload) ?? []).toString('hex')
    const idB = v1.keys.get('b')?.keyId ?? ''
    const file = (underNewId: string) => {
      const signatures = [
        { keyid: idA, sig: hex('a') },
        { keyid: 'new-id', sig: underNewId },
        { keyid: idB, sig: hex('b') },
      ]
      return metadataBytes({ signatures, signed: renamed })
    }
    expect(verifyRootChain(chain(file1, file(hex('a')))).last.version).toBe(2)
    const error = refusal(() => verifyRootChain(chain(file1, file(hex('b')))))
    expect(error.detail).toMatchObject({ rule: 'TUF-SELF-SIGNED', signed: 1, threshold: 2 })
  })

  it('judges by the old key when the new root puts another key under the old id (TUF-CHAIN)', () => {
    const idA = v1.keys.get('a')?.keyId ?? ''
    const idD = v2.keys.get('d')?.keyId ?? ''
    const { signed } = makeDraft(keys, { version: 2, root: { keys: ['d', 'b'], threshold: 2 } })
    const stolen = JSON.parse(JSON.stringify(signed).replaceAll(idD, idA)) as JsonObject // JSON of JSON
    const payload = olpcBytes(stolen)
    const hex = (id: string) => Buffer.from(keys.get(id)?.sign(payload) ?? []).toString('hex')
    const signatures = [
      { keyid: idA, sig: hex('d') },
      { keyid: v1.keys.get('b')?.keyId ?? '', sig: hex('b') },
    ]
    const error = refusal(() => verifyRootChain(chain(file1, metadataBytes({ signatures, signed: stolen }))))
    expect(error.detail).toMatchObject({ rule: 'TUF-CHAIN', signed: 1, threshold: 2 })
  })

  it('is refused for a signature that belongs to other bytes, wherever one bit of `signed` changed', () => {
    const bits = altered(file1, (document) => {
      document.signed.roles.timestamp.threshold = 1
      document.signed.expires = '2036-01-01T00:00:00Z'
    })
    expect(refusal(() => verifyRootChain(chain(bits))).detail).toMatchObject({
      signed: 0,
      reason: expect.stringContaining('wrong signature'),
    })
  })

  it('takes a wrong signature beside enough good ones, and says so (TUF-SIG-INVALID)', () => {
    const payload = payloadOf(v1)
    const id = (name: string) => v1.keys.get(name)?.keyId ?? ''
    const good = ['a', 'b'].map((name) => ({ keyId: id(name), signature: keys.get(name)?.sign(payload) as Uint8Array })) // both are there
    const wrong = { keyId: id('c'), signature: good[0]?.signature as Uint8Array } // made above
    const { warnings, last } = verifyRootChain(chain(assembleRoot(v1, [...good, wrong])))
    expect(warnings.map(({ rule }) => rule)).toEqual(['TUF-SIG-INVALID'])
    expect(last.signedBy).toHaveLength(2)
  })

  it('refuses more signatures than it would ever verify (TUF-SIG-COUNT), and too large a file by its size', () => {
    const many = altered(file1, (document) => {
      const fake = (_: unknown, index: number) => ({ keyid: `k${index}`, sig: '00' })
      document.signatures = Array.from({ length: rootLimits.maxSignatures + 1 }, fake)
    })
    expect(refusal(() => parseRoot(many, 'one')).detail).toMatchObject({ rule: 'TUF-SIG-COUNT' })
    expect(refusal(() => parseRoot(Buffer.alloc(rootLimits.maxBytes + 1, 0x20), 'one')).code).toBe('input/too-large')
  })

  it('refuses two signatures under one key id (TUF-SIG-DUPLICATE) and a private part of a key (NO-PRIVATE)', () => {
    const doubled = altered(file1, (document) => document.signatures.push(document.signatures[0]))
    expect(refusal(() => parseRoot(doubled, 'one')).detail).toMatchObject({ rule: 'TUF-SIG-DUPLICATE' })
    const leaking = altered(file1, (document) => {
      const [key] = Object.values(document.signed.keys) as [{ keyval: { private: string } }]
      key.keyval.private = '1f'
    })
    expect(refusal(() => parseRoot(leaking, 'one')).detail).toMatchObject({ rule: 'NO-PRIVATE' })
  })

  it('refuses a role that names an absent key, and a key id that nobody can read aloud (TUF-KEYID)', () => {
    const absent = altered(file1, (document) => document.signed.roles.root.keyids.push('gone'))
    expect(refusal(() => parseRoot(absent, 'one')).detail).toMatchObject({ rule: 'TUF-KEYID' })
    const strange = altered(file1, (document) => {
      document.signed.keys['a\u202eb'] = Object.values(document.signed.keys)[0]
    })
    const error = refusal(() => parseRoot(strange, 'one'))
    expect(error.detail).toMatchObject({ rule: 'TUF-KEYID' })
    expect(wordsOf(error).happened).toMatch(/^[ -~]*$/)
  })

  it('keeps expired history, and leaves the last expiry to the caller', () => {
    const old = signDraft(keys, makeDraft(keys, { expires: '2001-01-01T00:00:00Z', root: twoOfThree }), ['a', 'b'])
    expect(verifyRootChain(chain(old, file2)).last.expires).toBe('2035-01-01T00:00:00Z')
  })

  it('refuses a file with any one byte altered, wherever it stands', () => {
    fc.assert(
      fc.property(fc.nat(file1.length - 1), fc.integer({ min: 1, max: 255 }), (at, xor) => {
        const bytes = Uint8Array.from(file1)
        bytes[at] = (bytes[at] ?? 0) ^ xor
        // Blanks outside strings, and signatures that nobody counts, are the only bytes that nothing covers.
        try {
          expect(verifyRoot(parseRoot(bytes, 'one')).payload).toEqual(parseRoot(file1, 'one').payload)
        } catch (error) {
          expect((error as CeremonyError).code).toMatch(/^(json|tuf)\//)
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('what we write', () => {
  it('never holds a second signature of one key id', () => {
    const signature = keys.get('a')?.sign(payloadOf(v1)) as Uint8Array // `a` is there
    const one = { keyId: 'x', signature }
    expect(refusal(() => assembleRoot(v1, [one, one])).code).toBe('tuf/not-drafted')
    expect(refusal(() => assembleRoot(v1, [{ keyId: 'x', signature: Buffer.alloc(0) }])).code).toBe('tuf/not-drafted')
  })

  it('has its signatures in the order of their key ids, in whatever order they were made', () => {
    const orders = [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      ['b', 'c', 'a'],
      ['c', 'b', 'a'],
    ]
    for (const order of orders) {
      const ids = parseRoot(signDraft(keys, v1, order), 'one').signatures.map(({ keyId }) => keyId)
      expect(ids).toEqual([...ids].sort())
    }
  })

  it('reads back as the same draft, payload and signatures, whatever the plan asks for', () => {
    const ids = ['a', 'b', 'c', 'd', 'ed25519']
    const roles = fc.subarray(ids, { minLength: 1 })
    const input = fc.record({
      version: fc.integer({ min: 1, max: 1e9 }),
      roles,
      others: roles,
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(input, ({ version, roles: rootKeys, others, part }) => {
        const threshold = 1 + Math.floor(part * (rootKeys.length - 1))
        const draft = makeDraft(keys, { version, root: { keys: rootKeys, threshold }, others })
        const bytes = signDraft(keys, draft, rootKeys)
        const root = verifyRoot(parseRoot(bytes, 'one'))
        expect(root.warnings).toEqual([])
        expect(Buffer.from(root.payload).equals(payloadOf(draft))).toBe(true)
        const again = root.signatures.map(({ keyId, sig }) => ({ keyId, signature: Buffer.from(sig, 'hex') }))
        expect(Buffer.from(assembleRoot(draft, again)).equals(bytes)).toBe(true)
        const used = new Set([...rootKeys, ...others].map((id) => draft.keys.get(id)?.keyId))
        expect(new Set(root.keys.keys())).toEqual(used)
      }),
      { numRuns: 30 },
    )
  })

  it('is taken by tuf-js, with keys of every algorithm and over a rotation', () => {
    const all = [...algorithms]
    const first = makeDraft(keys, { root: { keys: all, threshold: all.length }, others: ['ed25519'] })
    const rotated = makeDraft(keys, { version: 2, root: { keys: ['a', 'b', 'rsa-4096'], threshold: 3 }, others: ['c'] })
    const last = makeDraft(keys, { version: 3, root: { keys: ['a', 'b', 'd'], threshold: 2 }, others: ['c'] })
    const files = [
      signDraft(keys, first, all),
      signDraft(keys, rotated, [...all, 'a', 'b'], [first]),
      signDraft(keys, last, ['a', 'b', 'd', 'rsa-4096'], [rotated]),
    ]
    expect(verifyRootChain(chain(...files)).warnings).toEqual([])
    const store = new TrustedMetadataStore(Buffer.from(files[0] ?? []))
    for (const file of files.slice(1)) store.updateRoot(Buffer.from(file))
    expect(store.root.signed.version).toBe(3)
    expect(() => new TrustedMetadataStore(Buffer.from(signDraft(keys, first, all.slice(1))))).toThrow(/4\/5 keys/)
  })
})

type Store = { updateRoot(bytes: Buffer): void; readonly root: { readonly signed: { readonly version: number } } }
// tuf-js exports only its client, which wants a server; the part of it that judges metadata is loaded by its path.
const require = createRequire(import.meta.url)
const { TrustedMetadataStore } = require(require.resolve('tuf-js').replace(/index\.js$/, 'store.js')) as {
  TrustedMetadataStore: new (root: Buffer) => Store
} // untyped by that path
