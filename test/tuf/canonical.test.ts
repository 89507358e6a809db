import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/formats/json.ts'
import { olpcBytes, olpcJson } from '../../core/tuf/canonical.ts'
import { metadataBytes } from '../../core/tuf/encode.ts'

const { canonicalize } = createRequire(import.meta.url)('@tufjs/canonical-json') as {
  canonicalize: (v: unknown) => string
} // untyped package

const text = () => fc.string({ unit: 'grapheme' })
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    text(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text().filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value

describe('OLPC canonical JSON', () => {
  it('refuses a number that it cannot write exactly', () => {
    expect(() => olpcJson(1.5)).toThrow(TypeError)
    expect(() => olpcJson(2 ** 53)).toThrow(TypeError)
    expect(() => metadataBytes({ n: 0.5 })).toThrow(TypeError)
  })

  it('sorts names by code point, where tuf-js sorts by UTF-16 unit', () => {
    const value = { '\u{1f600}': 1, '\uff5e': 2, a: 3 }
    expect(olpcJson(value)).toBe('{"a":3,"\uff5e":2,"\u{1f600}":1}')
    expect(canonicalize(value)).not.toBe(olpcJson(value))
  })

  it('puts a name before the longer name that begins with it, beyond U+FFFF too', () => {
    expect(olpcJson({ '\u{1f600}a': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\u{1f600}a":1}')
  })

  it('escapes the quote and the backslash, and nothing else', () => {
    expect(olpcJson('a"b\\c\n\u0001é/')).toBe('"a\\"b\\\\c\n\u0001é/"')
    expect(Buffer.from(olpcBytes('é')).toString('hex')).toBe('22c3a922')
  })

  it('is what @tufjs/canonical-json writes, for names within U+0000 to U+FFFF', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!/[\ud800-\udfff]/.test(JSON.stringify(value)))
        expect(olpcJson(value)).toBe(canonicalize(value))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the bytes of a metadata file', () => {
  it('read back as the same value, in ASCII, for any value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = Buffer.from(metadataBytes(value)).toString('latin1')
        expect(written).toMatch(/^[ -~\n]*$/)
        expect(olpcJson(JSON.parse(written))).toBe(olpcJson(value))
      }),
      { numRuns: 300 },
    )
  })

  it('are those of Python json.dumps(indent=1, sort_keys=True, separators=(",", ": "))', () => {
    const value = { b: [1, { c: [], d: {} }], a: 'é\u{1f600}\n\u0001\u007f"\\/', c: null, d: true }
    const python =
      '{\n "a": "\\u00e9\\ud83d\\ude00\\n\\u0001\\u007f\\"\\\\/",\n "b": [\n  1,\n  {\n   "c": [],\n   "d": {}\n  }\n ],\n "c": null,\n "d": true\n}'
    expect(Buffer.from(metadataBytes(value)).toString('latin1')).toBe(python)
  })
})
