import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { algorithms } from '../../core/formats/algorithms.ts'
import { keyIdOf, materialOf, readKey, spkiOf, type TufKey, tufKeyOf } from '../../core/tuf/key.ts'
import { readPublicKey } from '../../core/tuf/public-key.ts'
import { verifyMetadataSignature } from '../../core/tuf/signature.ts'
import { makeKey, type TestKey } from './make.ts'

const keys: ReadonlyMap<string, TestKey> = new Map(algorithms.map((algorithm) => [algorithm, makeKey(algorithm)]))
const p256 = keys.get('ecdsa-p256') as TestKey // made on the line above

const refusal = (key: TufKey): string => {
  const reading = readPublicKey(key.keytype, key.scheme, key.keyval.public)
  return reading.status === 'refused' ? reading.rule : reading.status
}
const withPublic = (text: string): TufKey => ({ ...tufKeyOf(p256.spki, 'ecdsa-p256'), keyval: { public: text } })
const pemOf = (key: TufKey): string => key.keyval.public

describe('a public key from outside', () => {
  it('refuses a certificate, a second block, CRLF, text before or after, and damaged base64 (TUF-KEY-FORM)', () => {
    const pem = pemOf(tufKeyOf(p256.spki, 'ecdsa-p256'))
    const asCertificate = pem.replaceAll('PUBLIC KEY', 'CERTIFICATE')
    for (const bad of [
      asCertificate,
      pem + pem,
      pem.replaceAll('\n', '\r\n'),
      ` ${pem}`,
      `${pem}\n`,
      pem.replace('M', '*'),
    ]) {
      expect(refusal(withPublic(bad))).toBe('TUF-KEY-FORM')
    }
  })

  it('refuses a point that is not on the curve (TUF-KEY-FORM)', () => {
    const spki = Buffer.from(p256.spki)
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1
    expect(refusal(tufKeyOf(spki, 'ecdsa-p256'))).toBe('TUF-KEY-FORM')
  })

  it('refuses trailing bytes after the key (TUF-KEY-FORM, TUF-KEY-TYPE)', () => {
    for (const [algorithm, key] of keys) {
      if (algorithm === 'ed25519') continue
      const rule = algorithm.startsWith('rsa') ? 'TUF-KEY-FORM' : 'TUF-KEY-TYPE'
      expect(refusal(tufKeyOf(Buffer.concat([key.spki, Buffer.of(0)]), key.algorithm))).toBe(rule)
    }
  })

  it('refuses every small-order and mixed-order Ed25519 key (TUF-KEY-STRENGTH)', () => {
    const torsion = [
      '0100000000000000000000000000000000000000000000000000000000000000',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0000000000000000000000000000000000000000000000000000000000000080',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // 1, not reduced
    ]
    for (const hex of torsion) {
      expect(refusal({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } })).toBe('TUF-KEY-STRENGTH')
    }
    const honest = ed25519.Point.BASE.multiply(12345n)
    const mixed = honest.add(ed25519.Point.fromHex(torsion[4] ?? ''))
    const asKey = (point: typeof honest) => ({
      keytype: 'ed25519',
      scheme: 'ed25519',
      keyval: { public: point.toHex() },
    })
    expect(refusal(asKey(honest))).toBe('usable')
    expect(refusal(asKey(mixed))).toBe('TUF-KEY-STRENGTH')
  })

  it('refuses the hybrid form of a point, 06 or 07 and both coordinates (TUF-KEY-TYPE)', () => {
    const spki = Buffer.from(p256.spki)
    spki[26] = 0x06 + ((spki.at(-1) ?? 0) & 1)
    expect(createPublicKey({ key: spki, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('ec') // OpenSSL takes it
    expect(refusal(tufKeyOf(spki, 'ecdsa-p256'))).toBe('TUF-KEY-TYPE')
  })

  it('refuses an RSASSA-PSS key object, whose parameters bind it, as rsa (TUF-KEY-TYPE)', () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    expect(refusal(tufKeyOf(publicKey.export({ format: 'der', type: 'spki' }), 'rsa-3072'))).toBe('TUF-KEY-TYPE')
  })

  it('refuses a type that does not go with its scheme, whatever the key (TUF-KEY-TYPE)', () => {
    for (const algorithm of algorithms) {
      const key = tufKeyOf(keys.get(algorithm)?.spki ?? Buffer.alloc(0), algorithm)
      const others = ['rsa', 'ecdsa', 'ed25519'].filter((type) => type !== key.keytype)
      for (const keytype of others) expect(refusal({ ...key, keytype })).toBe('TUF-KEY-TYPE')
    }
  })

  it('refuses a private key in the public place (NO-PRIVATE)', () => {
    const pem = p256.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    expect(refusal(withPublic(pem))).toBe('NO-PRIVATE')
  })

  it('keeps a key of a scheme it does not know, as one that never counts', () => {
    expect(refusal({ keytype: 'ml-dsa-65', scheme: 'ml-dsa-65', keyval: { public: '00' } })).toBe('unknown')
  })

  it('knows one key by its material, in PEM with and without the last newline and in hex', () => {
    const pem = pemOf(tufKeyOf(p256.spki, 'ecdsa-p256'))
    const hex = Buffer.from(p256.spki).subarray(-65).toString('hex')
    const materials = [pem, pem.trimEnd(), hex].map((text) => materialOf(withPublic(text)))
    expect(new Set(materials).size).toBe(1)
    expect(new Set([pem, pem.trimEnd(), hex].map((text) => keyIdOf(withPublic(text)))).size).toBe(3)
  })
})

describe('a signature over metadata', () => {
  it('is false, never an exception, for any bytes in its place, whatever the key', () => {
    for (const key of keys.values()) {
      const { verifier } = readKey(tufKeyOf(key.spki, key.algorithm))
      const payload = Buffer.from('payload')
      const good = Buffer.from(key.sign(payload))
      expect(verifyMetadataSignature(verifier, payload, good)).toEqual({ valid: true })
      const cut = [good.subarray(1), good.subarray(0, -1), Buffer.concat([good, Buffer.of(0)]), Buffer.alloc(0)]
      const other = fc.uint8Array({ maxLength: 600 })
      for (const bad of cut) expect(verifyMetadataSignature(verifier, payload, bad).valid).toBe(false)
      const anything = fc.property(other, (bad) => !verifyMetadataSignature(verifier, payload, bad).valid)
      fc.assert(anything, { numRuns: 20 })
    }
  })

  it('is taken, and said to be odd, when RSA-PSS has another salt length (TUF-SIG-SALT)', () => {
    const { spki, privateKey } = keys.get('rsa-3072') as TestKey // one was made of each
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const odd = sign('sha256', Buffer.from('payload'), { key: privateKey, padding, saltLength: 20 })
    const { verifier } = readKey(tufKeyOf(spki, 'rsa-3072'))
    const result = verifyMetadataSignature(verifier, Buffer.from('payload'), odd)
    expect(result).toEqual({ valid: true, oddity: 'TUF-SIG-SALT' })
  })
})

describe('our own key objects', () => {
  it.each(algorithms)('of %s are in the form every client takes, and give the key back', (algorithm) => {
    const { spki } = keys.get(algorithm) as TestKey // one was made of each
    const key = tufKeyOf(spki, algorithm)
    expect(Object.keys(key).sort()).toEqual(['keytype', 'keyval', 'scheme'])
    expect(Buffer.from(spkiOf(key)).equals(Buffer.from(spki))).toBe(true)
    if (algorithm === 'ed25519') expect(key.keyval.public).toMatch(/^[0-9a-f]{64}$/)
    else {
      const expected = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      expect(key.keyval.public).toBe(expected.export({ format: 'pem', type: 'spki' }))
    }
  })

  it('have the key id that tuf-on-ci computes: the digest of all their fields (TUF-KEYID)', () => {
    // From the published vector ok-2of3, made with python-tuf.
    const key = {
      keytype: 'ecdsa',
      scheme: 'ecdsa-sha2-nistp256',
      keyval: {
        public:
          '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtGXvrAoL0tjOKNcoqVvtu+yKr2P3\nYKWEM3neifd5TopXaf263SQJylC3J8gtcL+vOUh9B528/xys7SZuaobJag==\n-----END PUBLIC KEY-----\n',
      },
    }
    expect(keyIdOf(key)).toBe('2adbda49cd68deff7f392425c7cf0840d804d45ac6c7b0170b4c76a4a8feb178')
    expect(keyIdOf({ ...key, 'x-owner': '@a' })).not.toBe(keyIdOf(key))
  })
})
