// The rules of a recovery, each broken alone; then what passes, and how a plan with a recovery is written and read.

import { describe, expect, test } from 'vitest'
import { recoveryDrill } from '../../ceremonies/recovery-drill.ts'
import { restore } from '../../ceremonies/restore.ts'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { setWords } from '../../core/backup/card.ts'
import { type AnyScript, rolesAsked } from '../../core/ceremony/script.ts'
import { encodePlan, type Plan, parsePlan, parsePlanJson } from '../../core/formats/plan.ts'
import type { PlannedRecovery, RecoverySet } from '../../core/formats/plan-recovery.ts'
import { checkPlan } from '../../core/plan/rules.ts'
import { survivalTable } from '../../core/plan/survival.ts'
import { bytesOf, examplePlan, problemsOf } from './example.ts'
import { drillPlan, drillSet, fullDrill, record, recordText } from './recovery-plan.ts'

const verdict = (plan: Plan, script: AnyScript = recoveryDrill) => checkPlan(plan, rolesAsked(script))
const found = (plan: Plan, script?: AnyScript) =>
  verdict(plan, script).errors.map(({ rule, path }) => `${rule} ${path}`)
const warned = (plan: Plan, script?: AnyScript) =>
  verdict(plan, script).warnings.map(({ rule, path }) => `${rule} ${path}`)

const withSet = (change: Partial<RecoverySet>, more: Partial<PlannedRecovery> = {}): Plan =>
  drillPlan({ ...fullDrill, ...more, sets: [{ ...drillSet, ...change }] })
const without = (...names: readonly (keyof RecoverySet)[]): RecoverySet =>
  Object.fromEntries(Object.entries(drillSet).filter(([name]) => !names.includes(name as never))) as RecoverySet // what is left is one
const sets = (...list: readonly RecoverySet[]): Plan => drillPlan({ ...fullDrill, sets: list })
const tokens = (change: (token: Plan['tokens'][number]) => Plan['tokens'][number]): Plan => {
  const plan = drillPlan()
  return { ...plan, tokens: plan.tokens.map((token) => (token.id === 'drill' ? change(token) : token)) }
}
const { called: _called, ...uncalled } = fullDrill

