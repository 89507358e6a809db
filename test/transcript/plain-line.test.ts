// The short way to read a line never takes what the strict reader refuses, and reads the same where both take it.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../core/formats/canonical.ts'
import { type JsonValue, parseJson } from '../../core/formats/json.ts'
import { readPlainLine } from '../../core/transcript/plain-line.ts'

const maxDepth = 24
const plain = (text: string) => readPlainLine(Buffer.from(text, 'utf8'), maxDepth)
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('a line is left to the strict reader', () => {
  it.each([
    ['a name that stands twice', '{"a":1,"a":2}'],
    ['names out of order', '{"b":1,"a":2}'],
    ['names that look like numbers, in the order of the engine and not of RFC 8785', '{"9":1,"10":2}'],
    ['names that look like numbers, in the order of RFC 8785', '{"10":2,"9":1}'],
    ['names out of order inside a list', '{"a":[{"d":1,"c":2}]}'],
    ['a number with a fraction', '{"a":1.5}'],
    ['a number in another spelling', '{"a":1.0}'],
    ['a number with an exponent', '{"a":1e3}'],
    ['minus nought', '{"a":-0}'],
    ['a number beyond what is held exactly', '{"a":9007199254740992}'],
    ['a number that the engine would round', '{"a":9007199254740993}'],
    ['a space', '{"a": 1}'],
    ['an escape', '{"a":"\\u0041"}'],
    ['half of a surrogate pair', '{"a":"\\ud800"}'],
    ['a letter beyond ASCII', '{"a":"ä"}'],
    ['a control character', '{"a":"\u0007"}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['the name __proto__', '{"__proto__":1}'],
    ['more depth than is read', nested(maxDepth + 1)],
    ['a list', '[1]'],
    ['no JSON', '{"a":1'],
    ['something behind the end', '{"a":1}}'],
    ['nothing', ''],
  ])('%s', (_name, text) => {
    expect(plain(text)).toBeUndefined()
  })
})

describe('a line that it takes', () => {
  it('as deep as is read', () => {
    expect(plain(nested(maxDepth))).toEqual(parseJson(Buffer.from(nested(maxDepth)), { ...limits }))
  })

  it('is read as the strict reader reads it, and is canonical, whatever was done to it', () => {
    const printable = fc.string({ unit: fc.constantFrom(...'ab9"{}[]:,01-.e _') })
    const document = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.integer(),
        printable,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(printable, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    let taken = 0
    fc.assert(
      fc.property(
        fc.dictionary(printable, document, { maxKeys: 4 }),
        fc.nat(),
        fc.option(fc.constantFrom(...'"{}[]:,0129-.eab\\ ')),
        (object, at, character) => {
          const text = canonicalJson(object)
          const place = at % text.length
          const altered = character === null ? text : text.slice(0, place) + character + text.slice(place + 1)
          const read = plain(altered)
          if (read === undefined) return
          taken++
          expect(read).toEqual(parseJson(Buffer.from(altered), limits))
          expect(canonicalJson(read)).toBe(altered)
        },
      ),
      { numRuns: 5000 },
    )
    expect(taken).toBeGreaterThan(500)
  })
})

const limits = { what: 'a line', maxBytes: 1_000_000, maxDepth } as const
