import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAnswers } from '../../core/formats/answers.ts'
import { parsePlan, parsePlanJson } from '../../core/formats/plan.ts'
import { parseSite } from '../../core/formats/site.ts'
import { readYaml } from '../../core/formats/yaml.ts'
import { bytesOf, codeOf, exampleYaml } from './example.ts'

const problems = (text: string) =>
  readYaml(bytesOf(text), 'the file').problems.map(
    ({ line, column, rule, path }) => `${line}:${column} ${rule} ${path}`,
  )

describe('refuses YAML that two readers may read differently', () => {
  test.each([
    ['an anchor and an alias', 'a: &x 1\nb: *x', ['1:7 YAML-STRICT a', '2:4 YAML-STRICT b']],
    ['a merge key', 'a: 1\n<<: {b: 2}', ['2:1 YAML-STRICT ']],
    ['a tag', 'a: !!str 1', ['1:10 YAML-STRICT a']],
    ['a tag of its own', 'a: !secret\n  b: 1', ['2:3 YAML-STRICT a']],
    ['a second document', 'a: 1\n---\nb: 2\n', ['2:1 YAML-STRICT ']],
    ['a directive', '%YAML 1.1\n---\na: 1', ['1:1 YAML-STRICT ']],
    ['a name that stands twice', 'a: 1\nb:\n  c: 1\n  c: 2', ['4:3 YAML-STRICT b.c']],
    ['a name that is a list', '? [a]\n: 1', ['1:3 YAML-STRICT ']],
    ['the name __proto__', 'a: {__proto__: 1}', ['1:5 YAML-STRICT a']],
    ['a field without a value', 'a:\nb: 1', ['1:3 YAML-STRICT a']],
    ['an item without a value', 'a:\n  - 1\n  -\n', ['3:4 YAML-STRICT a[1]']],
    ['a number with a point', 'a: 1.20', ['1:4 YAML-STRICT a']],
    ['an exponent', 'a: 7e10', ['1:4 YAML-STRICT a']],
    ['a hex number', 'a: 0x1f', ['1:4 YAML-STRICT a']],
    ['a leading zero', 'a: 007', ['1:4 YAML-STRICT a']],
    ['a number too large to hold', 'a: 12345678901234567890', ['1:4 YAML-STRICT a']],
    ['a tilde', 'a: ~', ['1:4 YAML-STRICT a']],
    ['True', 'a: True', ['1:4 YAML-STRICT a']],
    ['a tab as indentation', 'a:\n\tb: 1', ['2:1 YAML-SYNTAX ']],
    ['an open bracket', 'a: 1\nb: [1, 2', ['2:9 YAML-SYNTAX ']],
    ['an empty document', '# nothing\n', ['1:1 YAML-SYNTAX ']],
    ['a right-to-left override, even in a comment', 'a: 1 # \u202efdp', ['1:8 YAML-TEXT ']],
    ['a zero-width space', 'a: x\u200by', ['1:5 YAML-TEXT ']],
    ['a no-break space', 'a:\u00a0x', ['1:3 YAML-TEXT ']],
    ['a carriage return alone', 'a: 1 # x\ry', ['1:9 YAML-TEXT ']],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected)
  })

  test('collects every problem, not the first only', () => {
    expect(problems('a: &x 1\nb: ~\nc: !t d\nb: 2\n')).toEqual([
      '1:7 YAML-STRICT a',
      '2:4 YAML-STRICT b',
      '3:7 YAML-STRICT c',
      '4:1 YAML-STRICT b',
    ])
  })

  test('bytes that are no UTF-8, or begin with a byte order mark', () => {
    expect(codeOf(() => readYaml(Uint8Array.of(0x61, 0xff), 'x'))).toBe('json/encoding')
    expect(codeOf(() => readYaml(bytesOf('\ufeffa: 1'), 'x'))).toBe('json/encoding')
  })
})

describe('refuses what would exhaust the reader', () => {
  test('5 MB by its size, before it is read', () => {
    expect(codeOf(() => parsePlan(new Uint8Array(5_000_000), 'x'))).toBe('input/too-large')
  })

  test.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow maps', '{a: '.repeat(100_000)],
    ['block lists', '- '.repeat(100_000)],
    ['block maps', Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
    ['explicit keys', '? '.repeat(100_000)],
  ])('%s nested without end', (_, text) => {
    expect(codeOf(() => parsePlan(bytesOf(text), 'x'))).toBe('json/depth')
  })

  test('reads 16 levels and no more', () => {
    const nested = (depth: number) => bytesOf(`${'['.repeat(depth)}1${']'.repeat(depth)}`)
    expect(codeOf(() => readYaml(nested(16), 'x'))).toBe('none')
    expect(codeOf(() => readYaml(nested(17), 'x'))).toBe('json/depth')
  })

  test('a billion laughs: aliases are refused, never expanded', () => {
    const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
    for (let at = 1; at < 10; at++)
      lines.push(
        `a${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      )
    expect(problems(lines.join('\n'))).toHaveLength(10 + 9 * 9)
  })

  test('lists at most 200 problems', () => {
    expect(problems('- ~\n'.repeat(5000))).toHaveLength(200)
  })
})

describe('reads the plain subset', () => {
  const read = (text: string) => {
    const { root, problems: found } = readYaml(bytesOf(text), 'x')
    expect(found).toEqual([])
    return root?.kind === 'map'
      ? [...root.entries.values()].map(({ node }) => node.kind === 'scalar' && node.value)
      : root
  }

  test('yes, no, dates and hex serials stay text; true, null and whole numbers are what they are', () => {
    expect(read('a: yes\nb: off\nc: 2026-11-24\nd: 7d1c40be\ne: true\nf: null\ng: -12\nh: "1.2"\ni: "null"')).toEqual([
      ...['yes', 'off', '2026-11-24', '7d1c40be', true, null, -12, '1.2', 'null'],
    ])
  })

  test('counts lines the same with CR LF', () => {
    expect(problems('a: 1\r\nb: ~\r\n')).toEqual(['2:4 YAML-STRICT b'])
    expect(read('a: |\r\n  x\r\n  y\r\n')).toEqual(['x\ny\n'])
  })
})

describe('never fails in any other way than with a code of ours', () => {
  const readers = [parsePlan, parsePlanJson, parseSite, parseAnswers]
  const survives = (bytes: Uint8Array) => {
    for (const read of readers) {
      expect(['none', 'plan/invalid', 'json/encoding', 'json/syntax', 'json/depth', 'json/shape']).toContain(
        codeOf(() => read(bytes, 'x')),
      )
    }
  }

  test('over any bytes and any text', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), { numRuns: 100 })
    const yamlish = fc.string({ unit: fc.constantFrom(...'a1: -[]{},"\'|>&*!%#?\n\t~<=\\\u202e'), maxLength: 80 })
    fc.assert(
      fc.property(yamlish, (text) => survives(bytesOf(text))),
      { numRuns: 300 },
    )
  })

  test('over the example with a piece cut out or put in', () => {
    const piece = fc.constantFrom('', 'null', '[]', '{}', '- ', ': ', '"', '\n', '&a ', '*a', '\u200b', '99', 'x: y\n')
    const cut = fc.record({ at: fc.nat(exampleYaml.length), length: fc.nat(60), piece })
    fc.assert(
      fc.property(cut, (c) =>
        survives(bytesOf(exampleYaml.slice(0, c.at) + c.piece + exampleYaml.slice(c.at + c.length))),
      ),
      { numRuns: 100 },
    )
  })
})