describe('each rule of a recovery refuses alone', () => {
  const cases: readonly (readonly [rule: string, what: string, plan: Plan, path: string, script?: AnyScript])[] = [
    [
      'PLAN-REPOSITORIES',
      'a root where the script signs none',
      {
        ...drillPlan(),
        repositories: examplePlan().repositories,
        keys: examplePlan().keys,
        tokens: [...examplePlan().tokens, ...drillPlan().tokens.filter(({ id }) => id === 'drill')],
        sites: examplePlan().sites,
        exceptions: examplePlan().exceptions,
      },
      'repositories',
    ],
    [
      'PLAN-REPOSITORIES',
      'no root where the script signs some',
      { ...examplePlan(), repositories: [], exceptions: [] },
      'repositories',
      rootKeyGeneration,
    ],
    ['PLAN-RECOVERY', 'no section where the script recovers', drillPlan(null), 'recovery'],
    [
      'PLAN-RECOVERY',
      'the section where the script recovers nothing',
      {
        ...examplePlan(),
        people: [
          ...examplePlan().people.filter(({ roles }) => !roles.includes('shareHolder')),
          ...drillPlan().people.filter(({ roles }) => roles.includes('shareHolder')),
        ],
        tokens: [...examplePlan().tokens, ...drillPlan().tokens.filter(({ id }) => id === 'drill')],
        backup: drillPlan().backup,
        recovery: fullDrill,
      },
      'recovery',
      rootKeyGeneration,
    ],
    [
      'PLAN-RECOVERY',
      'a restore that is not full',
      drillPlan({ ...uncalled, level: 'quorum', sets: [without('into', 'label')] }),
      'recovery.level',
      restore,
    ],
    ['PLAN-RECOVERY', 'a drill to which nobody was called', drillPlan(uncalled), 'recovery'],
    [
      'PLAN-RECOVERY',
      'a call-out at no moment',
      drillPlan({ ...fullDrill, called: '2026-02-30T08:00:00Z' }),
      'recovery.called',
    ],
    [
      'PLAN-RECOVERY',
      'a call-out after the drill',
      drillPlan({ ...fullDrill, called: '2027-01-01T08:00:00Z' }),
      'recovery.called',
    ],
    ['RECOVERY-RECORD', 'no record', withSet({ record: '{}' }), 'recovery.sets[0].record'],
    [
      'RECOVERY-RECORD',
      'a record with one digit changed into another spelling',
      withSet({ record: recordText().replace('"epoch":1', '"epoch": 1') }),
      'recovery.sets[0].record',
    ],
    ...(
      [
        ['a public key that is none', { spki: 'AAAA' }],
        ['a public key of another curve than it names', { algorithm: 'ecdsa-p384' }],
        ['a point that is not on its curve', { spki: `${record.key.spki.slice(0, -4)}9w==` }],
        [
          'a public key with a byte behind it',
          { spki: Buffer.from([...Buffer.from(record.key.spki, 'base64'), 0]).toString('base64') },
        ],
      ] as const
    ).map(
      ([what, key]) =>
        [
          'RECOVERY-RECORD',
          what,
          withSet({ record: recordText({ ...record, key: { ...record.key, ...key } }) }),
          'recovery.sets[0].record',
        ] as const,
    ),
    ['RECOVERY-RECORD', 'a set called by another name than its key', withSet({ id: 'root-b' }), 'recovery.sets[0].id'],
    ['RECOVERY-RECORD', 'one key twice', sets(drillSet, drillSet), 'recovery.sets[1].id'],
    ['RECOVERY-QUORUM', 'a holder twice', withSet({ read: ['ines', 'jonas', 'ines'] }), 'recovery.sets[0].read[2]'],
    [
      'RECOVERY-QUORUM',
      'somebody whose card the record does not know',
      withSet({ read: ['ines', 'jonas', 'emi'] }),
      'recovery.sets[0].read[2]',
    ],
    [
      'RECOVERY-QUORUM',
      'a holder without the role',
      {
        ...drillPlan(),
        people: drillPlan().people.map((person) =>
          person.id === 'jonas' ? { ...person, roles: ['cryptoOfficer'] } : person,
        ),
      },
      'recovery.sets[0].read[1]',
    ],
    ['RECOVERY-QUORUM', 'fewer cards than are needed', withSet({ read: ['ines'] }), 'recovery.sets[0].read'],
    ['RECOVERY-TOKEN', 'a full drill without a token', sets(without('into')), 'recovery.sets[0]'],
    ['RECOVERY-TOKEN', 'a full drill without a label', sets(without('label')), 'recovery.sets[0]'],
    [
      'RECOVERY-TOKEN',
      'a token where nothing is restored',
      drillPlan({ ...fullDrill, level: 'quorum', sets: [without('label')] }),
      'recovery.sets[0].into',
    ],
    ['RECOVERY-TOKEN', 'the token of a planned key', withSet({ into: 'witness' }), 'recovery.sets[0].into'],
    [
      'RECOVERY-TOKEN',
      'a drill token that is not erased',
      tokens((token) => ({ ...token, initialise: false })),
      'recovery.sets[0].into',
    ],
    [
      'RECOVERY-TOKEN',
      'a token into which a key is brought back, and that may hold others',
      tokens((token) => ({ ...token, initialise: false })),
      'recovery.sets[0].into',
      restore,
    ],
    [
      'RECOVERY-TOKEN',
      'a holder who is no crypto officer',
      tokens((token) => ({ ...token, holder: 'hugo' })),
      'recovery.sets[0].into',
    ],
    [
      'RECOVERY-TOKEN',
      'two keys restored into one token',
      sets(drillSet, {
        ...drillSet,
        id: 'root-b',
        record: recordText({ ...record, key: { ...record.key, id: 'root-b' } }),
      }),
      'recovery.sets[1].into',
      restore,
    ],
    [
      'PLAN-REFERENCE',
      'a holder who is nobody',
      withSet({ read: ['ines', 'jonas', 'lena'] }),
      'recovery.sets[0].read[2]',
    ],
    ['PLAN-REFERENCE', 'a token that is not there', withSet({ into: 'drilll' }), 'recovery.sets[0].into'],
  ]
  for (const [rule, what, plan, path, script] of cases) {
    test(`${rule}: ${what}`, () => {
      expect(found(plan, script)).toEqual([`${rule} ${path}`])
    })
  }
})

