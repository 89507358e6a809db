// What the fuzz found, each with its smallest input. Those that need a large one are in limits.test.ts.

import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../core/formats/canonical.ts'
import { parseJson } from '../../core/formats/json.ts'
import { encodePlan, type Plan, parsePlanJson } from '../../core/formats/plan.ts'
import { parseRoot } from '../../core/tuf/parse.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { bytesOf, codeOf, examplePlan, problemsOf } from '../plan/example.ts'

const plan = examplePlan()
const [repository] = plan.repositories
if (repository === undefined) throw new Error('the example has a repository')

const rulesOf = (change: Partial<Plan>): readonly string[] =>
  problemsOf(() => parsePlanJson(encodePlan({ ...plan, ...change }), 'plan', scriptRoles)).map(
    ({ rule, path }) => `${rule} ${path}`,
  )
/** Repositories that differ in more than their name, so that each is a step of its own. */
const named = (...names: readonly string[]): Partial<Plan> => ({
  repositories: names.map((name, index) => ({ ...repository, name, expires: `2027-1${index}-20T00:00:00Z` })),
})

describe('a plan that was taken, and whose day could not be begun', () => {
  test('two repositories that the ids of steps call by one name', () => {
    expect(rulesOf(named('a/b', 'a.b'))).toEqual(['PLAN-UNIQUE-ID repositories[1].name'])
    expect(rulesOf(named('a/b', 'a-b'))).toEqual([])
  })

  test('a repository that is called as steps call a group', () => {
    expect(rulesOf(named('1-2'))).toEqual(['PLAN-NAME-SAFE repositories[0].name'])
    expect(rulesOf(named('1-2a'))).toEqual([])
  })
})

describe('a plan that was taken, and whose bag could not be written when all keys were made', () => {
  test.each([
    ['a part that Windows keeps for a device', 'acme/con'],
    ['the same with an ending', 'acme/nul.x'],
    ['more folders than a bag has', 'a/b/c/d/e/f'],
    ['a path longer than a bag has', `${'x'.repeat(60)}/${'y'.repeat(60)}/${'z'.repeat(60)}`],
    ['a folder that is the file of another', 'acme/1.root.json'],
  ])('a repository with %s', (_what, name) => {
    expect(rulesOf(named(name))).toEqual(['PLAN-NAME-SAFE repositories[0].name'])
  })

  test('a repository whose name fills what a bag has is taken', () => {
    expect(rulesOf(named('a/b/c/d/e'))).toEqual([])
  })

  test('a key whose id is a device of Windows', () => {
    const keys = plan.keys.map((key) => (key.id === 'witness-a' ? { ...key, id: 'con' } : key))
    expect(rulesOf({ keys, seal: { ...plan.seal, keys: ['con'] } })).toEqual(['PLAN-NAME-SAFE keys[4].id'])
  })

  test.each([
    ['a blank before it', ' Acme'],
    ['a blank behind it', 'Acme '],
    ['a character that Unicode has not assigned', 'A\u0378cme'],
  ])('an organisation with %s', (_what, organisation) => {
    expect(rulesOf({ organisation })).toEqual(['PLAN-TEXT organisation'])
  })
})

describe('a letter under more than 30 marks', () => {
  const letter = (marks: number): string => `x${'\u0301'.repeat(marks)}`

  test('is refused in a plan, without asking for its form', () => {
    expect(rulesOf({ organisation: letter(31) })).toEqual(['PLAN-TEXT organisation'])
    expect(rulesOf({ organisation: letter(30) })).toEqual([])
  })

  test('is refused in a root file', () => {
    const root = (text: string): string => codeOf(() => parseRoot(bytesOf(JSON.stringify({ a: text })), 'root'))
    expect(root(letter(31))).toBe('tuf/form')
    expect(root(letter(30))).toBe('json/shape')
  })
})

describe('JSON text that is put together by the engine', () => {
  const read = (text: string) => parseJson(bytesOf(text), { what: 'x', maxBytes: 1000, maxDepth: 4 })

  test('has every escape read as before', () => {
    expect(read(String.raw`"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00é"`)).toBe('"\\/\b\f\n\r\tA\ud83d\ude00é')
    expect(read(String.raw`"a\u0000"`)).toBe('a\0')
    expect(canonicalJson(read('{"\\u0061":"b"}'))).toBe('{"a":"b"}')
  })

  test.each([
    '"\\x"',
    '"\\u12"',
    '"\\u12g4"',
    '"\\"',
    '"\\ud800"',
    '"\n"',
    '"\\u0061',
    '{"a":1,"\\u0061":2}',
    '{"__pro\\u0074o__":1}',
  ])('is refused as before: %s', (text) => {
    expect(codeOf(() => read(text))).toBe('json/syntax')
  })

  test('names the line and the column as before', () => {
    const placeOf = (text: string): unknown => {
      try {
        return read(text)
      } catch (error) {
        const { line, column } = (error as { detail: { line: number; column: number } }).detail // of json/syntax
        return `${line}:${column}`
      }
    }
    expect(['x', '\nx', '\n\n x', '[1,\n2', '"a', '{"a":1}\n\n1'].map(placeOf)).toEqual([
      '1:1',
      '2:1',
      '3:2',
      '2:2',
      '1:3',
      '3:1',
    ])
  })
})
