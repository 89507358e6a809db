// Long: one port, each of its calls refused first.
// What may be asked of a scope when, and that a key comes out of it only as it should. The same code as in its process, without one.
// Long: one table of what may be asked when, and what comes of it.

import { createCipheriv, createHash, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { encodeBlob, type KeyBlob, macOf, unwrapKwp, wrapKwp } from '../../core/backup/blob.ts'
import { fingerprintOfKey, makePrivateKey } from '../../core/backup/made-key.node.ts'
import { type BackupRecord, encodeRecord } from '../../core/backup/record.ts'
import { newReceiver, type Purpose, seal } from '../../core/backup/sealed-box.node.ts'
import type { SplitFacts } from '../../core/backup/secret-port.ts'
import type { SplitRequest } from '../../core/backup/secret-protocol.ts'
import { SecretScope } from '../../core/backup/secret-scope.node.ts'
import { secretCommitment } from '../../core/backup/share.ts'
import { algorithms } from '../../core/formats/algorithms.ts'
import { refusal, thrownBy } from '../token/refusal.ts'
import { fairRolls, fingerprint, holders, origin } from './scope.ts'

let scope: SecretScope
beforeEach(() => {
  scope = new SecretScope()
})

const own = newReceiver()
const to = own.publicKey
const opened = (box: Uint8Array, purpose: Purpose): Uint8Array => {
  const content = own.open(box, purpose)
  if (content === undefined) throw new Error('a box that cannot be opened')
  return content
}
const request: SplitRequest = { ...origin, epoch: 1, threshold: 3, fingerprint, holders, tokenRandom: null, dice: null }
const wordsOf = (holder: string, from = scope): Uint8Array => opened(from.card(holder, to), 'card')
const read = (words: Uint8Array, holder: string | null = null, into = scope) =>
  into.read(holder, seal(into.receiver, words, 'card'))
const kwp: KeyBlob = { mechanism: 'aes-kwp', wrapped: new Uint8Array(40) }
const refused = async (run: () => unknown) => thrownBy((async () => run())())
const inOrder = async (run: () => unknown) => expect((await refused(run)).code).toBe('backup/order')

/** A split whose cards are all read back, and the cards. */
async function readBack(more: Partial<SplitRequest> = {}, from = scope) {
  const facts = await from.split({ ...request, ...more })
  const cards = holders.map((holder) => wordsOf(holder, from))
  for (const words of cards) expect(read(Uint8Array.from(words), null, from)).toBeNull()
  return { facts, cards }
}

/** The record that a ceremony makes of it. */
const recordOf = (facts: SplitFacts, spki: Uint8Array, blob: KeyBlob): BackupRecord => ({
  format: 'anchorite/backup-record/v1',
  made: 'rehearsal',
  ceremony: 'root-2027',
  mode: 'imported',
  key: { id: 'root-a', algorithm: 'ed25519', spki: Buffer.from(spki).toString('base64') },
  set: facts.set,
  epoch: 1,
  threshold: 3,
  shares: facts.shares.map((share) => ({ ...share })),
  secretCommitment: facts.secretCommitment,
  blob: {
    mechanism: blob.mechanism,
    sha256: createHash('sha256').update(encodeBlob(blob)).digest('hex'),
    bytes: encodeBlob(blob).length,
  },
  entropy: [...facts.entropy],
})

describe('refused, because the scope is not so far, or further', () => {
  const all: Readonly<Record<string, () => unknown>> = {
    makeKey: () => scope.makeKey('ed25519'),
    split: () => scope.split(request),
    expect: () => scope.expect(new Uint8Array()),
    card: () => scope.card('amina', to),
    read: () => read(new Uint8Array(1)),
    prove: () => scope.prove(),
    combine: () => scope.combine(),
    kekFor: () => scope.kekFor(to),
    privateKeyFor: () => scope.privateKeyFor(to),
    wrapOwn: () => scope.wrapOwn(),
    addMac: () => scope.addMac(new Uint8Array(16), new Uint8Array(16)),
    blobHolds: () => scope.blobHolds(kwp),
    unwrapFor: () => scope.unwrapFor(kwp, to),
  }
  const but = (...names: readonly string[]) => Object.keys(all).filter((name) => !names.includes(name))

  test('before anything was split or read: all but what begins', async () => {
    for (const name of but('makeKey', 'split', 'expect')) await inOrder(() => all[name]?.())
  })

  test('between split and proof: a second split, another beginning, what needs a proven KEK', async () => {
    await scope.split(request)
    for (const name of but('card', 'read', 'prove')) await inOrder(() => all[name]?.())
  })

  test('BACKUP-READ-BACK: the KEK is not lent, and opens and closes no blob, while cards are read back and not proven', async () => {
    await readBack()
    for (const name of ['kekFor', 'addMac', 'blobHolds']) await inOrder(() => all[name]?.())
    await scope.prove()
    expect(opened(scope.kekFor(to), 'kek')).toHaveLength(32)
  })

  test('after the proof: cards are shown and read no more', async () => {
    await readBack()
    await scope.prove()
    for (const name of ['makeKey', 'split', 'expect', 'card', 'read', 'prove', 'combine'])
      await inOrder(() => all[name]?.())
    await inOrder(() => scope.privateKeyFor(to)) // no key was made here
  })

  test('after its end: everything', async () => {
    await readBack()
    await scope.prove()
    scope.close()
    for (const name of Object.keys(all)) await inOrder(() => all[name]?.())
  })

  test('the card of somebody who holds none, and one that was read back already', async () => {
    await scope.split(request)
    await inOrder(() => scope.card('nobody', to))
    read(wordsOf('amina'))
    await inOrder(() => scope.card('amina', to))
  })

  test('a split for another key than the one that was made here', async () => {
    scope.makeKey('ed25519')
    await inOrder(() => scope.makeKey('ed25519'))
    await inOrder(() => scope.split(request))
  })
})

describe('refused, and nothing was made', () => {
  test.each([
    ['a quorum that is none', { threshold: 5 }, 'backup/quorum'],
    ['a person with two shares', { holders: ['amina', 'bruno', 'amina', 'dora'] }, 'backup/quorum'],
    [
      'a box of the token that is for another process',
      { tokenRandom: { serial: 'a1', box: seal(to, randomBytes(32), 'random') } },
      'backup/box',
    ],
    ['dice in a box that was altered', { dice: new Uint8Array(200) }, 'backup/box'],
  ] as const)('%s', async (_what, more, code) => {
    expect((await refused(() => scope.split({ ...request, ...more }))).code).toBe(code)
    await inOrder(() => scope.kekFor(to))
    await readBack() // it can be begun again
  })

  test('dice that fall too unevenly; the words of the refusal hold no roll', async () => {
    const dice = () => seal(scope.receiver, new Uint8Array(120).fill(0x33), 'dice')
    expect((await refused(() => scope.split({ ...request, dice: dice() }))).code).toBe('backup/dice')
  })

  test('a box of one purpose for another', async () => {
    const random = seal(scope.receiver, fairRolls(), 'random')
    expect((await refused(() => scope.split({ ...request, dice: random }))).code).toBe('backup/box')
  })

  test('a record that is none', async () =>
    expect((await refused(() => scope.expect(Buffer.from('{}\n')))).code).toBe('backup/record'))
})

describe('the proof', () => {
  test('BACKUP-READ-BACK: it is refused while one card was not read back', async () => {
    await scope.split(request)
    for (const holder of holders.slice(1)) read(wordsOf(holder))
    expect(await refusal(scope.prove(), 'backup/too-few')).toEqual({ given: 4, needed: 5 })
    read(wordsOf('amina'))
    expect(await scope.prove()).toBe(10)
  })

  test('leaves the KEK that was split and committed to, lent as often as it is asked', async () => {
    const { facts } = await readBack()
    await scope.prove()
    const lent = opened(scope.kekFor(to), 'kek')
    const about = { set: facts.set, epoch: 1, threshold: 3, shareCount: holders.length, fingerprint }
    expect(secretCommitment(about, origin, lent)).toBe(facts.secretCommitment)
    expect(opened(scope.kekFor(to), 'kek')).toEqual(lent)
  })

  test('does not count a card that is read twice', async () => {
    await scope.split(request)
    const words = wordsOf('amina')
    expect(read(Uint8Array.from(words))).toBeNull()
    expect(read(words)).toMatchObject({ fault: 'already-read', holder: 'amina' })
  })

  test('two splits give two sets, two secrets, and cards that do not fit each other', async () => {
    const other = new SecretScope()
    const facts = await scope.split(request)
    expect(await other.split(request)).not.toMatchObject({ set: facts.set })
    expect(read(wordsOf('amina', other))).toMatchObject({ fault: 'other-set' })
    const keks = []
    for (const each of [scope, other]) {
      for (const holder of holders) read(wordsOf(holder, each), null, each)
      await each.prove()
      keks.push(opened(each.kekFor(to), 'kek'))
    }
    expect(keks[0]).not.toEqual(keks[1])
  })
})

describe('mode imported', () => {
  test.each(algorithms)(
    '%s: made, split, proven, wrapped, and given to a token as PKCS#8 of that key',
    async (algorithm) => {
      const spki = scope.makeKey(algorithm)
      await readBack({ fingerprint: fingerprintOfKey(spki) })
      await scope.prove()
      const kek = opened(scope.kekFor(to), 'kek')
      const blob = scope.wrapOwn()
      expect(scope.blobHolds(blob)).toBe(true)
      const pkcs8 = opened(scope.privateKeyFor(to), 'private-key')
      expect(unwrapKwp(kek, blob.wrapped)).toEqual(new Uint8Array(pkcs8))
      expect(opened(scope.unwrapFor(blob, to), 'private-key')).toEqual(pkcs8)
      const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
      expect(new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))).toEqual(spki)
    },
  )
})