describe('what passes', () => {
  test('a drill to each level, and a restore; none of them with a warning', () => {
    const plain = [without('into', 'label')]
    for (const recovery of [
      fullDrill,
      { ...fullDrill, level: 'quorum', sets: plain },
      { ...fullDrill, level: 'card', sets: plain },
    ] as const) {
      const level = drillPlan(recovery)
      const plan =
        recovery.level === 'full' ? level : { ...level, tokens: level.tokens.filter(({ id }) => id !== 'drill') }
      expect([found(plan), warned(plan)]).toEqual([[], []])
    }
    expect(found(drillPlan(uncalled), restore)).toEqual([])
  })

  test('two keys restored one after the other into one drill token', () => {
    const other = { ...drillSet, id: 'root-b', record: recordText({ ...record, key: { ...record.key, id: 'root-b' } }) }
    expect(found(sets(drillSet, other))).toEqual([])
  })

  test('one card alone at the level card; W: a drill that its surprise would end', () => {
    const one = drillPlan({ ...fullDrill, level: 'card', sets: [{ ...without('into', 'label'), read: ['ines'] }] })
    expect(found({ ...one, tokens: one.tokens.filter(({ id }) => id !== 'drill') })).toEqual([])
    expect(warned(withSet({ read: ['ines', 'jonas'] }))).toContain('RECOVERY-QUORUM recovery.sets[0].read')
    expect(warned(withSet({ read: ['ines', 'jonas'] }), restore)).not.toContain('RECOVERY-QUORUM recovery.sets[0].read')
  })

  test('a plan with a recovery reads back from its canonical form; one without has no trace of it', () => {
    const plan = drillPlan()
    const roles = () => rolesAsked(recoveryDrill)
    expect(parsePlanJson(encodePlan(plan), 'x', roles)).toEqual(plan)
    expect(Buffer.from(encodePlan(examplePlan())).toString()).not.toContain('recovery')
  })

  test('a misshapen section is told as that, and not as one that is missing', () => {
    const text = JSON.stringify({ ...drillPlan(), recovery: { ...fullDrill, level: 'half' } })
    const problems = problemsOf(() => parsePlan(bytesOf(text), 'x', () => rolesAsked(recoveryDrill)))
    expect(problems.map(({ rule, path }) => `${rule} ${path}`)).toEqual(['PLAN-SHAPE recovery.level'])
  })
})

describe('a token that cannot unwrap', () => {
  const exception = (rule: string, subject: string): Plan => ({
    ...drillPlan(),
    exceptions: [{ rule, subject, reason: 'The new token only imports.', approvedBy: 'Sofia Lang' }],
  })

  test('is used over an exception that names the key of the record; another key is not known', () => {
    expect(found(exception('BACKUP-SOFTWARE', 'root-z'))).toEqual(['PLAN-EXCEPTION exceptions[0].subject'])
    expect(found(exception('BACKUP-SOFTWARE', 'root-a'))).toEqual([])
    expect(warned(exception('BACKUP-SOFTWARE', 'root-a')).filter((line) => line.endsWith('exceptions[0]'))).toEqual([])
  })

  test('needs no exception where nothing is restored: one is not known there', () => {
    const quorum = withSet({}, { level: 'quorum' })
    const { exceptions } = exception('BACKUP-SOFTWARE', 'root-a')
    expect(found({ ...quorum, exceptions })).toContain('PLAN-EXCEPTION exceptions[0].subject')
  })
})

test('what is checked before a recovery says whose cards are asked for, how they begin, and which copy is needed', () => {
  const [line = ''] = survivalTable(drillPlan()).cards
  expect(line).toContain('any 2 of its 4 cards open it')
  expect(line).toContain('; 1 of these may be missing')
  expect(line).toContain(`Each begins with "${setWords(record.set).join(' ')}"`)
  expect(line).toContain(record.blob.sha256)
  expect(survivalTable(withSet({}, { level: 'card' })).cards[0]).not.toContain(record.blob.sha256)
})
