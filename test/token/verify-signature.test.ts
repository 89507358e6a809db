import { constants, generateKeyPairSync, type KeyObject, sign as nodeSign } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import { encodeDer, encodeInteger, TAG } from '../../core/token/der.ts'
import { encodeEcdsa } from '../../core/token/ecdsa-form.ts'
import { checkPublicKey } from '../../core/token/public-key.ts'
import { ecSpki, ed25519Spki, rsaSpki } from '../../core/token/spki.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'

const message = new TextEncoder().encode('the bytes to be signed')
const spkiOf = (key: KeyObject) => Uint8Array.from(key.export({ format: 'der', type: 'spki' }))

type Made = { spki: Uint8Array; signature: Uint8Array; sign: (message: Uint8Array) => Uint8Array }
const made = new Map<Algorithm, Made>()
/** One key and signature an algorithm, made once: RSA generation is slow. */
function make(algorithm: Algorithm): Made {
  const known = made.get(algorithm)
  if (known !== undefined) return known
  const fresh = makeNew(algorithm)
  made.set(algorithm, fresh)
  return fresh
}
function makeNew(algorithm: Algorithm): Made {
  const with_ = (pair: { publicKey: KeyObject; privateKey: KeyObject }, sign: (m: Uint8Array) => Buffer): Made => ({
    spki: spkiOf(pair.publicKey),
    signature: Uint8Array.from(sign(message)),
    sign: (m) => Uint8Array.from(sign(m)),
  })
  switch (algorithm) {
    case 'ecdsa-p256': {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return with_(pair, (m) => nodeSign('sha256', m, pair.privateKey))
    }
    case 'ecdsa-p384': {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' })
      return with_(pair, (m) => nodeSign('sha384', m, pair.privateKey))
    }
    case 'ed25519': {
      const pair = generateKeyPairSync('ed25519')
      return with_(pair, (m) => nodeSign(null, m, pair.privateKey))
    }
    default: {
      const pair = generateKeyPairSync('rsa', { modulusLength: algorithm === 'rsa-3072' ? 3072 : 4096 })
      return with_(pair, (m) =>
        nodeSign('sha256', m, { key: pair.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
      )
    }
  }
}

const refusal = (code: 'token/bad-signature' | 'token/bad-public-key', reason: RegExp, run: () => void) => {
  let thrown: unknown
  try {
    run()
  } catch (error) {
    thrown = error
  }
  if (!isCeremonyError(thrown, code)) throw new Error(`not refused as ${code}`, { cause: thrown })
  expect(thrown.detail.reason).toMatch(reason)
}

/** The DER integers of an ECDSA signature, to be put together wrongly. */
function integersOf(signature: Uint8Array): { r: Uint8Array; s: Uint8Array } {
  const rLength = signature[3] ?? 0
  return { r: signature.subarray(4, 4 + rLength), s: signature.subarray(6 + rLength) }
}

describe('SIG-VALID: a signature', () => {
  const all = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072'] as const

  test.each(all)('SIG-VALID refuses a %s signature over another message', (algorithm) => {
    const { spki, signature } = make(algorithm)
    refusal('token/bad-signature', /over this message/, () =>
      verifySignature({ spki, algorithm, message: Uint8Array.of(1), signature }),
    )
  })

  test.each(all)('SIG-VALID refuses a %s signature with any one bit turned', (algorithm) => {
    const { spki, signature } = make(algorithm)
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const altered = Uint8Array.from(signature)
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        refusal('token/bad-signature', /./, () => verifySignature({ spki, algorithm, message, signature: altered }))
      }),
      { numRuns: 40 },
    )
  })

  test('SIG-VALID refuses ECDSA in r || s form, with a byte too many, padded integers, zero or n', () => {
    const { spki, signature } = make('ecdsa-p256')
    const { r, s } = integersOf(signature)
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
    const integer = (bytes: Uint8Array) => encodeDer(TAG.integer, bytes)
    const bad: [string, Uint8Array, RegExp][] = [
      ['raw', new Uint8Array(64).fill(1), /strict DER/],
      ['empty', new Uint8Array(0), /strict DER/],
      ['trailing byte', Uint8Array.from([...signature, 0]), /strict DER/],
      ['long length form', Uint8Array.from([0x30, 0x81, ...signature.subarray(1)]), /strict DER/],
      ['padded r', encodeDer(TAG.sequence, integer(Uint8Array.from([0, 0, ...r])), integer(s)), /strict DER/],
      ['negative r', encodeDer(TAG.sequence, integer(Uint8Array.of(0x80)), integer(s)), /strict DER/],
      ['empty r', encodeDer(TAG.sequence, integer(new Uint8Array(0)), integer(s)), /strict DER/],
      ['three integers', encodeDer(TAG.sequence, integer(r), integer(s), integer(s)), /strict DER/],
      ['r zero', encodeDer(TAG.sequence, encodeInteger(Uint8Array.of(0)), integer(s)), /range/],
      ['s = n', encodeDer(TAG.sequence, integer(r), encodeInteger(order)), /range/],
    ]
    for (const [name, altered, reason] of bad)
      refusal('token/bad-signature', reason, () => {
        verifySignature({ spki, algorithm: 'ecdsa-p256', message, signature: altered })
        throw new Error(`accepted: ${name}`)
      })
  })

  test('SIG-VALID refuses Ed25519 of 63 and 65 bytes, and S + L (malleable)', () => {
    const { spki, signature } = make('ed25519')
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const little = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
    const s = little(signature.subarray(32)) + order
    const malleable = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
    ])
    const algorithm = 'ed25519'
    refusal('token/bad-signature', /63 bytes/, () =>
      verifySignature({ spki, algorithm, message, signature: signature.subarray(1) }),
    )
    refusal('token/bad-signature', /65 bytes/, () =>
      verifySignature({ spki, algorithm, message, signature: Uint8Array.from([...signature, 0]) }),
    )
    refusal('token/bad-signature', /./, () => verifySignature({ spki, algorithm, message, signature: malleable }))
  })

  test('SIG-VALID refuses RSA-PSS with another salt length and PKCS#1 v1.5', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 3072 })
    const spki = spkiOf(pair.publicKey)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    for (const signature of [
      nodeSign('sha256', message, { key: pair.privateKey, padding, saltLength: 20 }),
      nodeSign('sha256', message, pair.privateKey),
    ])
      refusal('token/bad-signature', /./, () => verifySignature({ spki, algorithm: 'rsa-3072', message, signature }))
  })

  test.each(all)('SIG-VALID accepts a good %s signature', (algorithm) => {
    const { spki, signature } = make(algorithm)
    expect(() => verifySignature({ spki, algorithm, message, signature })).not.toThrow()
  })

  test('SIG-VALID accepts ECDSA with many different r and s, high S too', () => {
    const { spki, sign } = make('ecdsa-p256')
    for (let round = 0; round < 30; round++) {
      const text = Uint8Array.of(round)
      verifySignature({ spki, algorithm: 'ecdsa-p256', message: text, signature: sign(text) })
    }
  })

  test('encodes r || s with leading zeros and high bits as the DER that OpenSSL makes', () => {
    const raw = new Uint8Array(64)
    raw[31] = 0x7f
    raw[32] = 0x80
    expect(Buffer.from(encodeEcdsa(raw)).toString('hex')).toBe(`3026${'02017f'}${'0221'}00${'80'}${'00'.repeat(31)}`)
  })

  test('encodes r || s of both curves as two DER integers in a sequence, whatever their leading bytes', () => {
    const starts = [[0x01], [0x7f], [0x80], [0xff], [0, 0x7f], [0, 0x80], [0, 0, 0, 0x01]]
    for (const half of [32, 48])
      for (const [r, s] of starts.flatMap((first) => starts.map((second) => [first, second] as const))) {
        const raw = new Uint8Array(2 * half).fill(0x5a)
        raw.set(r ?? [], 0)
        raw.set(s ?? [], half)
        const asked = [raw.subarray(0, half), raw.subarray(half)].map((number) => encodeInteger(number))
        expect(encodeEcdsa(raw)).toEqual(encodeDer(TAG.sequence, ...asked))
      }
    const zeros = encodeInteger(new Uint8Array(32))
    expect(encodeEcdsa(new Uint8Array(64))).toEqual(encodeDer(TAG.sequence, zeros, zeros))
    expect(() => encodeEcdsa(new Uint8Array(122))).toThrow(TypeError)
  })
})

