// Public keys as TUF metadata writes them, read strictly: one key, of the type it says, that can really protect something.

import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { printable } from './text.ts'

/** Something odd that is accepted and said. `words` is a whole sentence. */
export type Warning = { readonly rule: string; readonly words: string }

/** How signatures by a key are verified. */
export type Verifier = {
  readonly key: KeyObject
  readonly kind: 'ecdsa' | 'ed25519' | 'rsa-pss' | 'rsa-pkcs1'
  /** Name for node:crypto; null where the scheme hashes by itself. */
  readonly hash: string | null
}

/** What reading one key object gave. `unknown` keys are kept and never counted; `refused` ones refuse the file. */
export type KeyReading =
  | {
      readonly status: 'usable'
      /** SubjectPublicKeyInfo, DER. */
      readonly spki: Uint8Array
      /** SHA-256 of `spki`, hex: one key has one material under however many ids. */
      readonly material: string
      readonly verifier: Verifier
      readonly warnings: readonly Warning[]
    }
  | { readonly status: 'unknown'; readonly reason: string }
  | { readonly status: 'refused'; readonly rule: string; readonly reason: string }

type Scheme = {
  readonly keytypes: readonly string[]
  readonly kind: Verifier['kind']
  readonly hash: string | null
  /** SPKI up to the point, and the number of bytes of the point (`04 x y`), or of the Ed25519 key. */
  readonly point?: { readonly prefix: string; readonly sizeBytes: number }
  /** Which clients do not take it, where not all do (see docs/formats/tuf-root.md section 5). */
  readonly notTakenBy?: string
}

const p256 = { prefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200', sizeBytes: 65 }
const p384 = { prefix: '3076301006072a8648ce3d020106052b81040022036200', sizeBytes: 97 }
const p521 = { prefix: '30819b301006072a8648ce3d020106052b8104002303818600', sizeBytes: 133 }
const edwards = { prefix: '302a300506032b6570032100', sizeBytes: 32 }

const ecdsa = (name: string, hash: string, point: Scheme['point'] & object): Scheme => ({
  keytypes: ['ecdsa', name],
  kind: 'ecdsa',
  hash,
  point,
})
const rsa = (kind: 'rsa-pss' | 'rsa-pkcs1', hash: string, notTakenBy?: string): Scheme => ({
  keytypes: ['rsa'],
  kind,
  hash,
  ...(notTakenBy === undefined ? {} : { notTakenBy }),
})

const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['ecdsa-sha2-nistp256', ecdsa('ecdsa-sha2-nistp256', 'sha256', p256)],
  ['ecdsa-sha2-nistp384', ecdsa('ecdsa-sha2-nistp384', 'sha384', p384)],
  [
    'ecdsa-sha2-nistp521',
    { ...ecdsa('ecdsa-sha2-nistp521', 'sha512', p521), notTakenBy: 'go-tuf, tuf-js and tough do not take P-521' },
  ],
  ['ed25519', { keytypes: ['ed25519'], kind: 'ed25519', hash: null, point: edwards }],
  ['rsassa-pss-sha256', rsa('rsa-pss', 'sha256')],
  ['rsassa-pss-sha384', rsa('rsa-pss', 'sha384', 'go-tuf and tough do not take this scheme')],
  ['rsassa-pss-sha512', rsa('rsa-pss', 'sha512', 'go-tuf and tough do not take this scheme')],
  ['rsa-pkcs1v15-sha256', rsa('rsa-pkcs1', 'sha256', 'only python-tuf takes this scheme')],
  ['rsa-pkcs1v15-sha384', rsa('rsa-pkcs1', 'sha384', 'only python-tuf takes this scheme')],
  ['rsa-pkcs1v15-sha512', rsa('rsa-pkcs1', 'sha512', 'only python-tuf takes this scheme')],
])

/** RSA sizes read, in bits (tough 0.19 takes the same), and the smallest exponent (FIPS 186-5 A.1.1: 2^16 < e). */
const rsaLimits = { minBits: 2048, maxBits: 8192, minExponent: 65537n, maxSpkiBytes: 1100 }

/**
 * Read one public key of TUF metadata.
 *
 * Refused, though clients take some of it: a type that does not fit the scheme, the wrong curve, a compressed or
 * invalid point, a small-order or mixed-order Ed25519 key (it verifies signatures nobody made), RSA below 2048 bits
 * or with e = 3, more than one PEM block, a certificate, a private key. Not caught: weak primes, a key whose private
 * half is known.
 *
 * @param publicText - `keyval.public`: PEM SubjectPublicKeyInfo, or hex for Ed25519 and for old EC keys.
 * @see TUF 4.2.1 keyval; rules TUF-KEY-TYPE, TUF-KEY-FORM, TUF-KEY-STRENGTH, NO-PRIVATE
 */
