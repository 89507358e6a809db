import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encodeBlob, macHolds, macOf, parseBlob, unwrapKwp, wrapKwp } from '../../core/backup/blob.ts'
import {
  type BackupRecord,
  encodeRecord,
  fingerprintOf,
  parseRecord,
  recordedShares,
} from '../../core/backup/record.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { makeKey } from '../tuf/make.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
    return 'taken'
  } catch (error) {
    return isCeremonyError(error) ? error.code : String(error)
  }
}
const json = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(JSON.stringify(value)))

describe('AES key wrap with padding', () => {
  test('is that of RFC 5649', () => {
    // RFC 5649 gives vectors for a 192-bit key only; this pair was made by `openssl enc -id-aes256-wrap-pad -iv a65959a6`.
    const kek = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex')
    const key = Buffer.from('00112233445566778899aabbccddeeff00', 'hex')
    const wrapped = wrapKwp(kek, key)
    expect(Buffer.from(wrapped).toString('hex')).toBe(
      '288b12e41b05742f99e1004bc6a3b0fd71b699495f581190c7d7ae40171258a0',
    )
    expect(Buffer.from(unwrapKwp(kek, wrapped) ?? [])).toEqual(key)
  })

  test('one altered bit, another KEK, a byte less: nothing comes out', () => {
    const kek = randomBytes(32)
    const wrapped = wrapKwp(kek, randomBytes(138))
    for (let bit = 0; bit < wrapped.length * 8; bit += 7)
      expect(unwrapKwp(kek, wrapped.with(bit >> 3, (wrapped[bit >> 3] ?? 0) ^ (1 << (bit & 7))))).toBeUndefined()
    expect(unwrapKwp(randomBytes(32), wrapped)).toBeUndefined()
    expect(unwrapKwp(kek, wrapped.slice(0, -8))).toBeUndefined()
  })
})

describe('a blob', () => {
  const kwp = { mechanism: 'aes-kwp', wrapped: new Uint8Array(randomBytes(144)) } as const
  const kek = randomBytes(32)
  const [iv, wrapped] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(160))]
  const cbc = { mechanism: 'aes-cbc-pad-hmac', wrapped, iv, mac: new Uint8Array(macOf(kek, iv, wrapped)) } as const

  test('is refused where it is none, or spelled in another way', () => {
    const good = JSON.parse(Buffer.from(encodeBlob(kwp)).toString('utf8'))
    expect(codeOf(() => parseBlob(json(good), 'blob'))).toBe('backup/blob') // no newline at its end
    for (const bad of [
      {},
      { ...good, more: 1 },
      { ...good, mechanism: 'rot13' },
      { ...good, wrapped: 'a b' },
      { ...cbc },
    ])
      expect(codeOf(() => parseBlob(json(bad), 'blob'))).toBe('backup/blob')
    expect(codeOf(() => parseBlob(new Uint8Array(), 'blob'))).toMatch(/^json\//)
  })

  test('comes back as it was written', () => {
    for (const blob of [kwp, cbc]) expect(parseBlob(encodeBlob(blob), 'blob')).toEqual(blob)
  })

  test('the MAC covers IV and ciphertext, and hangs on the KEK', () => {
    expect(macHolds(kek, cbc)).toBe(true)
    expect(macHolds(randomBytes(32), cbc)).toBe(false)
    for (const part of ['iv', 'wrapped', 'mac'] as const)
      expect(macHolds(kek, { ...cbc, [part]: cbc[part].with(0, (cbc[part][0] ?? 0) ^ 1) })).toBe(false)
    expect(macHolds(kek, { ...cbc, mac: cbc.mac.slice(0, 16) })).toBe(false)
  })
})

describe('the public record', () => {
  const { spki } = makeKey('ecdsa-p256')
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  const record: BackupRecord = {
    format: 'anchorite/backup-record/v1',
    made: 'production',
    ceremony: 'root-2027',
    mode: 'wrapped',
    key: { id: 'root-a', algorithm: 'ecdsa-p256', spki: Buffer.from(spki).toString('base64') },
    set: 2 ** 33 - 1,
    epoch: 1,
    threshold: 2,
    shares: ['amina', 'bruno', 'chen'].map((holder, index) => ({ x: index + 1, holder, commitment: digest(holder) })),
    secretCommitment: digest('secret'),
    blob: { mechanism: 'aes-kwp', sha256: digest('blob'), bytes: 144 },
    entropy: ['operating system'],
  }
  const [first, second, third] = record.shares as BackupRecord['shares'][number][] & { length: 3 }

  test.each([
    ['a field too many', { ...record, more: 1 }],
    ['as many shares needed as there are', { ...record, threshold: 3 }],
    ['one is enough', { ...record, threshold: 1 }],
    ['two shares with one number', { ...record, shares: [first, { ...second, x: 1 }, third] }],
    ['one person with two shares', { ...record, shares: [first, { ...second, holder: 'amina' }, third] }],
    ['a share at zero, where the secret lies', { ...record, shares: [{ ...first, x: 0 }, second, third] }],
    ['a set beyond its words', { ...record, set: 2 ** 33 }],
    ['made on no day that is known', { ...record, made: 'trial' }],
    ['of no ceremony', { ...record, ceremony: '' }],
    ['an epoch beyond its bits', { ...record, epoch: 512 }],
    ['another spelling', Object.fromEntries(Object.entries(record).reverse())],
  ])('refused: %s', (_what, bad) => expect(codeOf(() => parseRecord(json(bad), 'record'))).toBe('backup/record'))

  test('comes back as it was written, and gives the shares as a card is read against them', () => {
    expect(parseRecord(encodeRecord(record), 'record')).toEqual(record)
    expect(fingerprintOf(record)).toBe(createHash('sha256').update(spki).digest('hex'))
    expect(recordedShares(record)[2]).toEqual({
      set: record.set,
      epoch: 1,
      threshold: 2,
      shareCount: 3,
      fingerprint: fingerprintOf(record),
      x: 3,
      holder: 'chen',
      commitment: digest('chen'),
    })
  })
})
