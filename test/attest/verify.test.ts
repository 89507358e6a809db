import { describe, expect, it } from 'vitest'
import { type Envelope, encodeEnvelope, pae, parseEnvelope } from '../../core/attest/dsse.ts'
import { verifyEnvelope } from '../../core/attest/verify.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { ed25519Key, p256Key, signWith } from './keys.ts'
import { thrown } from './thrown.ts'

const a = ed25519Key()
const b = p256Key()
const stranger = ed25519Key()
const payloadType = 'application/vnd.in-toto+json'
const payload = Buffer.from('{"_type":"x"}')
const message = pae(payloadType, payload)
const by = (...keys: (typeof a)[]): Envelope => ({
  payloadType,
  payload,
  signatures: keys.map((key) => ({ keyid: key.keyid, sig: signWith(key, message) })),
})
const asked = { what: 'test.json', payloadType, keys: [a, b], threshold: 2 }

describe('ATT-THRESHOLD: signatures that are not enough', () => {
  it('refuses one signature where two are needed', () => {
    expect(thrown(() => verifyEnvelope(by(a), asked))).toMatchObject({
      code: 'attest/threshold',
      detail: { needed: 2, valid: 1 },
    })
  })

  it('counts one key once, even with two different valid ECDSA signatures', () => {
    const twice = by(b, b)
    expect(Buffer.compare(twice.signatures[0]?.sig ?? message, twice.signatures[1]?.sig ?? message)).not.toBe(0)
    expect(thrown(() => verifyEnvelope(twice, asked))).toMatchObject({
      code: 'attest/threshold',
      detail: { valid: 1, reasons: [`signature 2 by key ${b.keyid.slice(0, 12)} is not valid, or its second`] },
    })
  })

  it('counts one key once where the two signatures carry no key id', () => {
    const bare = { ...by(b, b), signatures: by(b, b).signatures.map(({ sig }) => ({ sig })) }
    expect(thrown(() => verifyEnvelope(bare, asked))).toMatchObject({ code: 'attest/threshold', detail: { valid: 1 } })
  })

  it('does not count a key that was not asked for, also under the id of one that was', () => {
    expect(thrown(() => verifyEnvelope(by(a, stranger), asked)).code).toBe('attest/threshold')
    const posing = { keyid: b.keyid, sig: signWith(stranger, message) }
    const envelope = { ...by(a), signatures: [...by(a).signatures, posing] }
    expect(thrown(() => verifyEnvelope(envelope, asked)).code).toBe('attest/threshold')
  })

  it('does not count a signature over the bare payload', () => {
    const bare = { ...by(a), signatures: [{ keyid: a.keyid, sig: signWith(a, payload) }] }
    expect(thrown(() => verifyEnvelope(bare, { ...asked, threshold: 1 })).code).toBe('attest/threshold')
  })
})

describe('ATT-TYPE: a signature over one type never stands for another', () => {
  it('refuses another type than the one asked for', () => {
    expect(thrown(() => verifyEnvelope(by(a, b), { ...asked, payloadType: 'application/other' })).code).toBe(
      'attest/type',
    )
  })

  it('refuses an envelope whose type was swapped to the one asked for', () => {
    const other = 'application/vnd.other+json'
    expect(
      thrown(() => verifyEnvelope({ ...by(a, b), payloadType: other }, { ...asked, payloadType: other })).code,
    ).toBe('attest/threshold')
  })
})

describe('keys that make no sense', () => {
  it.each([
    ['no key at all', [], 1],
    ['a threshold of zero', [a, b], 0],
    ['a threshold above the number of keys', [a, b], 3],
    ['one key twice under two ids', [a, { ...a, keyid: 'other' }], 2],
  ])('are refused: %s', (_name, keys, threshold) => {
    expect(thrown(() => verifyEnvelope(by(a, b), { ...asked, keys, threshold })).code).toBe('attest/keys')
  })
})

describe('signatures that are enough', () => {
  it('are accepted in any order, with who signed', () => {
    expect(verifyEnvelope(by(b, a), asked).signedBy).toEqual([a.keyid, b.keyid].sort())
  })

  it('are accepted without key ids', () => {
    const bare = { ...by(a, b), signatures: by(a, b).signatures.map(({ sig }) => ({ sig })) }
    expect(verifyEnvelope(bare, asked).signedBy).toHaveLength(2)
  })

  it('are accepted beside one that does not verify', () => {
    const envelope = { ...by(a, b), signatures: [{ keyid: a.keyid, sig: new Uint8Array(64) }, ...by(a, b).signatures] }
    expect(verifyEnvelope(envelope, asked).signedBy).toHaveLength(2)
  })
})

it('ATT-THRESHOLD: refuses an envelope with any one byte altered', () => {
  const bytes = encodeEnvelope(by(a, b))
  verifyEnvelope(parseEnvelope(bytes, 'test.json'), asked)
  for (let at = 0; at < bytes.length; at++) {
    const altered = Uint8Array.from(bytes)
    altered[at] = (altered[at] ?? 0) ^ 0x01
    let refused = false
    try {
      verifyEnvelope(parseEnvelope(altered, 'test.json'), asked)
    } catch (error) {
      refused = isCeremonyError(error)
    }
    expect(refused, `byte ${at}`).toBe(true)
  }
})
