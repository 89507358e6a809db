import { describe, expect, test } from 'vitest'
import { parsePlan, readPlan } from '../../core/formats/plan.ts'
import { checkPlan, defaultScriptRoles, planRules } from '../../core/plan/rules.ts'
import { broken, type Change, ed25519, exception, p384Root, roles } from './broken.ts'
import { bytesOf, edited, examplePlan, exampleYaml, placeOf, planProblems } from './example.ts'

describe('each rule refuses alone, at its place', () => {
  test.each(broken)('%s: %s', (rule, _, changes, path, needle) => {
    const text = edited(...changes)
    const found = planProblems(text)
    expect(found.map((problem) => `${problem.rule} ${problem.path}`)).toEqual([`${rule} ${path}`])
    const { line, column } = found[0] ?? {}
    expect({ line, column }).toEqual(placeOf(text, needle))
  })

  test('every rule that refuses is broken by a case above', () => {
    const tried = new Set(broken.map(([rule]) => rule))
    // PLAN-UNUSED only warns; PLAN-FIRST-ROOT asks the script (first-root.test.ts); the backup has backup-rules.test.ts, a recovery
    // recovery-rules.test.ts.
    const others = ['PLAN-UNUSED', 'PLAN-FIRST-ROOT', 'PLAN-REPOSITORIES', 'PLAN-RECOVERY']
    const refusing = planRules
      .map(({ id }) => id)
      .filter((id) => !others.includes(id) && !/^(?:BACKUP|RECOVERY)-/.test(id))
    expect([...refusing, 'PLAN-TEXT'].filter((id) => !tried.has(id))).toEqual([])
  })

  test('PLAN-THRESHOLD says the numbers', () => {
    const [found] = planProblems(edited(['threshold: 2', 'threshold: 5']))
    expect(found).toMatchObject({ problem: 'the threshold is 5, but there are 3 keys' })
    expect(found?.fix).toContain('from 1 to 3')
  })

  test('PLAN-PUBLIC-KEY never repeats a private key in its message', () => {
    const found = planProblems(edited(['BEGIN PUBLIC KEY', 'BEGIN PRIVATE KEY'], ['END PUBLIC KEY', 'END PRIVATE KEY']))
    expect(JSON.stringify(found)).not.toContain(ed25519.slice(20, 40))
  })
})

describe('role separation follows the script', () => {
  const two = edited(roles('safeController', 'safeController, cameraOperator'))

  test('PLAN-ROLE-SEPARATION by default lets the camera and the safe go together', () => {
    expect(planProblems(two)).toEqual([])
  })

  test('PLAN-ROLE-SEPARATION refuses what a stricter script keeps apart', () => {
    const script = { apart: [['cameraOperator', 'safeController']], headCounts: {} } as const
    expect(checkPlan(parsePlan(bytesOf(two), 'x'), script).errors.map(({ rule }) => rule)).toEqual([
      'PLAN-ROLE-SEPARATION',
    ])
    expect(() => parsePlan(bytesOf(two), 'x', () => script)).toThrow(/PLAN-ROLE-SEPARATION/)
  })

  test('PLAN-HEADCOUNT takes the counts of the script', () => {
    const script = { apart: [], headCounts: { cryptoOfficer: 3, externalWitness: 2, cameraOperator: 1 } }
    expect(checkPlan(examplePlan(), script).errors).toMatchObject([
      { rule: 'PLAN-HEADCOUNT', problem: 'the script needs 2 with the role externalWitness; the plan names 1' },
    ])
  })

  test('the default keeps every pair apart that touches a key, vouches for it, or opens the safe', () => {
    for (const [one, other] of defaultScriptRoles.apart) {
      const person = `roles: [${one}, ${other}]`
      const text = exampleYaml.replace('roles: [cameraOperator]', person)
      expect(planProblems(text).map(({ rule }) => rule)).toEqual(['PLAN-ROLE-SEPARATION'])
    }
  })
})

describe('warns, and refuses nothing', () => {
  const warnings = (...changes: readonly Change[]) =>
    readPlan(bytesOf(edited(...changes)), 'x').warnings.map(({ rule, path }) => `${rule} ${path}`)

  test('the example has nothing to warn of', () => {
    expect(warnings()).toEqual([])
  })

  test.each<readonly [string, readonly Change[], readonly string[]]>([
    [
      'PLAN-THRESHOLD: one root key alone can sign',
      [['threshold: 2', 'threshold: 1']],
      ['PLAN-THRESHOLD repositories[0].roles.root.threshold'],
    ],
    [
      'PLAN-THRESHOLD: all root keys are needed',
      [['threshold: 2', 'threshold: 3']],
      ['PLAN-THRESHOLD repositories[0].roles.root.threshold'],
    ],
    [
      'PLAN-UNUSED: a key in no role, then its token still holds it',
      [['root-b, root-c]', 'root-b]']],
      ['PLAN-UNUSED keys[2].id', 'PLAN-THRESHOLD repositories[0].roles.root.threshold'],
    ],
    [
      'PLAN-UNUSED: a token without a key',
      [
        [
          '  - { id: targets-a, algorithm: ecdsa-p256, token: targets }',
          '  - { id: targets-a, algorithm: ecdsa-p256, token: root-a }',
        ],
      ],
      ['PLAN-UNUSED tokens[3].id'],
    ],
    [
      'PLAN-SERIAL-UNIQUE: one serial in two modules may be one token that two libraries reach',
      [['serial: 7d1c40be92a35f05,\n      module: main', 'serial: 7D1C40BE92A35F01,\n      module: other']],
      ['PLAN-SERIAL-UNIQUE tokens[4].serial'],
    ],
    ['PLAN-UNUSED: a site that keeps nothing', [['site: torino', 'site: lyon']], ['PLAN-UNUSED sites[2].id']],
    ['PLAN-EXCEPTION: nothing needs it', [exception('TUF-ALGORITHM', 'root-a')], ['PLAN-EXCEPTION exceptions[1]']],
    [
      'PLAN-EXCEPTION: approved by somebody else',
      [['approvedBy: Ines Okafor', 'approvedBy: Max Muster']],
      ['PLAN-EXCEPTION exceptions[0].approvedBy'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(warnings(...changes)).toEqual(expected)
  })

  test('PLAN-ALGORITHM: P-384 passes with its exception', () => {
    expect(warnings(p384Root, exception('TUF-ALGORITHM', 'root-a'))).toEqual([])
  })

  test('the station and software tokens may be waived by name', () => {
    expect(warnings(exception('STATION-SWAP', 'station'), exception('TOKEN-SOFTWARE', 'root-a'))).toEqual([])
  })
})
