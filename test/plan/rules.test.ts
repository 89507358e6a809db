import { describe, expect, test } from 'vitest'
import { parsePlan, readPlan } from '../../core/formats/plan.ts'
import { checkPlan, defaultScriptRoles, planRules } from '../../core/plan/rules.ts'
import { bytesOf, edited, examplePlan, exampleYaml, placeOf, planProblems } from './example.ts'

type Change = readonly [from: string, to: string]
/** Rule, what is wrong, the changes that break it alone, the path, and what stands at the place that is reported. */
type Broken = readonly [rule: string, what: string, changes: readonly Change[], path: string, needle: string]

const ed25519 = 'MCowBQYDK2VwAyEA0u0BLIPQnsCjeCzN1zME7X07Zf16hCs2t19Gw/+myAg='
const smallOrder = 'MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
const p384Root: Change = ['id: root-a, algorithm: ecdsa-p256', 'id: root-a, algorithm: ecdsa-p384']
const exception = (rule: string, subject: string): Change => [
  'materials:',
  `  - { rule: ${rule}, subject: ${subject}, reason: Tried, approvedBy: Ines Okafor }\nmaterials:`,
]
const secondKey = (id: string): Change => [
  '\nrepositories:',
  `  - id: ${id}\n    algorithm: ed25519\n    heldBy: Other\n    publicKey: |\n      -----BEGIN PUBLIC KEY-----\n      ${ed25519}\n      -----END PUBLIC KEY-----\n\nrepositories:`,
]
const broughtRoot = (count: 1 | 2): Change[] => [
  [
    '  - { id: root-a, algorithm: ecdsa-p256, token: root-a }',
    '  - { id: spare-a, algorithm: ecdsa-p256, token: root-a }',
  ],
  ['keys: [root-a, root-b, root-c], threshold: 2', `keys: [other, root-b, root-c], threshold: ${count === 1 ? 3 : 2}`],
]
const otherKey: Change = [
  '\nrepositories:',
  `  - id: other\n    algorithm: ed25519\n    heldBy: Other\n    publicKey: |\n      -----BEGIN PUBLIC KEY-----\n      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n      -----END PUBLIC KEY-----\n\nrepositories:`,
]
const roles = (from: string, to: string): Change => [`roles: [${from}]`, `roles: [${to}]`]