export function readPublicKey(keytype: string, schemeName: string, publicText: string): KeyReading {
  if (/PRIVATE/i.test(publicText)) return refused('NO-PRIVATE', 'holds a private key where the public one belongs')
  const scheme = schemes.get(schemeName)
  if (scheme === undefined)
    return { status: 'unknown', reason: `the scheme ${printable(schemeName)} is not known here` }
  if (!scheme.keytypes.includes(keytype)) {
    return refused(
      'TUF-KEY-TYPE',
      `has the type ${printable(keytype)}, which does not go with the scheme ${schemeName}`,
    )
  }
  const warnings: Warning[] = []
  if (scheme.notTakenBy !== undefined) {
    warnings.push({ rule: 'TUF-ALGORITHM', words: `A key uses ${schemeName}: ${scheme.notTakenBy}.` })
  }
  const hex = /^[0-9a-f]+$/.test(publicText)
  if (hex && scheme.kind === 'ecdsa') {
    warnings.push({ rule: 'TUF-KEY-FORM', words: 'An EC key is written in hex: python-tuf and go-tuf do not take it.' })
  }
  if (scheme.kind === 'ed25519' && !hex) {
    return refused('TUF-KEY-TYPE', 'is labelled ed25519, but is not 64 lower-case hex digits')
  }
  const spki = hex ? spkiOfPoint(scheme, publicText) : spkiOfPem(publicText)
  if (spki === undefined) return refused('TUF-KEY-FORM', 'is not one PEM block "PUBLIC KEY" and nothing else')
  return readSpki(scheme, spki, warnings)
}

function readSpki(scheme: Scheme, spki: Uint8Array, warnings: readonly Warning[]): KeyReading {
  if (scheme.point !== undefined && !hasPoint(scheme.point, spki)) {
    return refused('TUF-KEY-TYPE', 'is not an uncompressed key of the curve that its scheme names')
  }
  if (spki.length > rsaLimits.maxSpkiBytes) return refused('TUF-KEY-STRENGTH', 'is longer than RSA-8192')
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return refused('TUF-KEY-FORM', 'cannot be read: it is damaged, or its point is not on the curve') // said to the caller, not lost
  }
  const problem = problemOf(scheme, key, spki)
  if (problem !== undefined) return problem
  const material = createHash('sha256').update(spki).digest('hex')
  return { status: 'usable', spki, material, verifier: { key, kind: scheme.kind, hash: scheme.hash }, warnings }
}

function problemOf(scheme: Scheme, key: KeyObject, spki: Uint8Array): KeyReading | undefined {
  if (scheme.kind === 'ed25519') {
    return isFullOrder(spki.subarray(-edwards.sizeBytes))
      ? undefined
      : refused('TUF-KEY-STRENGTH', 'is an Ed25519 point of small order: signatures by it can be made by anyone')
  }
  if (scheme.kind === 'ecdsa') return undefined
  if (key.asymmetricKeyType !== 'rsa') return refused('TUF-KEY-TYPE', 'is labelled rsa, but is another kind of key')
  if (!key.export({ format: 'der', type: 'spki' }).equals(spki)) {
    return refused('TUF-KEY-FORM', 'is an RSA key with unusual or extra bytes')
  }
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < rsaLimits.minBits || modulusLength > rsaLimits.maxBits) {
    return refused('TUF-KEY-STRENGTH', `is RSA with ${modulusLength} bits; 2048 to 8192 are taken`)
  }
  if (publicExponent < rsaLimits.minExponent) {
    return refused('TUF-KEY-STRENGTH', `is RSA with the exponent ${publicExponent}; 65537 or more is taken`)
  }
  return undefined
}

const refused = (rule: string, reason: string): KeyReading => ({ status: 'refused', rule, reason })

const pem = /^-----BEGIN PUBLIC KEY-----\n((?:[A-Za-z0-9+/]+={0,2}\n)+)-----END PUBLIC KEY-----\n?$/

function spkiOfPem(text: string): Uint8Array | undefined {
  const base64 = pem.exec(text)?.[1]?.replaceAll('\n', '')
  if (base64 === undefined) return undefined
  const der = Buffer.from(base64, 'base64')
  return der.toString('base64') === base64 ? der : undefined
}

function spkiOfPoint(scheme: Scheme, hex: string): Uint8Array | undefined {
  if (scheme.point === undefined || hex.length !== scheme.point.sizeBytes * 2) return undefined
  return Buffer.from(scheme.point.prefix + hex, 'hex')
}

function hasPoint(point: { readonly prefix: string; readonly sizeBytes: number }, spki: Uint8Array): boolean {
  const prefix = Buffer.from(point.prefix, 'hex')
  if (spki.length !== prefix.length + point.sizeBytes || !prefix.equals(spki.subarray(0, prefix.length))) return false
  return point === edwards || spki[prefix.length] === 0x04
}

/** RFC 8032 5.1.3 decoding, and membership of the prime-order group: what OpenSSL does not check. */
function isFullOrder(publicKey: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(publicKey)
    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    return false // not a point at all: refused by the caller with the same words
  }
}