describe('a blob of a token', () => {
  const made = makePrivateKey('ecdsa-p256')
  const about = { fingerprint: fingerprintOfKey(made.spki) }
  const padded = (kek: Uint8Array, iv: Uint8Array) => {
    const cipher = createCipheriv('aes-256-cbc', kek, iv)
    return new Uint8Array(Buffer.concat([cipher.update(made.pkcs8), cipher.final()]))
  }

  async function proven() {
    await readBack(about)
    await scope.prove()
    return opened(scope.kekFor(to), 'kek')
  }

  test('by AES-CBC gets its MAC here, which decides before anything is decrypted', async () => {
    const kek = await proven()
    const iv = new Uint8Array(randomBytes(16))
    const blob = scope.addMac(iv, padded(kek, iv))
    if (blob.mechanism !== 'aes-cbc-pad-hmac') throw new Error('another mechanism')
    expect(blob.mac).toEqual(new Uint8Array(macOf(kek, iv, blob.wrapped)))
    expect(scope.blobHolds(blob)).toBe(true)
    expect(opened(scope.unwrapFor(blob, to), 'private-key')).toEqual(made.pkcs8)
    for (const part of ['iv', 'wrapped', 'mac'] as const) {
      const altered = { ...blob, [part]: blob[part].with(3, (blob[part][3] ?? 0) ^ 1) }
      expect(scope.blobHolds(altered)).toBe(false)
      expect((await refused(() => scope.unwrapFor(altered, to))).code).toBe('backup/blob')
    }
    await inOrder(() => scope.addMac(iv.slice(1), blob.wrapped))
  })

  test('by RFC 5649: altered, under another KEK, or with another key in it, it is refused', async () => {
    const kek = await proven()
    const wrap = (by: Uint8Array, key: Uint8Array) => ({ mechanism: 'aes-kwp', wrapped: wrapKwp(by, key) }) as const
    const good = wrap(kek, made.pkcs8)
    expect(scope.blobHolds(good)).toBe(true)
    const code = async (blob: KeyBlob) => (await refused(() => scope.unwrapFor(blob, to))).code
    const bad = { ...good, wrapped: good.wrapped.with(9, (good.wrapped[9] ?? 0) ^ 4) }
    for (const blob of [bad, wrap(randomBytes(32), made.pkcs8)]) {
      expect(scope.blobHolds(blob)).toBe(false)
      expect(await code(blob)).toBe('backup/blob')
    }
    for (const key of [makePrivateKey('ecdsa-p256').pkcs8, Buffer.from('no key at all, of 32 bytes in all')]) {
      expect(scope.blobHolds(wrap(kek, key))).toBe(false)
      expect(await code(wrap(kek, key))).toBe('backup/blob')
    }
    expect(opened(scope.unwrapFor(good, to), 'private-key')).toEqual(made.pkcs8)
  })
})

