import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeBlob } from '../../core/backup/blob.ts'
import { unsafeNameReason } from '../../core/checks/name-safe.ts'
import { findPrivateMaterial } from '../../core/checks/no-private.ts'
import { encodeRegister } from '../../core/checks/register.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { makeDraft, makeKey, signDraft } from '../tuf/make.ts'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ec521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ed = generateKeyPairSync('ed25519').privateKey

const der = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1'): Buffer => key.export({ format: 'der', type })
const locked = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
const jwk = JSON.stringify(ec.export({ format: 'jwk' }))

const derKeys: readonly (readonly [string, Buffer])[] = [
  ['PKCS#8 EC', der(ec, 'pkcs8')],
  ['PKCS#8 P-521', der(ec521, 'pkcs8')],
  ['PKCS#8 RSA', der(rsa, 'pkcs8')],
  ['PKCS#8 Ed25519', der(ed, 'pkcs8')],
  ['encrypted PKCS#8', locked(ec)],
  ['SEC1', der(ec, 'sec1')],
  ['SEC1 P-521', der(ec521, 'sec1')],
  ['PKCS#1', der(rsa, 'pkcs1')],
]

const texts: readonly (readonly [string, string])[] = [
  ['PEM PKCS#8', ec.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ['PEM in JSON in JSON', JSON.stringify(JSON.stringify({ a: ec.export({ format: 'pem', type: 'sec1' }) }))],
  ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n'],
  ['OpenSSH without its header', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU='],
  ['PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ['cosign', '-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----'],
  ['sigstore', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----'],
  ['age', 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ'],
  ['minisign', 'untrusted comment: minisign encrypted secret key\nRWRTY0Iy'],
  ['PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519'],
  ['JWK', jwk],
  ['JWK in a string', JSON.stringify(jwk)],
  ['a TUF key with a private part', '{"keyval": {"private": "9f", "public": "00"}}'],
  ['a TUF key with a private part, in a string', JSON.stringify('{"keyval":{"private":"9f"}}')],
]

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8')

describe('NO-PRIVATE', () => {
  it.each(derKeys)('finds %s in DER, hex and base64, at any place, once and twice encoded', (_, key) => {
    const [hex, base64] = [key.toString('hex'), key.toString('base64')]
    const forms = [
      key,
      Buffer.concat([Buffer.from('30820000', 'hex'), Buffer.alloc(3), key, Buffer.alloc(9)]),
      bytesOf(hex),
      bytesOf(`x=f${hex.toUpperCase()}`),
      bytesOf((hex.match(/../g) ?? []).join(':')),
      bytesOf(base64),
      bytesOf(key.toString('base64url')),
      ...['', 'a', 'ab', 'abc'].map((before) => bytesOf(`{"x":"${before}${base64}"}`)),
      bytesOf(JSON.stringify({ x: `\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}` })),
      bytesOf(bytesOf(base64).toString('base64')),
      bytesOf(bytesOf(hex).toString('base64')),
    ]
    for (const [index, form] of forms.entries()) expect(findPrivateMaterial(form), `form ${index}`).toBeDefined()
  })

  it.each(texts)('finds %s, plain, in base64 and in UTF-16', (_, text) => {
    expect(findPrivateMaterial(bytesOf(text))).toBeDefined()
    expect(findPrivateMaterial(bytesOf(`{"x": "${bytesOf(text).toString('base64')}"}`))).toBeDefined()
    expect(findPrivateMaterial(Buffer.from(text, 'utf16le'))).toBeDefined()
  })

  it('finds a PKCS#12 key store', () => {
    const p12 = Buffer.from('308209a10201033082096706092a864886f70d010701a0820958', 'hex')
    expect(findPrivateMaterial(p12)).toContain('PKCS#12')
    expect(findPrivateMaterial(bytesOf(p12.toString('base64')))).toContain('PKCS#12')
  })

  it('finds nothing in public files: signed roots of every algorithm, public keys, registers, digests', () => {
    const keys = new Map(
      (['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072'] as const).map((algorithm) => [
        algorithm,
        makeKey(algorithm),
      ]),
    )
    const ids = [...keys.keys()]
    const file = signDraft(keys, makeDraft(keys, { root: { keys: ids, threshold: 1 } }), ids)
    const entry = {
      keySpkiSha256: 'ab'.repeat(32),
      repository: 'acme/update',
      role: 'root',
      version: 1,
      payloadSha256: 'cd'.repeat(32),
      time: '2026-11-24T10:00:00Z',
      ceremony: 'x',
    } as const
    for (const bytes of [
      file,
      ...[...keys.values()].map(({ spki }) => spki),
      encodeRegister([entry]),
      bytesOf('{"private": true}'),
    ]) {
      expect(findPrivateMaterial(bytes)).toBeUndefined()
    }
    expect(
      findPrivateMaterial(bytesOf(JSON.stringify(ec.export({ format: 'jwk' })).replace(/"d":/, '"n":'))),
    ).toBeUndefined()
  })
})

describe('NO-PRIVATE, of a backup', () => {
  const words = 'magic badge arrest absorb submit document dentist hollow cloud trial across crater'

  it.each([
    ['words of a card', words],
    [
      'words of a card, numbered, one a line',
      words
        .split(' ')
        .map((word, at) => `${at + 1}. ${word}`)
        .join('\n'),
    ],
    ['words of a card in a JSON list, in capitals', JSON.stringify(words.toUpperCase().split(' '))],
    ['words of a card in base64', Buffer.from(words).toString('base64')],
  ])('finds %s', (_, text) => {
    expect(findPrivateMaterial(Buffer.from(text))).toBe('the words of a share card')
  })

  it('finds a wrapped key, also inside a JSON string', () => {
    const blob = encodeBlob({ mechanism: 'aes-kwp', wrapped: new Uint8Array(80) })
    expect(findPrivateMaterial(blob)).toBe('a wrapped key of a backup')
    expect(findPrivateMaterial(Buffer.from(JSON.stringify({ note: Buffer.from(blob).toString('utf8') })))).toBe(
      'a wrapped key of a backup',
    )
  })

  it('lets the words of digests and of people pass', () => {
    const digests = Array.from({ length: 200 }, (_, at) =>
      wordsOfDigest(createHash('sha256').update(`${at}`).digest('hex')),
    )
    expect(findPrivateMaterial(Buffer.from(digests.flat().join(' ')))).toBeUndefined()
    expect(findPrivateMaterial(Buffer.from(words.split(' ').slice(0, 11).join(' ')))).toBeUndefined()
  })
})

describe('NAME-SAFE', () => {
  it.each([
    ['', 'empty'],
    ['/acme', 'slash'],
    ['acme//x', 'slash'],
    ['acme/', 'slash'],
    ['../acme', '".."'],
    ['a/../b', '".."'],
    ['a/./b', '".."'],
    ['.git', 'dot'],
    ['acme.', 'dot'],
    ['-rf', 'hyphen'],
    ['a\\b', 'backslash'],
    ['%2e%2e/x', 'percent'],
    ['a\nb', 'control'],
    ['a\u001b[2Jb', 'control'],
    ['a\u007fb', 'control'],
    ['a\u0085b', 'control'],
    ['acme\u202eexe', 'invisible'],
    ['ac\u200bme', 'invisible'],
    ['\u0430cme', 'outside ASCII'],
    ['cafe\u0301', 'outside ASCII'],
    ['a b', 'character " "'],
    ['a:b', 'character ":"'],
    ['a*', 'character "*"'],
    ['x/CON', 'device'],
    ['nul.txt', 'device'],
    ['a'.repeat(201), 'longer'],
    [`a/${'b'.repeat(101)}`, 'longer'],
  ])('refuses %j', (name, reason) => {
    expect(unsafeNameReason(name)).toContain(reason)
  })

  it.each(['acme', 'acme/update', 'a.b/c_d+e@f-1', 'console', 'x'.repeat(100)])('takes %j', (name) => {
    expect(unsafeNameReason(name)).toBeUndefined()
  })
})
