import { describe, expect, test } from 'vitest'
import { CeremonyError, wordsOf } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { bytesOf, edited, placeOf, planProblems } from './example.ts'

/** One change, and the one problem it makes: where it stands, its path, what is said and what to do. */
const shapes: readonly (readonly [string, string, string, string, string, string, string])[] = [
  [
    'an unknown field, with the nearest name',
    'place: Room',
    'palce: Room',
    'palce',
    'schedule.palce',
    '"palce" is not known',
    'Did you mean "place"?',
  ],
  [
    'a missing field',
    'organisation: Acme Corporation\n',
    '',
    'format',
    'organisation',
    '"organisation" is missing',
    'Add "organisation: ..."',
  ],
  [
    'a number where text belongs',
    'name: Emi Tanaka',
    'name: 12',
    '12, roles',
    'people[4].name',
    'is the number 12',
    'Put it in quotes: "12"',
  ],
  ['text where a number belongs', 'version: 3', 'version: "3"', '"3"', 'version', 'is the text "3"', 'without quotes'],
  [
    'text where true or false belongs',
    'consistentSnapshot: true',
    'consistentSnapshot: yes',
    'yes\n',
    'repositories[0].consistentSnapshot',
    'is the text "yes"',
    'Write true or false',
  ],
  ['a list where a group belongs', 'seal: {', 'seal: [a] # {', '[a]', 'seal', 'is a list', '"name: value"'],
  [
    'a group where a list belongs',
    'roles: [safeController]',
    'roles: {a: 1}',
    '{a: 1}',
    'people[6].roles',
    'is a group of fields',
    'one item a line',
  ],
  [
    'an unknown role, with the nearest',
    '[safeController]',
    '[safeControler]',
    'safeControler',
    'people[6].roles[0]',
    '"safeControler"',
    'Did you mean "safeController"?',
  ],
  [
    'an unknown algorithm',
    'algorithm: ed25519',
    'algorithm: ed448',
    'ed448',
    'keys[5].algorithm',
    '"ed448"',
    'Known here: ecdsa-p256',
  ],
  [
    'a format of another version',
    'plan/v1',
    'plan/v9',
    'anchorite/plan/v9',
    'format',
    '"anchorite/plan/v9"',
    'anchorite/plan/v1',
  ],
  [
    'a threshold of 0',
    '[targets-a], threshold: 1',
    '[targets-a], threshold: 0',
    '0 }\n      snapshot',
    'repositories[0].roles.targets.threshold',
    'is the number 0',
    '1 to 100',
  ],
  [
    'a threshold below 0',
    '[targets-a], threshold: 1',
    '[targets-a], threshold: -1',
    '-1 }',
    'repositories[0].roles.targets.threshold',
    'is the number -1',
    '1 to 100',
  ],
  [
    'a version of 0',
    '    version: 1',
    '    version: 0',
    '0\n    expires',
    'repositories[0].version',
    'is the number 0',
    'from 1',
  ],
  [
    'a role without keys',
    'keys: [targets-a]',
    'keys: []',
    '[]',
    'repositories[0].roles.targets.keys',
    'has 0 items',
    'Add',
  ],
  ['an id with capitals', 'id: farid', 'id: Farid', 'Farid, name', 'people[5].id', '"Farid"', 'lower-case'],
  ['an empty text', 'name: Emi Tanaka', 'name: ""', '"", roles', 'people[4].name', 'is empty', '1 to 200'],
  [
    'a text without end',
    'name: Emi Tanaka',
    `name: ${'x'.repeat(201)}`,
    'xxx',
    'people[4].name',
    'is 201 characters',
    '1 to 200',
  ],
  [
    'a day that does not exist',
    'date: 2026-11-24',
    'date: 2026-02-30',
    '2026-02-30',
    'schedule.date',
    'not a day of the calendar',
    'that exists',
  ],
  [
    'a serial of 17 characters',
    '7d1c40be92a35f05',
    '7d1c40be92a35f055',
    '7d1c40be92a35f055',
    'tokens[4].serial',
    'is 17 characters',
    '1 to 16',
  ],
  [
    'a digest in capitals',
    'buildsOn: null',
    `buildsOn: { version: 1, sha256: ${'A'.repeat(64)} }`,
    'AAAA',
    'repositories[0].buildsOn.sha256',
    'lower-case hex',
    '64',
  ],
  [
    'a key with both a token and a public key',
    '    heldBy: Acme',
    '    token: root-a\n    heldBy: Acme',
    'publicKey:',
    'keys[5].publicKey',
    'both',
    'Keep "token"',
  ],
  [
    'a PIN in the plan',
    'label: acme-witness,',
    'label: acme-witness, pin: "1234",',
    'pin:',
    'tokens[4].pin',
    '"pin" is not known',
    'Known here',
  ],
]