const broken: readonly Broken[] = [
  ['PLAN-UNIQUE-ID', 'two people of one id', [['id: hugo', 'id: farid']], 'people[7].id', 'farid, name: Hugo'],
  [
    'PLAN-UNIQUE-ID',
    'one person listed twice under two ids',
    [['name: Hugo Weiss', 'name: farid haddad']],
    'people[7].name',
    'farid haddad',
  ],
  [
    'PLAN-UNIQUE-ID',
    'two sites of one id',
    [['name: "Vault in Geneva" }', 'name: "Vault in Geneva" }\n  - { id: geneva, name: Other }']],
    'sites[1].id',
    'geneva, name: Other',
  ],
  [
    'PLAN-UNIQUE-ID',
    'two keys of one id',
    [
      ['id: targets-a', 'id: witness-a'],
      ['keys: [targets-a]', 'keys: [root-a]'],
      exception('TUF-ROLE-KEYS-DISJOINT', 'root-a'),
      ['seal: { keys: [witness-a]', 'seal: { keys: [seal-a]'],
      ['\nrepositories', '  - { id: seal-a, algorithm: ecdsa-p256, token: witness }\n\nrepositories'],
    ],
    'keys[4].id',
    'witness-a, algorithm: ecdsa-p256, token: witness',
  ],
  [
    'PLAN-SERIAL-UNIQUE',
    'two tokens of one serial',
    [['7d1c40be92a35f05', '7D1C40BE92A35F01']],
    'tokens[4].serial',
    '7D1C',
  ],
  [
    'PLAN-SERIAL-UNIQUE',
    'two tokens of one label',
    [['acme-witness', 'acme-root-a']],
    'tokens[4].label',
    'acme-root-a,\n      holder: emi',
  ],
  ['PLAN-REFERENCE', 'a holder who is not a person', [['holder: emi', 'holder: emy']], 'tokens[4].holder', 'emy'],
  ['PLAN-REFERENCE', 'a site that is not there', [['site: torino', 'site: turin']], 'tokens[2].site', 'turin'],
  ['PLAN-REFERENCE', 'a token that is not there', [['token: witness }', 'token: winess }']], 'keys[4].token', 'winess'],
  [
    'PLAN-REFERENCE',
    'a role key that is not there',
    [['keys: [targets-a]', 'keys: [targets-b]']],
    'repositories[0].roles.targets.keys[0]',
    'targets-b',
  ],
  [
    'PLAN-REFERENCE',
    'a seal key that is not there',
    [['seal: { keys: [witness-a]', 'seal: { keys: [witnes-a]']],
    'seal.keys[0]',
    'witnes-a',
  ],
  [
    'PLAN-THRESHOLD',
    'a threshold above the number of keys',
    [['[targets-a], threshold: 1', '[targets-a], threshold: 2']],
    'repositories[0].roles.targets.threshold',
    '2 }\n      snapshot',
  ],
  [
    'PLAN-THRESHOLD',
    'a key that is named twice to reach it',
    [['[targets-a], threshold: 1', '[targets-a, targets-a], threshold: 1']],
    'repositories[0].roles.targets.keys[1]',
    'targets-a], threshold',
  ],
  [
    'PLAN-THRESHOLD',
    'a seal that nobody can complete',
    [['seal: { keys: [witness-a], threshold: 1', 'seal: { keys: [witness-a], threshold: 2']],
    'seal.threshold',
    '2 }\nbackup',
  ],
  [
    'PLAN-THRESHOLD',
    'a root that cannot be signed here',
    [...broughtRoot(1), otherKey],
    'repositories[0].roles.root.threshold',
    '3 }\n      targets',
  ],
  [
    'PLAN-PIN-SEPARATION',
    'one person with both PINs of a token',
    [['securityOfficer: greta', 'securityOfficer: emi']],
    'tokens[4].securityOfficer',
    'emi,\n      initialise',
  ],
  [
    'PLAN-ROLE-SEPARATION',
    'an administrator who is a witness',
    [roles('externalWitness', 'externalWitness, administrator')],
    'people[5].roles',
    '[externalWitness, admin',
  ],
  [
    'PLAN-ROLE-SEPARATION',
    'one role twice',
    [roles('cameraOperator', 'cameraOperator, cameraOperator')],
    'people[7].roles',
    '[cameraOperator, camera',
  ],
  ['PLAN-HEADCOUNT', 'no administrator', [roles('administrator', 'externalWitness')], 'people', 'people:'],
  [
    'PLAN-HOLDER-ROLE',
    'a root key held by a safe controller',
    [['holder: david', 'holder: greta']],
    'tokens[2].holder',
    'greta,\n      securityOfficer: bruno',
  ],
  [
    'PLAN-SEAL-NOT-ROOT',
    'a seal by a root key',
    [['seal: { keys: [witness-a]', 'seal: { keys: [root-a]']],
    'seal.keys[0]',
    'root-a], threshold: 1',
  ],
  [
    'PLAN-SEAL-NOT-ROOT',
    'a seal by a targets key',
    [['seal: { keys: [witness-a]', 'seal: { keys: [targets-a]']],
    'seal.keys[0]',
    'targets-a], threshold: 1 }\nbackup',
  ],
  [
    'PLAN-SEAL-NOT-ROOT',
    'a seal key on the token of a root key',
    [['token: witness }', 'token: root-a }']],
    'seal.keys[0]',
    'witness-a], threshold',
  ],
  [
    'PLAN-SEAL-NOT-ROOT',
    'a seal key that is not here',
    [otherKey, ['seal: { keys: [witness-a]', 'seal: { keys: [other]']],
    'seal.keys[0]',
    'other], threshold',
  ],
  [
    'PLAN-EXPIRES',
    'another form',
    [['2027-11-20T00:00:00Z', '2027-11-20T00:00:00.000Z']],
    'repositories[0].expires',
    '2027-11-20T00',
  ],
  [
    'PLAN-EXPIRES',
    'a local offset',
    [['2027-11-20T00:00:00Z', '2027-11-20T00:00:00+01:00']],
    'repositories[0].expires',
    '2027-11-20T00',
  ],
  [
    'PLAN-EXPIRES',
    '30 February',
    [['2027-11-20T00:00:00Z', '2027-02-30T00:00:00Z']],
    'repositories[0].expires',
    '2027-02-30',
  ],
  [
    'PLAN-EXPIRES',
    '24 o’clock',
    [['2027-11-20T00:00:00Z', '2027-11-20T24:00:00Z']],
    'repositories[0].expires',
    '2027-11-20T24',
  ],
  [
    'PLAN-EXPIRES',
    'the day of the ceremony',
    [['2027-11-20T00:00:00Z', '2026-11-24T23:59:59Z']],
    'repositories[0].expires',
    '2026-11-24T23',
  ],
  [
    'PLAN-EXPIRES',
    'the standby day',
    [['2027-11-20T00:00:00Z', '2026-11-25T23:59:59Z']],
    'repositories[0].expires',
    '2026-11-25T23',
  ],
  [
    'PLAN-SCHEDULE',
    'a standby day before the day',
    [['standby: 2026-11-25', 'standby: 2026-11-23']],
    'schedule.standby',
    '2026-11-23',
  ],
  [
    'PLAN-SCHEDULE',
    'a time zone that is none',
    [['Europe/Zurich', 'Europe/Zuerich']],
    'schedule.timeZone',
    'Europe/Zuerich',
  ],
  [
    'PLAN-VERSION',
    'a first root of version 2',
    [['    version: 1', '    version: 2']],
    'repositories[0].version',
    '2\n    expires',
  ],
  [
    'PLAN-VERSION',
    'a version that is not the next',
    [
      ['buildsOn: null', `buildsOn: { version: 4, sha256: ${'a'.repeat(64)} }`],
      ['    version: 1', '    version: 6'],
    ],
    'repositories[0].version',
    '6\n    expires',
  ],
  ['PLAN-ALGORITHM', 'a P-384 key without an exception', [p384Root], 'keys[0].algorithm', 'ecdsa-p384'],
  [
    'PLAN-ALGORITHM',
    'a P-384 key with an exception for another key',
    [p384Root, exception('TUF-ALGORITHM', 'root-b')],
    'keys[0].algorithm',
    'ecdsa-p384',
  ],
  [
    'PLAN-KEY-SHARED',
    'a key in two roles without an exception',
    [
      ['keys: [targets-a]', 'keys: [root-a]'],
      ['seal: { keys: [witness-a]', 'seal: { keys: [targets-a]'],
    ],
    'keys[0].id',
    'root-a, algorithm',
  ],
  [
    'PLAN-KEY-SHARED',
    'one public key under two ids',
    [secondKey('online-b'), ['timestamp: { keys: [online-a]', 'timestamp: { keys: [online-b]']],
    'keys[6].publicKey',
    '|\n      -----BEGIN PUBLIC KEY-----\n      MCowBQYDK2VwAyEA0u0BLIPQnsCjeCzN1zME7X07Zf16hCs2t19Gw/+myAg=\n      -----END PUBLIC KEY-----\n\nrepos',
  ],
  [
    'PLAN-PUBLIC-KEY',
    'a private key',
    [
      ['BEGIN PUBLIC KEY', 'BEGIN PRIVATE KEY'],
      ['END PUBLIC KEY', 'END PRIVATE KEY'],
    ],
    'keys[5].publicKey',
    '|\n      -----BEGIN PRIVATE',
  ],
  [
    'PLAN-PUBLIC-KEY',
    'a key of another algorithm',
    [['algorithm: ed25519', 'algorithm: ecdsa-p256']],
    'keys[5].publicKey',
    '|\n      -----BEGIN PUBLIC',
  ],
  [
    'PLAN-PUBLIC-KEY',
    'an Ed25519 key of small order',
    [[ed25519, smallOrder]],
    'keys[5].publicKey',
    '|\n      -----BEGIN PUBLIC',
  ],
  [
    'PLAN-PUBLIC-KEY',
    'two PEM blocks',
    [
      [
        '      -----END PUBLIC KEY-----\n',
        `      -----END PUBLIC KEY-----\n      -----BEGIN PUBLIC KEY-----\n      ${ed25519}\n      -----END PUBLIC KEY-----\n`,
      ],
    ],
    'keys[5].publicKey',
    '|\n      -----BEGIN PUBLIC',
  ],
  [
    'PLAN-PUBLIC-KEY',
    'another line length',
    [[ed25519, `${ed25519.slice(0, 20)}\n      ${ed25519.slice(20)}`]],
    'keys[5].publicKey',
    '|\n      -----BEGIN PUBLIC',
  ],
  ['PLAN-NAME-SAFE', 'a name that climbs', [['acme/update', 'acme/../update']], 'repositories[0].name', 'acme/..'],
  ['PLAN-NAME-SAFE', 'an absolute name', [['acme/update', '/acme/update']], 'repositories[0].name', '/acme'],
  ['PLAN-NAME-SAFE', 'a hidden part', [['acme/update', 'acme/.update']], 'repositories[0].name', 'acme/.update'],
  [
    'PLAN-NAME-SAFE',
    'capitals, which some media fold',
    [['acme/update', 'Acme/update']],
    'repositories[0].name',
    'Acme/update',
  ],
  ['PLAN-NAME-SAFE', 'a letter that is not ASCII', [['acme/update', 'acme/üpdate']], 'repositories[0].name', 'acme/ü'],
  ['PLAN-NAME-SAFE', 'two slashes', [['acme/update', 'acme//update']], 'repositories[0].name', 'acme//'],
  [
    'PLAN-TEXT',
    'a right-to-left override by an escape',
    [['name: Farid Haddad', 'name: "Farid \\u202eHaddad"']],
    'people[5].name',
    '"Farid',
  ],
  ['PLAN-TEXT', 'an escape character', [['place: Room 4', 'place: "Room \\e[2J4" # ']], 'schedule.place', '"Room'],
  [
    'PLAN-TEXT',
    'a line feed in a name',
    [['name: Farid Haddad', 'name: "Farid\\nHaddad"']],
    'people[5].name',
    '"Farid',
  ],
  [
    'PLAN-TEXT',
    'a text that is not NFC',
    [['name: Farid Haddad', 'name: "Farid Hadda\\u0301d"']],
    'people[5].name',
    '"Farid',
  ],
  [
    'PLAN-EXCEPTION',
    'a rule that may not be set aside',
    [exception('PLAN-PIN-SEPARATION', 'root-a')],
    'exceptions[1].rule',
    'PLAN-PIN',
  ],
  [
    'PLAN-EXCEPTION',
    'a key that is not there',
    [exception('TUF-ALGORITHM', 'root-x')],
    'exceptions[1].subject',
    'root-x',
  ],
  [
    'PLAN-EXCEPTION',
    'a station rule set aside for a key',
    [exception('STATION-SWAP', 'root-a')],
    'exceptions[1].subject',
    'root-a, reason',
  ],
  [
    'PLAN-EXCEPTION',
    'the same exception twice',
    [exception('TUF-ROLE-KEYS-DISJOINT', 'online-a')],
    'exceptions[1]',
    '{ rule: TUF-ROLE',
  ],
]

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
    const refusing = planRules.map(({ id }) => id).filter((id) => id !== 'PLAN-UNUSED')
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
    expect(() => parsePlan(bytesOf(two), 'x', script)).toThrow(/PLAN-ROLE-SEPARATION/)
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
