import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeEnvelope } from '../../core/attest/dsse.ts'
import { encodeRegister } from '../../core/checks/register.ts'
import { encodePlan, parsePlan } from '../../core/formats/plan.ts'
import { type OutboundFile, type OutboundKind, passOutbound } from '../../core/media/outbound.ts'
import { payloadFiles, publicPem, rootBytes, sealBytes, tagFiles, text, thrown, transcript } from './fixtures.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const twice = JSON.stringify(JSON.stringify(privateKey.export({ format: 'jwk' })))
const pass = (kind: OutboundKind, bytes: Uint8Array, path = 'file') => passOutbound({ path, kind, bytes })
const dsse = (payload: string) =>
  encodeEnvelope({
    payloadType: 'application/vnd.in-toto+json',
    payload: text(payload),
    signatures: [{ sig: text('s') }],
  })

describe('BAG-PUBLIC: what may not leave', () => {
  const refusals: readonly [string, OutboundKind, Uint8Array][] = [
    ['a root with another layout', 'tuf-root', text(JSON.stringify(JSON.parse(Buffer.from(rootBytes).toString())))],
    ['a root with a newline at its end', 'tuf-root', Buffer.concat([rootBytes, text('\n')])],
    [
      'a root with a field that nobody signs',
      'tuf-root',
      text(Buffer.from(rootBytes).toString().replace('{\n "signatures"', '{\n "aside": "x",\n "signatures"')),
    ],
    ['a document that is no root', 'tuf-root', text('{}')],
    ['a private key as public key', 'public-key', text(privatePem)],
    ['a public key with a private one behind it', 'public-key', text(publicPem.toString() + privatePem)],
    ['two public keys in one file', 'public-key', Buffer.concat([publicPem, publicPem])],
    ['text before a public key', 'public-key', text(`secret\n${publicPem}`)],
    [
      'a public key that cannot be read',
      'public-key',
      text('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'),
    ],
    ['a public key in DER', 'public-key', Buffer.from('3059', 'hex')],
    ['JSON that is not strict', 'json', text('{"a":1,"a":2}')],
    ['JSON with bidirectional controls', 'json', text('{"a":"\u202e"}')],
    ['JSON with something behind it', 'json', text('{} x')],
    ['JSON that is no plan', 'plan', text('{}')],
    ['a plan that is not JSON', 'plan', text('format: x')],
    ['a script that is not JSON', 'script', text('x')],
    ['text with an escape character', 'text', text('a\u001b[2Jb\n')],
    ['text with a carriage return', 'text', text('a\r\n')],
    ['text with a zero-width blank', 'text', text('a\u200bb\n')],
    ['text that is not UTF-8', 'text', Buffer.from([0x61, 0xff, 0x0a])],
    ['text without a newline at its end', 'text', text('a')],
    ['a register line that is not one', 'register', text('{"a":1}\n')],
    ['a transcript that does not chain', 'transcript', transcript.subarray(0, -1)],
    ['an envelope with an unknown field', 'dsse', text(Buffer.from(sealBytes).toString().replace('{', '{"a":1,'))],
    ['an envelope whose payload is not JSON', 'dsse', dsse('hello')],
  ]
  it.each(refusals)('is refused: %s', async (_name, kind, bytes) => {
    expect(await thrown(() => pass(kind, bytes))).toMatchObject({
      code: 'bag/not-public',
      detail: { path: 'file', kind },
    })
  })

  const hiding: readonly [string, OutboundKind, Uint8Array][] = [
    ['in a text', 'text', text(privatePem)],
    ['in a JSON string', 'json', text(JSON.stringify({ a: privatePem }))],
    ['in a JSON name', 'json', text(JSON.stringify({ [privatePem]: 1 }))],
    ['in JSON as escapes', 'json', text(JSON.stringify({ a: privatePem }).replaceAll('-', '\\u002d'))],
    ['in a script', 'script', text(JSON.stringify({ note: [privatePem] }))],
    ['in the payload of an envelope', 'dsse', dsse(JSON.stringify({ a: privatePem }))],
    ['as JWK, coded twice in a script', 'script', text(JSON.stringify({ a: twice }))],
    ['as JWK, coded twice in an envelope', 'dsse', dsse(JSON.stringify({ a: twice }))],
    [
      'as base64 DER, broken into lines inside a JSON string',
      'json',
      text(JSON.stringify({ a: privatePem.split('\n').slice(1, -2).join('\n') })),
    ],
  ]
  it.each(hiding)('is refused with the kind of secret named: a private key %s', async (_name, kind, bytes) => {
    const { code, detail } = await thrown(() => pass(kind, bytes))
    expect(code).toBe('bag/not-public')
    expect(JSON.stringify(detail)).toContain('private material')
    expect(JSON.stringify(detail)).not.toContain(privatePem.split('\n')[1])
  })

  it('is refused: a kind that is not on the list', async () => {
    const file = { path: 'a', kind: 'blob', bytes: text('x') } as unknown as OutboundFile // as JavaScript could call it
    expect((await thrown(() => passOutbound(file))).code).toBe('bag/not-public')
  })

  it('is refused: a name that a bag may not hold', async () => {
    expect((await thrown(() => pass('text', text('x\n'), '../x'))).code).toBe('bag/name')
  })
})

describe('BAG-PUBLIC: what may leave', () => {
  it.each([...payloadFiles, ...tagFiles].map((file) => [file.kind, file] as const))(
    'a %s, byte for byte',
    (_kind, file) => {
      expect(Buffer.compare(passOutbound(file), file.bytes)).toBe(0)
    },
  )

  it('a register, byte for byte', () => {
    const bytes = encodeRegister([
      {
        keySpkiSha256: 'ab'.repeat(32),
        repository: 'acme/update',
        role: 'root',
        version: 1,
        payloadSha256: 'cd'.repeat(32),
        time: '2026-11-24T09:00:00Z',
        ceremony: 'acme-root-2027',
      },
    ])
    expect(Buffer.compare(pass('register', bytes), bytes)).toBe(0)
  })

  it('a plan in its canonical form, byte for byte, and in no other', async () => {
    const yaml = readFileSync(new URL('../../ceremonies/examples/root-key-generation.plan.yaml', import.meta.url))
    const bytes = encodePlan(parsePlan(yaml, 'example'))
    expect(Buffer.compare(pass('plan', bytes), bytes)).toBe(0)
    const spaced = Buffer.concat([bytes, text(' ')])
    expect((await thrown(() => pass('plan', spaced))).code).toBe('bag/not-public')
    expect((await thrown(() => pass('plan', yaml))).code).toBe('bag/not-public')
  })

  it('JSON, encoded again in canonical form', () => {
    expect(Buffer.from(pass('json', text(' { "b" : 1, "a": "\\u0041" } '))).toString()).toBe('{"a":"A","b":1}')
  })

  it('a public key, encoded again, with what stood behind it left out', () => {
    const loose = text(`${publicPem.toString().trim()}\n\ncomment\n`)
    expect(Buffer.from(pass('public-key', loose)).toString()).toBe(publicPem.toString())
  })
})
