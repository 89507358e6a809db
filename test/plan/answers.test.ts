import { describe, expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import { answerFor, parseAnswers } from '../../core/formats/answers.ts'
import { bytesOf, problemsOf } from './example.ts'

const answers = (...lines: string[]) =>
  ['format: anchorite/answers/v1', 'answers:', ...lines.map((line) => `  - ${line}`), ''].join('\n')
const problems = (text: string) => problemsOf(() => parseAnswers(bytesOf(text), 'the answers'))
const parse = (text: string) => parseAnswers(bytesOf(text), 'the answers')

describe('ANSWERS-NO-SECRET: refuses a field that would hold a secret, and never repeats it', () => {
  test.each([
    ...[
      'pin',
      'PIN',
      'userPin',
      'user-pin',
      'soPin',
      'sopin',
      'newUserPin',
      'factorySoPin',
      'puk',
      'code',
      'privateCode',
    ],
    ...['initials-code', 'password', 'rootPassword', 'passphrase', 'secret', 'clientSecret', 'share', 'seed'],
  ])('%s', (field) => {
    for (const value of ['"482913"', '482913', '0482913', '[482913]', '{a: 482913}']) {
      const text = answers(`{ step: open/roll-call, values: { bag: AC0041, ${field}: ${value} } }`)
      const found = problems(text)
      const rules = found.map(({ rule }) => rule)
      expect(rules).toContain('ANSWERS-NO-SECRET')
      expect(found.every(({ line }) => line === 3)).toBe(true)
      try {
        parse(text)
      } catch (error) {
        expect(error instanceof CeremonyError && error.message + JSON.stringify(error.detail)).not.toContain('482913')
      }
    }
  })

  test('a private key as a value', () => {
    const text = answers('{ step: a/b, values: { note: "-----BEGIN EC PRIVATE KEY-----" } }')
    expect(problems(text)).toMatchObject([
      { rule: 'ANSWERS-NO-SECRET', path: 'answers[0].values.note', line: 3, column: 34 },
    ])
  })

  test.each(['opinion', 'spinner', 'shipping', 'codex', 'initials', 'bag', 'roomClock'])('but not %s', (field) => {
    expect(problems(answers(`{ step: a/b, values: { ${field}: x } }`))).toEqual([])
  })
})

describe('refuses answers', () => {
  test.each([
    ['a star in the middle', '{ step: "a/*/b" }', 'ANSWERS-SHAPE answers[0].step', 13],
    ['a step that climbs by an empty part', '{ step: a//b }', 'ANSWERS-SHAPE answers[0].step', 13],
    ['an answer that is neither yes nor no', '{ step: a, answer: maybe }', 'ANSWERS-SHAPE answers[0].answer', 24],
    ['an answer read as true by YAML', '{ step: a, answer: true }', 'ANSWERS-SHAPE answers[0].answer', 24],
    ['an unknown field', '{ step: a, pin: x }', 'ANSWERS-SHAPE answers[0].pin', 16],
    ['a number that is not quoted', '{ step: a, values: { seen: 12 } }', 'ANSWERS-SHAPE answers[0].values.seen', 32],
    ['an unseen character', '{ step: a, note: "x\\u202e" }', 'ANSWERS-TEXT answers[0].note', 22],
  ])('%s', (_, line, expected, column) => {
    expect(problems(answers(line)).map((found) => `${found.rule} ${found.path} ${found.line}:${found.column}`)).toEqual(
      [`${expected} 3:${column}`],
    )
  })

  test('ANSWERS-UNIQUE: two answers for one step', () => {
    const text = answers('{ step: a/b, answer: yes }', '{ step: a/b, answer: no }')
    expect(problems(text)).toMatchObject([{ rule: 'ANSWERS-UNIQUE', path: 'answers[1].step', line: 4, column: 13 }])
  })
})

describe('answerFor', () => {
  const prepared = parse(
    answers(
      '{ step: "*", answer: yes }',
      '{ step: "tokens/*", by: amina }',
      '{ step: "tokens/bag/*", note: bag }',
      '{ step: tokens/bag/root-a, note: exact, values: { bag: AC0041 } }',
    ),
  )

  test.each([
    ['tokens/bag/root-a', { note: 'exact' }],
    ['tokens/bag/root-b', { note: 'bag' }],
    ['tokens/identify/root-a', { by: 'amina' }],
    ['open/clock', { answer: 'yes' }],
    ['tokens', { answer: 'yes' }],
  ])('%s: the exact step wins, then the longest beginning', (step, expected) => {
    expect(answerFor(prepared, step)).toMatchObject(expected)
  })

  test('nothing fits: undefined', () => {
    expect(answerFor(parse(answers('{ step: a/b }', '{ step: "c/*" }')), 'a/bc')).toBeUndefined()
  })
})
