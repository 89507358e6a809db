// A key leaves one token wrapped, comes into another, is locked, destroyed, imported: the same cases on the fake and on two makers' tokens.

import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type KeyBlob, unwrapKwp } from '../../core/backup/blob.ts'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { kinds, loggedIn, type Pair } from './backup-kinds.ts'
import { refusal } from './refusal.ts'

const message = Uint8Array.of(1, 2, 3)
const p256 = 'ecdsa-p256'

/** The same KEK in a box for this host. */
const boxed = async (host: TokenHost, kek: Uint8Array) => seal(await host.receiver(), kek, 'kek')

async function signs(host: TokenHost, objectId: string, algorithm: Algorithm, spki: Uint8Array): Promise<void> {
  const [signature = new Uint8Array(0)] = await host.sign({ objectId, algorithm, messages: [message] })
  verifySignature({ spki, algorithm, message, signature })
}

const notExtractable = { sensitive: true, extractable: false, sign: true, private: true, token: true }

describe.each(kinds)('a backup ($name)', (kind) => {
  let pair: Pair
  const hosts: TokenHost[] = []
  let fresh = 0
  const newId = () => (++fresh).toString(16).padStart(8, '0')
  const host = async (index: 0 | 1): Promise<TokenHost> => {
    const started = await loggedIn(pair, index)
    hosts.push(started)
    return started
  }
  const made = async (from: TokenHost, algorithm: Algorithm, extractable: boolean) => {
    const objectId = newId()
    return from.generateKeyPair({ objectId, label: 'to back up', algorithm, extractable })
  }
  /** A key of the first token, wrapped. */
  const wrappedKey = async (from: TokenHost, algorithm: Algorithm = p256) => {
    const key = await made(from, algorithm, true)
    const kek = randomBytes(32)
    const { wrapped } = await from.wrapKey({ objectId: key.objectId, algorithm, kek: await boxed(from, kek) })
    return { key, kek, blob: { mechanism: 'aes-kwp', wrapped } satisfies KeyBlob }
  }

  beforeAll(async () => {
    pair = await kind.makePair()
  })
  afterEach(async () => {
    for (const started of hosts.splice(0)) await started.close()
  })
  afterAll(() => pair?.end())

  test('is refused without login, but for the receiver and random bytes', async () => {
    const started = await pair.start(0)
    hosts.push(started)
    const kek = await boxed(started, randomBytes(32))
    const { spki, pkcs8: privateKey } = makePrivateKey(p256)
    const key = { objectId: 'aa', label: 'a', algorithm: p256, spki } as const
    const blob = { mechanism: 'aes-kwp', wrapped: new Uint8Array(80) } as const
    await refusal(started.wrapKey({ ...key, kek }), 'token/not-logged-in')
    await refusal(started.unwrapKey({ ...key, blob, kek }), 'token/not-logged-in')
    const imported = seal(await started.receiver(), privateKey, 'private-key')
    await refusal(started.importKey({ ...key, privateKey: imported }), 'token/not-logged-in')
    await refusal(started.lockKey(key), 'token/not-logged-in')
    await refusal(started.destroyKey(key), 'token/not-logged-in')
    await refusal(started.probeBackup({ algorithm: p256 }), 'token/not-logged-in')
    const own = newReceiver()
    const ask = { serial: pair.serials[0], sizeBytes: 32, to: own.publicKey }
    const boxes = [await started.random(ask), await started.random(ask)]
    const opened = boxes.map((box) => own.open(box, 'random') ?? new Uint8Array(0))
    expect(opened.map(({ length }) => length)).toEqual([32, 32])
    expect(opened[0]).not.toEqual(opened[1])
  })

  test('refuses random bytes of a token that is not here', async () => {
    const started = await pair.start(0)
    hosts.push(started)
    const ask = { serial: 'ffff', sizeBytes: 32, to: newReceiver().publicKey }
    await refusal(started.random(ask), 'token/not-present')
  })

  test('refuses to wrap a key that has no way out, one that is not there, and a KEK for another process', async () => {
    const from = await host(0)
    const kek = await boxed(from, randomBytes(32))
    const closed = await made(from, p256, false)
    const detail = await refusal(from.wrapKey({ ...closed, kek }), 'token/key-not-extractable')
    expect(detail).toMatchObject({ serial: pair.serials[0], objectId: closed.objectId })
    await refusal(from.wrapKey({ objectId: 'ffff', algorithm: p256, kek }), 'token/key-missing')
    const open = await made(from, p256, true)
    for (const box of [
      seal(newReceiver().publicKey, randomBytes(32), 'kek'),
      seal(await from.receiver(), randomBytes(32), 'random'),
      new Uint8Array(80),
    ])
      await refusal(from.wrapKey({ ...open, kek: box }), 'token/request')
  })

  test('refuses a blob that was altered in any place, cut or made longer, and any other KEK; no key is left', async () => {
    const from = await host(0)
    const { key, kek, blob } = await wrappedKey(from)
    const into = await host(1)
    const { wrapped } = blob
    const altered = [0, 7, 8, 40, wrapped.length - 1].map((at) =>
      wrapped.map((byte, i) => (i === at ? byte ^ 1 : byte)),
    )
    const longer = Uint8Array.from([...wrapped, ...new Uint8Array(8)])
    for (const bad of [...altered, wrapped.subarray(8), wrapped.subarray(0, -8), wrapped.subarray(0, -1), longer]) {
      const request = { ...key, blob: { ...blob, wrapped: bad }, kek: await boxed(into, kek) }
      expect(await refusal(into.unwrapKey(request), 'token/blob-refused')).toMatchObject({ objectId: key.objectId })
    }
    const foreign = { ...key, blob, kek: await boxed(into, randomBytes(32)) }
    await refusal(into.unwrapKey(foreign), 'token/blob-refused')
    expect(await into.findKey(key)).toBeUndefined()
    expect(await into.destroyKey(key)).toEqual({ destroyed: 0, left: 0 })
  })

  test('refuses to put a key where one is, and leaves that one alone', async () => {
    const from = await host(0)
    const { key, kek, blob } = await wrappedKey(from)
    const again = { ...key, blob, kek: await boxed(from, kek) }
    expect(await refusal(from.unwrapKey(again), 'token/object-id-taken')).toMatchObject({ objectId: key.objectId })
    const { spki, pkcs8: privateKey } = makePrivateKey(p256)
    const box = seal(await from.receiver(), privateKey, 'private-key')
    await refusal(from.importKey({ ...key, spki, privateKey: box }), 'token/object-id-taken')
    await signs(from, key.objectId, p256, key.spki)
  })

  test('refuses to import a private key of another public key', async () => {
    const into = await host(1)
    const objectId = newId()
    const { spki } = makePrivateKey(p256)
    const { pkcs8: privateKey } = makePrivateKey(p256)
    const box = seal(await into.receiver(), privateKey, 'private-key')
    const imported = into.importKey({ objectId, label: 'i', algorithm: p256, spki, privateKey: box })
    await refusal(imported, 'token/request')
    expect(await into.findKey({ objectId, algorithm: p256 })).toBeUndefined()
  })

  if (kind.imports.includes('ed25519'))
    test('does not wrap an Ed25519 key: that is said, and the key stays as it was', async () => {
      const from = await host(0)
      const key = await made(from, 'ed25519', true)
      const kek = await boxed(from, randomBytes(32))
      const { ckr, tried } = await refusal(from.wrapKey({ ...key, kek }), 'token/cannot-wrap')
      expect([ckr, tried]).toEqual([
        'CKR_KEY_NOT_WRAPPABLE',
        ['C_WrapKey 0x210a of the ed25519 key: CKR_KEY_NOT_WRAPPABLE'],
      ])
      await signs(from, key.objectId, 'ed25519', key.spki)
    })

  test.each(kind.wraps)(
    'wraps a %s key so that it signs on the other token, where it cannot leave',
    async (algorithm) => {
      const from = await host(0)
      const key = await made(from, algorithm, true)
      expect(key.attributes).toMatchObject({ ...notExtractable, extractable: true })
      const kek = randomBytes(32)
      const { wrapped, ...form } = await from.wrapKey({ ...key, kek: await boxed(from, kek) })
      expect(form).toEqual(kind.form)
      const pkcs8 = createPrivateKey({ key: Buffer.from(unwrapKwp(kek, wrapped) ?? []), format: 'der', type: 'pkcs8' })
      const outside = createPublicKey(pkcs8).export({ format: 'der', type: 'spki' })
      expect(new Uint8Array(outside)).toEqual(key.spki)
      await signs(from, key.objectId, algorithm, key.spki)

      const into = await host(1)
      const request = { objectId: key.objectId, label: 'restored', algorithm, spki: key.spki }
      const blob = { mechanism: 'aes-kwp', wrapped } as const
      const restored = await into.unwrapKey({ ...request, blob, kek: await boxed(into, kek) })
      expect(restored).toMatchObject({ ...request, attributes: notExtractable })
      await signs(into, key.objectId, algorithm, key.spki)
      await refusal(into.wrapKey({ ...key, kek: await boxed(into, kek) }), 'token/key-not-extractable')
      expect(await into.findKey(key)).toEqual(restored)
      expect(await into.destroyKey(key)).toEqual({ destroyed: 2, left: 0 })
      expect(await into.findKey(key)).toBeUndefined()
      expect(await into.destroyKey(key)).toEqual({ destroyed: 0, left: 0 })
    },
  )

  test.each(kind.imports)(
    'imports a %s key that was made elsewhere; it signs there and cannot leave',
    async (algorithm) => {
      const objectId = newId()
      const { spki, pkcs8: privateKey } = makePrivateKey(algorithm)
      const into = await host(1)
      const box = seal(await into.receiver(), privateKey, 'private-key')
      const key = await into.importKey({ objectId, label: 'imported', algorithm, spki, privateKey: box })
      expect(key).toMatchObject({ objectId, label: 'imported', algorithm, spki, attributes: notExtractable })
      await into.close()
      const later = await host(1)
      expect(await later.findKey({ objectId, algorithm })).toEqual(key)
      await signs(later, objectId, algorithm, spki)
    },
  )

  test(`${kind.locks ? 'locks a key: it reads so, a foreign wrap is refused' : 'says that it does not lock a key'}; asked twice the same`, async () => {
    const from = await host(0)
    const { key, kek } = await wrappedKey(from)
    for (const _ of ['first', 'again']) {
      const locked = await from.lockKey(key)
      if (kind.locks) expect(locked).toEqual({ locked: true, refusal: 'CKR_KEY_UNEXTRACTABLE' })
      else expect(locked).toEqual({ locked: false, reason: expect.stringMatching(/yet was wrapped/) })
    }
    expect((await from.findKey(key))?.attributes).toMatchObject(notExtractable)
    await refusal(from.wrapKey({ ...key, kek: await boxed(from, kek) }), 'token/key-not-extractable')
    await signs(from, key.objectId, p256, key.spki)
    await refusal(from.lockKey({ objectId: 'ffff', algorithm: p256 }), 'token/key-missing')
  })

  test('is probed on a key of its own: what is said is what the other tests find', async () => {
    const from = await host(0)
    const all = { unwraps: true, imports: true, destroys: true, random: true }
    const { tried, ...found } = await from.probeBackup({ algorithm: p256 })
    expect(found).toEqual({ ...all, wrap: kind.form, locks: kind.locks, keepsIn: kind.locks })
    expect(tried.length).toBeGreaterThan(0)
    if (kind.imports.includes('ed25519'))
      expect(await from.probeBackup({ algorithm: 'ed25519' })).toMatchObject({ wrap: undefined, imports: true })
  })
})
