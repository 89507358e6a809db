import { describe, expect, it } from 'vitest'
import { type Possession, parsePossession, possessionPayload, verifyPossession } from '../../core/attest/possession.ts'
import { signable, statementType } from '../../core/attest/statement.ts'
import { ed25519Key, envelopeBy, p256Key } from './keys.ts'
import { thrown } from './thrown.ts'

const key = p256Key()
const other = ed25519Key()
const facts: Possession = {
  ceremony: 'acme-root-2027',
  planSha256: '11'.repeat(32),
  transcriptHead: '22'.repeat(32),
  key: 'root-a',
  algorithm: 'ecdsa-p256',
  spki: key.spki,
  objectId: '0a1b2c3d',
  time: '2026-11-24T09:30:00.000Z',
}
const proof = envelopeBy([key], possessionPayload(facts))

describe('ATT-POSSESSION: a proof of possession is refused', () => {
  const changes: readonly Partial<Possession>[] = [
    { ceremony: 'another' },
    { planSha256: '33'.repeat(32) },
    { transcriptHead: '33'.repeat(32) },
    { key: 'root-b' },
    { objectId: '0a1b2c3e' },
    { time: '2026-11-24T09:30:01.000Z' },
  ]
  it.each(changes.map((change) => [Object.keys(change)[0] ?? '', change] as const))(
    'where it says another %s',
    (name, change) => {
      expect(thrown(() => verifyPossession(proof, { ...facts, ...change }))).toMatchObject({
        code: 'attest/mismatch',
        detail: { rule: 'ATT-POSSESSION', path: name },
      })
    },
  )

  it('where another key signed it', () => {
    expect(thrown(() => verifyPossession(envelopeBy([other], possessionPayload(facts)), facts)).code).toBe(
      'attest/threshold',
    )
    const posing = { ...envelopeBy([other], possessionPayload(facts)), payload: proof.payload }
    expect(thrown(() => verifyPossession(posing, facts)).code).toBe('attest/threshold')
  })

  it('where the key signed the statement of another key', () => {
    const theirs = possessionPayload({ ...facts, spki: other.spki, algorithm: 'ed25519' })
    expect(thrown(() => verifyPossession(envelopeBy([key], theirs), facts)).code).toBe('attest/mismatch')
  })

  it('where the key signed a statement of another type', () => {
    const statement = {
      _type: statementType,
      subject: [{ name: 'root-a', digest: { sha256: key.keyid } }],
      predicateType: 'https://example.com/other/v1',
      predicate: {},
    } as const
    expect(thrown(() => verifyPossession(envelopeBy([key], signable(statement)), facts)).code).toBe('attest/type')
  })

  it('where subject and key inside the statement differ', () => {
    const text = Buffer.from(possessionPayload(facts).payload).toString().replace(key.keyid, '44'.repeat(32))
    expect(thrown(() => parsePossession(Buffer.from(text), 'test.json')).code).toBe('json/shape')
  })
})

describe('a statement of possession is not made', () => {
  it.each([
    ['with a ceremony name of two lines', { ceremony: 'a\nb' }],
    ['with an upper-case object id', { objectId: 'AB' }],
    ['with a time without a zone', { time: '2026-11-24T09:30:00' }],
    ['with half a digest', { planSha256: '11' }],
  ])('%s', (_name, change) => {
    expect(thrown(() => possessionPayload({ ...facts, ...change })).code).toBe('json/shape')
  })
})

it('ATT-POSSESSION: is accepted where the very key signed what was planned', () => {
  expect(verifyPossession(proof, facts)).toEqual({ ...facts, spki: Buffer.from(key.spki) })
})
