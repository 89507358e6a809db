import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeManifest, parseManifest } from '../../core/media/manifest.ts'
import { checkDeclaration, declaration, encodeInfo, parseInfo } from '../../core/media/tags.ts'
import { text, thrown } from './fixtures.ts'

const digest = 'ab'.repeat(32)
const a = `${digest}  data/a\n`
const b = `${digest}  data/b\n`
const parse = (content: string) => parseManifest(text(content), 'manifest-sha256.txt')

describe('BAG-WHOLE: a manifest is refused', () => {
  it.each([
    ['that is empty', '', 1],
    ['without a newline at its end', a.slice(0, -1), 1],
    ['with CRLF', a.replace('\n', '\r\n'), 1],
    ['with a blank line', `${a}\n${b}`, 2],
    ['with an upper-case digest', a.replace(digest, digest.toUpperCase()), 1],
    ['with a short digest', a.slice(2), 1],
    ['with one blank', a.replace('  ', ' '), 1],
    ['with three blanks', a.replace('  ', '   '), 1],
    ['with a tab', a.replace('  ', '\t'), 1],
    ['with the mark of binary mode', a.replace('  ', ' *'), 1],
    ['with a blank at the end of a line', a.replace('\n', ' \n'), 1],
    ['that is not sorted', b + a, 2],
    ['with a line twice', a + a, 2],
    ['with a backslash of sha256sum at its start', `\\${a}`, 1],
    ['with a byte order mark', `\ufeff${a}`, 1],
  ])('%s', async (_name, content, line) => {
    expect(await thrown(() => parse(content))).toMatchObject({ code: 'bag/tag-file', detail: { line } })
  })

  it.each(['../a', '/etc/passwd', 'data/../a', 'data/%2e%2e/a', './data/a', 'data/\u00e8'])(
    'BAG-NAME: with the path %j',
    async (path) => {
      expect((await thrown(() => parse(`${digest}  ${path}\n`))).code).toBe('bag/name')
    },
  )

  it('BAG-NAME: with two paths that a FAT stick takes for one', async () => {
    expect((await thrown(() => parse(`${digest}  data/A\n${a}`))).code).toBe('bag/name')
  })
})

it('reads back what it writes, whatever the order it was given', () => {
  const path = fc.stringMatching(/^[a-z0-9]{1,6}(\/[a-z0-9]{1,6}x)?$/)
  const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 12, selector: (one) => one.replace(/\/.*/, '') })
  fc.assert(
    fc.property(paths, fc.uint8Array({ minLength: 32, maxLength: 32 }), (list, bytes) => {
      fc.pre(!list.some((one) => /^(con|prn|aux|nul|com\d|lpt\d)(\/|$)/.test(one)))
      const entries = list.map((one) => ({ path: one, sha256: Buffer.from(bytes).toString('hex') }))
      const encoded = encodeManifest(entries)
      const again = parseManifest(encoded, 'm')
      expect(again.map((entry) => entry.path)).toEqual([...list].sort())
      expect(Buffer.compare(encodeManifest(again), encoded)).toBe(0)
    }),
    { numRuns: 200 },
  )
})

describe('bag-info.txt is refused', () => {
  it.each([
    ['with a label that is not plain', [{ label: 'A B', value: 'x' }]],
    [
      'with one label twice',
      [
        { label: 'A', value: 'x' },
        { label: 'a', value: 'y' },
      ],
    ],
    ['with an empty value', [{ label: 'A', value: '' }]],
    ['with a value of two lines', [{ label: 'A', value: 'x\nPayload-Oxum: 1.1' }]],
    ['with blanks around a value', [{ label: 'A', value: ' x' }]],
    ['with an escape character', [{ label: 'A', value: '\u001b[2J' }]],
    ['with a bidirectional control', [{ label: 'A', value: 'a\u202eb' }]],
  ])('%s', async (_name, lines) => {
    expect((await thrown(() => encodeInfo(lines))).code).toBe('bag/tag-file')
  })

  it.each(['A: x', 'A:x\n', 'A: x\n y\n', 'A : x\n', '\n', 'A: x\r\n'])('in the form %j', async (content) => {
    expect((await thrown(() => parseInfo(text(content)))).code).toBe('bag/tag-file')
  })
})

it('bag-info.txt reads back as written', () => {
  const lines = [
    { label: 'Source-Organization', value: 'Büro: 4' },
    { label: 'B', value: 'x' },
  ]
  expect(parseInfo(encodeInfo(lines))).toEqual(lines)
})

it('bagit.txt is the declaration of RFC 8493 and nothing else', async () => {
  expect(Buffer.from(declaration).toString()).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
  expect(
    (await thrown(() => checkDeclaration(text('BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n')))).code,
  ).toBe('bag/tag-file')
})
