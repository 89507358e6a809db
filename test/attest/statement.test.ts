import { describe, expect, it } from 'vitest'
import { encodeStatement, parseStatement, type Statement, signable } from '../../core/attest/statement.ts'
import { thrown } from './thrown.ts'

const sha256 = 'ab'.repeat(32)
const good: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'root.json', digest: { sha256 } }],
  predicateType: 'https://example.com/p/v1',
  predicate: { a: 1 },
}
const parse = (value: unknown) => parseStatement(Buffer.from(JSON.stringify(value)), 'test.json')

describe('a statement is refused', () => {
  const subject = (change: object) => ({ ...good, subject: [{ ...good.subject[0], ...change }] })
  it.each([
    ['of another version', { ...good, _type: 'https://in-toto.io/Statement/v0.1' }],
    ['without a subject', { ...good, subject: [] }],
    ['with one subject name twice', { ...good, subject: [good.subject[0], good.subject[0]] }],
    ['with an upper-case digest', subject({ digest: { sha256: sha256.toUpperCase() } })],
    ['with a short digest', subject({ digest: { sha256: 'ab' } })],
    ['with a second digest algorithm', subject({ digest: { sha256, sha1: 'ab' } })],
    ['with an escape character in a name', subject({ name: 'a\u001b[2Jb' })],
    ['with a bidirectional control in a name', subject({ name: 'a\u202eb' })],
    ['with an unknown field', { ...good, extra: 1 }],
    ['with an array as predicate', { ...good, predicate: [] }],
    ['with an empty predicate type', { ...good, predicateType: '' }],
  ])('%s', (_name, value) => {
    expect(thrown(() => parse(value)).code).toBe('json/shape')
  })
})

it('is written as canonical JSON and read back as itself', () => {
  const text = Buffer.from(encodeStatement(good)).toString()
  expect(text).toBe(
    `{"_type":"https://in-toto.io/Statement/v1","predicate":{"a":1},"predicateType":"https://example.com/p/v1",` +
      `"subject":[{"digest":{"sha256":"${sha256}"},"name":"root.json"}]}`,
  )
  expect(parseStatement(Buffer.from(text), 'test.json')).toEqual(good)
})

it('gives the token the PAE with the in-toto type and the length of the payload', () => {
  const { payload, message } = signable(good)
  const head = `DSSEv1 28 application/vnd.in-toto+json ${payload.length} `
  expect(Buffer.from(message).toString()).toBe(head + Buffer.from(payload).toString())
})
