import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Envelope, encodeEnvelope, envelopeLimits, keyidOf, pae, parseEnvelope } from '../../core/attest/dsse.ts'
import { verifyEnvelope } from '../../core/attest/verify.ts'
import { thrown } from './thrown.ts'

const text = (value: unknown) => Buffer.from(JSON.stringify(value))
const parse = (value: unknown) => parseEnvelope(text(value), 'test.json')
const good = {
  payload: 'aGVsbG8gd29ybGQ=',
  payloadType: 'http://example.com/HelloWorld',
  signatures: [{ sig: 'AAEC' }],
}

describe('ATT-ENVELOPE: an envelope is refused', () => {
  const refusals: readonly [string, unknown, string][] = [
    ['with no signature', { ...good, signatures: [] }, 'attest/envelope'],
    [
      'with one signature twice',
      { ...good, signatures: [{ sig: 'AAEC' }, { sig: 'AAEC', keyid: 'a' }] },
      'attest/envelope',
    ],
    ['with an empty signature', { ...good, signatures: [{ sig: '' }] }, 'attest/envelope'],
    [
      'with a signature of 1025 bytes',
      { ...good, signatures: [{ sig: Buffer.alloc(1025).toString('base64') }] },
      'attest/envelope',
    ],
    [
      'with 33 signatures',
      { ...good, signatures: Array.from({ length: 33 }, (_, i) => ({ sig: Buffer.from([i]).toString('base64') })) },
      'attest/envelope',
    ],
    ['with base64 without padding', { ...good, payload: 'aGVsbG8gd29ybGQ' }, 'attest/envelope'],
    ['with bits left over in base64', { ...good, payload: 'aGVsbG8gd29ybGR=' }, 'attest/envelope'],
    ['with a blank in base64', { ...good, payload: 'aGVsbG8g d29ybGQ=' }, 'attest/envelope'],
    ['with URL-safe base64', { ...good, payload: '-_-_Pj8=' }, 'attest/envelope'],
    ['with an empty payload type', { ...good, payloadType: '' }, 'attest/envelope'],
    [
      'with a payload type beyond ASCII',
      { ...good, payloadType: 'application/vnd.ex\u00e4mple+json' },
      'attest/envelope',
    ],
    ['with an unknown field', { ...good, comment: 'x' }, 'json/shape'],
    ['with an unknown field in a signature', { ...good, signatures: [{ sig: 'AAEC', cert: 'x' }] }, 'json/shape'],
    ['with a field missing', { payload: good.payload, signatures: good.signatures }, 'json/shape'],
  ]
  it.each(refusals)('%s', (_name, value, code) => {
    expect(thrown(() => parse(value)).code).toBe(code)
  })

  it('with one name twice in the JSON', () => {
    const twice = Buffer.from('{"payload":"","payload":"AAEC","payloadType":"a","signatures":[{"sig":"AAEC"}]}')
    expect(thrown(() => parseEnvelope(twice, 'test.json')).code).toBe('json/syntax')
  })

  it('larger than is read', () => {
    const large = Buffer.alloc(envelopeLimits.maxBytes + 1, ' ')
    expect(thrown(() => parseEnvelope(large, 'test.json')).code).toBe('input/too-large')
  })
})

describe('DSSE protocol.md test vector', () => {
  const payload = Buffer.from('hello world')
  const coordinate = (decimal: string) =>
    Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url')
  const spki = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: coordinate('46950820868899156662930047687818585632848591499744589407958293238635476079160'),
      y: coordinate('5640078356564379163099075877009565129882514886557779369047442380624545832820'),
    },
  }).export({ type: 'spki', format: 'der' })
  const raw = Buffer.from(
    'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==',
    'base64',
  )

  it('encodes as the specification prints it', () => {
    expect(Buffer.from(pae(good.payloadType, payload)).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    )
  })

  it('verifies the signature that the specification prints, put from r||s into DER', () => {
    const sig = derOf(raw)
    const envelope: Envelope = { payloadType: good.payloadType, payload, signatures: [{ sig }] }
    const keys = [{ keyid: keyidOf(spki), spki, algorithm: 'ecdsa-p256' as const }]
    const asked = { what: 'vector', payloadType: good.payloadType, keys, threshold: 1 }
    expect(Buffer.from(verifyEnvelope(envelope, asked).payload).toString()).toBe('hello world')
    const other = { ...envelope, payload: Buffer.from('hello worle') }
    expect(thrown(() => verifyEnvelope(other, asked)).code).toBe('attest/threshold')
  })
})

describe('PAE', () => {
  it('counts bytes, not characters, and keeps the blank before an empty body', () => {
    expect(Buffer.from(pae('\u00e4', Buffer.from('\u20ac'))).toString()).toBe('DSSEv1 2 \u00e4 3 \u20ac')
    expect(Buffer.from(pae('', new Uint8Array())).toString()).toBe('DSSEv1 0  0 ')
  })

  it('is different for every two pairs of type and body, also where they concatenate to the same text', () => {
    const encode = (type: string, body: Uint8Array) => Buffer.from(pae(type, body)).toString('hex')
    expect(encode('a 1 b', Buffer.from(''))).not.toBe(encode('a', Buffer.from('b 0 ')))
    const pair = fc.tuple(fc.string({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }))
    fc.assert(
      fc.property(pair, pair, ([type, body], [otherType, otherBody]) => {
        const same = type === otherType && Buffer.compare(body, otherBody) === 0
        expect(encode(type, body) === encode(otherType, otherBody)).toBe(same)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the byte form', () => {
  it('is canonical JSON with standard base64', () => {
    expect(Buffer.from(encodeEnvelope(parse(good))).toString()).toBe(
      '{"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld","signatures":[{"sig":"AAEC"}]}',
    )
  })

  it('is read back as what was encoded', () => {
    const sigs = fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 80 }), {
      minLength: 1,
      maxLength: 5,
      selector: (bytes) => Buffer.from(bytes).toString('hex'),
    })
    const name = fc.stringMatching(/^[!-~]{1,40}$/)
    fc.assert(
      fc.property(
        name,
        fc.uint8Array(),
        sigs,
        fc.option(name, { nil: undefined }),
        (payloadType, payload, list, keyid) => {
          const signatures = list.map((sig) => (keyid === undefined ? { sig } : { keyid, sig }))
          const bytes = encodeEnvelope({ payloadType, payload, signatures })
          const again = parseEnvelope(bytes, 'test.json')
          expect(Buffer.compare(again.payload, payload)).toBe(0)
          expect(again.signatures.map((one) => one.keyid)).toEqual(signatures.map(() => keyid))
          expect(Buffer.compare(encodeEnvelope(again), bytes)).toBe(0)
        },
      ),
      { numRuns: 200 },
    )
  })
})

/** ECDSA r||s as a DER SEQUENCE of two minimal INTEGERs. */
function derOf(raw: Buffer): Uint8Array {
  const integer = (bytes: Buffer) => {
    const digits = bytes.subarray(
      Math.max(
        0,
        bytes.findIndex((byte) => byte !== 0),
      ),
    )
    const value = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits
    return Buffer.concat([Buffer.from([0x02, value.length]), value])
  }
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}