describe('KEY-VALID: a public key', () => {
  test('KEY-VALID refuses every encoding of the eight small-order Ed25519 points', () => {
    // y of the points of order 4, 1, 8, 8, 2 and the two y + p that fit; the list of libsodium's ge25519_has_small_order.
    const ys = [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      `ec${'ff'.repeat(30)}7f`,
      `ed${'ff'.repeat(30)}7f`,
      `ee${'ff'.repeat(30)}7f`,
    ]
    for (const y of ys) {
      for (const signBit of [0, 0x80]) {
        const key = Uint8Array.from(Buffer.from(y, 'hex'))
        key[31] = (key[31] ?? 0) | signBit
        refusal('token/bad-public-key', /small order|not a canonical/, () =>
          checkPublicKey(ed25519Spki(key), 'ed25519'),
        )
      }
    }
  })

  test('KEY-VALID refuses an Ed25519 key whose y is not reduced', () => {
    for (let low = 0xed + 2; low <= 0xff; low++) {
      const key = Uint8Array.from([low, ...new Array<number>(30).fill(0xff), 0x7f]) // y = p + 2 ... p + 18
      refusal('token/bad-public-key', /not a canonical/, () => checkPublicKey(ed25519Spki(key), 'ed25519'))
    }
  })

  test('KEY-VALID refuses an Ed25519 point of mixed order and one off the curve', () => {
    const order8 = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', true)
    const mixed = ed25519.Point.BASE.add(order8).toBytes()
    refusal('token/bad-public-key', /subgroup/, () => checkPublicKey(ed25519Spki(mixed), 'ed25519'))
    const off = Uint8Array.from([2, ...new Uint8Array(31)])
    refusal('token/bad-public-key', /canonical point/, () => checkPublicKey(ed25519Spki(off), 'ed25519'))
  })

  test('KEY-VALID refuses a point off its curve, a compressed point and infinity', () => {
    const { spki } = make('ecdsa-p256')
    const point = spki.subarray(-65)
    const off = Uint8Array.from(point)
    off[64] = (off[64] ?? 0) ^ 1
    refusal('token/bad-public-key', /curve/, () => checkPublicKey(ecSpki('ecdsa-p256', off), 'ecdsa-p256'))
    const compressed = Uint8Array.from([2, ...point.subarray(1, 33)])
    refusal('token/bad-public-key', /DER/, () => checkPublicKey(ecSpki('ecdsa-p256', compressed), 'ecdsa-p256'))
    refusal('token/bad-public-key', /DER/, () => checkPublicKey(ecSpki('ecdsa-p256', Uint8Array.of(0)), 'ecdsa-p256'))
  })

  test('KEY-VALID refuses a key of another algorithm than the one that was asked for', () => {
    const algorithms = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072'] as const
    for (const is of algorithms)
      for (const asked of [...algorithms, 'rsa-4096'] as const)
        if (is !== asked) refusal('token/bad-public-key', /./, () => checkPublicKey(make(is).spki, asked))
  })

  test('KEY-VALID refuses bytes after the key, long lengths and unused bits', () => {
    const { spki } = make('ecdsa-p256')
    const unusedBits = Uint8Array.from(spki)
    unusedBits[spki.length - 66] = 1
    for (const altered of [
      Uint8Array.from([...spki, 0]),
      Uint8Array.from([0x30, 0x81, ...spki.subarray(1)]),
      unusedBits,
      new Uint8Array(0),
    ])
      refusal('token/bad-public-key', /DER/, () => checkPublicKey(altered, 'ecdsa-p256'))
  })

  test('KEY-VALID refuses RSA of a wrong size, e = 3, an even modulus and a small factor', () => {
    const f4 = Uint8Array.of(1, 0, 1)
    const good = generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey
    const n = BigInt(`0x${Buffer.from(good.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`)
    const bytes = (value: bigint) => Buffer.from(value.toString(16).padStart(768, '0'), 'hex')
    const reasons: [Uint8Array, RegExp][] = [
      [rsaSpki(bytes(n >> 1n), f4), /3071 bits/],
      [rsaSpki(bytes(n), Uint8Array.of(3)), /65537/],
      [rsaSpki(bytes(n - 1n), f4), /even/],
      [rsaSpki(bytes(n - (n % 1502n) + 751n), f4), /small factor/],
      [rsaSpki(new Uint8Array(0), f4), /bits/],
    ]
    for (const [spki, reason] of reasons)
      refusal('token/bad-public-key', reason, () => checkPublicKey(spki, 'rsa-3072'))
    expect(() => checkPublicKey(rsaSpki(bytes(n), f4), 'rsa-3072')).not.toThrow()
  })

  test('KEY-VALID refuses an RSA modulus with the ROCA fingerprint (CVE-2017-15361)', () => {
    // n = kM + (65537^c mod M): what the broken generator makes, without searching for primes.
    const primes = [2n]
    for (let candidate = 3n; candidate <= 751n; candidate += 2n)
      if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate)
    const m = primes.reduce((product, prime) => product * prime, 1n)
    let power = 1n
    for (let step = 0; step < 12345; step++) power = (power * 65537n) % m
    const n = ((3n * 2n ** 3070n) / m) * m + power
    refusal('token/bad-public-key', /ROCA/, () =>
      checkPublicKey(rsaSpki(Buffer.from(n.toString(16), 'hex'), Uint8Array.of(1, 0, 1)), 'rsa-3072'),
    )
  })
})