describe('PLAN-SHAPE: refuses, with line and column and what to do', () => {
  test.each(shapes)('%s', (_, from, to, needle, path, problem, fix) => {
    const text = edited([from, to])
    const found = planProblems(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ rule: 'PLAN-SHAPE', path, ...placeOf(text, needle) })
    expect(found[0]?.problem).toContain(problem)
    expect(found[0]?.fix).toContain(fix)
  })

  test('everything at once: YAML, shape and references in one list, in the order of the file', () => {
    const text = edited(
      ['version: 3', 'version: three'],
      ['id: bruno, name', 'id: bruno, age: "5", name'],
      ['securityOfficer: greta', 'securityOfficer: grta'],
      ['expires: 2027-11-20T00:00:00Z', 'expires: 2027-11-20'],
      ['previous: null', 'previous: ~'],
    )
    expect(planProblems(text).map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'PLAN-SHAPE version',
      'PLAN-SHAPE people[1].age',
      'PLAN-REFERENCE tokens[4].securityOfficer',
      'PLAN-EXPIRES repositories[0].expires',
      'YAML-STRICT previous',
    ])
  })

  test('a rule is left out where a section it reads has no shape, and the others still speak', () => {
    const text = edited(
      ['holder: emi', 'holdr: emi'],
      ['threshold: 2', 'threshold: 9'],
      ['    version: 1', '    version: 2'],
      ['keys: [targets-a]', 'keys: [targets-b]'],
      ['id: hugo', 'id: greta'],
    )
    expect(planProblems(text).map(({ rule }) => rule)).toEqual([
      ...['PLAN-UNIQUE-ID', 'PLAN-SHAPE', 'PLAN-VERSION', 'PLAN-THRESHOLD', 'PLAN-REFERENCE'],
    ])
  })

  test('the words say how many and where the first is, and that nothing was started; the detail has them all', () => {
    try {
      parsePlan(bytesOf(edited(['version: 3', 'version: "3"'], ['previous: null', 'previous: 1'])), 'acme.plan.yaml')
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof CeremonyError)) throw error
      const words = wordsOf(error)
      expect(words.happened).toMatch(
        /^acme\.plan\.yaml has 2 problems, the first at line 5, column 10, version: .* \[PLAN-SHAPE\]$/,
      )
      expect(error.detail).toMatchObject({ problems: [{ path: 'version' }, { path: 'previous' }] })
      expect(words.safe).toContain('Nothing was started')
    }
  })

  test('a file of another kind is said to be that, once; a misspelt format of a plan stands with the rest', () => {
    for (const kind of ['site', 'answers']) {
      const other = edited(['format: anchorite/plan/v1', `format: anchorite/${kind}/v1\nmodules: {}`])
      expect(planProblems(other)).toMatchObject([{ rule: 'PLAN-SHAPE', path: 'format' }])
      expect(planProblems(other)[0]?.problem).toContain('this file is no plan')
    }
    for (const own of ['anchorite/plan/v2', 'anchorite/paln/v1', 'acme/site/v1']) {
      const text = edited(['format: anchorite/plan/v1', `format: ${own}\nmodules: {}`])
      expect(planProblems(text).map(({ path }) => path)).toEqual(['format', 'modules'])
    }
  })

  test('a field with a hostile name is spelled out, never printed raw', () => {
    const [found] = planProblems(edited(['purpose:', '"x\\u202ey": z\npurpose:']))
    expect(found?.path).toBe('"x\\u{202e}y"')
    expect(found?.problem).not.toContain('\u202e')
  })
})