describe('cards of an existing set', () => {
  const made = makePrivateKey('ed25519')

  /** A backup as it was made once: its record, its cards, its blob. */
  async function backup(more: Partial<SplitRequest> = {}) {
    const first = new SecretScope()
    const { facts, cards } = await readBack({ fingerprint: fingerprintOfKey(made.spki), ...more }, first)
    await first.prove()
    const blob: KeyBlob = { mechanism: 'aes-kwp', wrapped: wrapKwp(opened(first.kekFor(to), 'kek'), made.pkcs8) }
    first.close()
    const record = recordOf(facts, made.spki, blob)
    return { record: { ...record, made: more.made ?? record.made }, cards, blob }
  }

  test('too few give nothing, and nothing is unwrapped before they gave the secret', async () => {
    const { record, cards, blob } = await backup()
    scope.expect(encodeRecord(record))
    for (const words of cards.slice(0, 2)) read(Uint8Array.from(words))
    await inOrder(() => scope.kekFor(to))
    await inOrder(() => scope.unwrapFor(blob, to))
    await inOrder(() => scope.card('amina', to))
    await inOrder(() => scope.prove())
    expect(await refusal(scope.combine(), 'backup/too-few')).toEqual({ given: 2, needed: 3 })
    read(Uint8Array.from(cards[4] ?? []))
    await scope.combine()
    await inOrder(() => read(Uint8Array.from(cards[3] ?? [])))
  })

  test.each([
    ['the first three', [0, 1, 2]],
    ['the last three', [2, 3, 4]],
    ['all five', [0, 1, 2, 3, 4]],
  ])('%s give the secret, and with it the key', async (_what, which) => {
    const { record, cards, blob } = await backup()
    scope.expect(encodeRecord(record))
    for (const index of which) expect(read(Uint8Array.from(cards[index] ?? []), holders[index])).toBeNull()
    await scope.combine()
    expect(scope.blobHolds(blob)).toBe(true)
    expect(opened(scope.unwrapFor(blob, to), 'private-key')).toEqual(made.pkcs8)
  })

  test.each([
    ['rehearsal', { made: 'rehearsal' }],
    ['another ceremony', { ceremony: 'root-2031' }],
  ] as const)('DRILL-PRODUCTION: a record of production that was altered to say %s gives nothing', async (_, said) => {
    const { record, cards } = await backup({ made: 'production' })
    const combined = async (file: BackupRecord): Promise<string> => {
      const each = new SecretScope()
      each.expect(encodeRecord(file))
      for (const words of cards) read(Uint8Array.from(words), null, each)
      return each.combine().then(
        () => 'combined',
        (error: { readonly code: string }) => error.code,
      )
    }
    expect(await combined({ ...record, ...said })).toBe('backup/secret-differs')
    expect(await combined(record)).toBe('combined')
  })

  test('a blob that the record does not name is refused, whole though it is', async () => {
    const { record, cards } = await backup()
    scope.expect(encodeRecord(record))
    for (const words of cards) read(Uint8Array.from(words))
    await scope.combine()
    const kek = opened(scope.kekFor(to), 'kek')
    const other: KeyBlob = { mechanism: 'aes-kwp', wrapped: wrapKwp(kek, Buffer.concat([made.pkcs8, Buffer.alloc(8)])) }
    const holds = scope.blobHolds(other)
    expect(holds).toBe(false)
    expect(await refusal((async () => scope.unwrapFor(other, to))(), 'backup/blob')).toMatchObject({
      reason: expect.stringContaining('another one'),
    })
  })
})
