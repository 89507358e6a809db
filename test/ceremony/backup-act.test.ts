// The act of a backup as the day has it (docs/backup.md section 3): three kinds of sets, and an order in which nothing is out before it is proven.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { expand } from '../../core/ceremony/expand.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { rolesAsked } from '../../core/ceremony/script.ts'
import { type Plan, parsePlan, planDigest } from '../../core/formats/plan.ts'
import type { BackupSet } from '../../core/formats/plan-backup.ts'
import { examplePlan } from '../plan/example.ts'
import { splitOf } from './small-backup.ts'

const file = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)
const three = (): Plan => parsePlan(readFileSync(file), 'the example', () => rolesAsked(rootKeyGeneration))

const withSets = (...sets: readonly BackupSet[]): Plan => ({
  ...three(),
  backup: { mode: 'split', cards: 'printed', qr: false, sets },
})
const stepsOf = (plan: Plan): readonly FlatStep[] => expand(rootKeyGeneration, plan, planDigest(plan)).steps
const own = (plan: Plan, act: string): readonly string[] =>
  stepsOf(plan)
    .filter((step) => step.act === act)
    .map(({ id }) => id.slice(act.length + 1))

const imported = splitOf('targets-a', { mode: 'imported', proof: 'proof' })

describe('the act of a backup', () => {
  test('is in no day without a backup, and once for each set between the keys and the root otherwise', () => {
    const acts = (plan: Plan) => expand(rootKeyGeneration, plan, planDigest(plan)).acts.map(({ id }) => id)
    expect(acts({ ...examplePlan(), backup: { mode: 'none', reason: 'x' } }).join()).not.toContain('backup')
    expect(acts(three()).slice(3, 8)).toEqual(['keys', 'backup.root-a', 'backup.root-b', 'backup.root-c', 'root'])
  })

  test('goes card by card, proves all of them, restores, and only then writes copies and closes the way out', () => {
    expect(own(three(), 'backup.root-a')).toEqual([
      'voided',
      'voided-seen',
      'room',
      'begin',
      ...['ines', 'jonas', 'kamila'].flatMap((person) => [
        `issue/${person}`,
        `read-back/${person}`,
        `card-bag/${person}`,
      ]),
      'printer-off',
      'prove',
      'wrap',
      'restore',
      'copy/geneva',
      'copy-bag/geneva',
      'copy/lyon',
      'copy-bag/lyon',
      'lock',
      'end',
      'cameras',
      'head',
    ])
  })

  test('names the deputy of a card, and what a deputy may, wherever the card is in hands; or says that it has none', () => {
    const holders = [
      { person: 'ines', site: 'geneva' },
      { person: 'jonas', site: 'lyon', deputy: 'lena' },
      { person: 'kamila', site: 'torino' },
    ]
    const steps = stepsOf(withSets(splitOf('root-a', { proof: 'proof', holders })))
    for (const step of ['issue', 'read-back', 'card-bag']) {
      const of = (id: string) => steps.find((each) => each.id === `backup.root-a/${step}/${id}`)?.do
      expect(of('jonas')).toMatch(/ Deputy: Lena [A-Z][a-z]+, may fetch the card in its bag; may not read it\.$/)
      expect(of('ines')).toMatch(/ This card has no deputy\.$/)
    }
  })

  test('has every step from the first card to the closed way out inside the scope of the secret, and no other', () => {
    const steps = stepsOf(three()).filter(({ act }) => act === 'backup.root-b')
    const scoped = steps.filter(({ scope }) => scope === true).map(({ id }) => id)
    expect(scoped[0]).toBe('backup.root-b/issue/kamila')
    expect(scoped.at(-1)).toBe('backup.root-b/lock')
    const [first, last] = [steps.findIndex(({ scope }) => scope), steps.findLastIndex(({ scope }) => scope)]
    expect(steps.slice(first, last + 1).every(({ scope }) => scope === true)).toBe(true)
    expect(steps.find(({ onlyAfterVoid }) => onlyAfterVoid)?.number).toBe(steps[0]?.number)
  })

  test('takes two codes before a card may exist and before the way out is closed, one of them a witness', () => {
    const steps = stepsOf(three()).filter((step) => step.act === 'backup.root-a' && step.kind === 'perform')
    const guarded = steps.flatMap((step) =>
      step.kind === 'perform' && step.irreversible !== undefined ? [[step.id, step.irreversible.confirmedBy]] : [],
    )
    expect(guarded.map(([id]) => id)).toEqual([
      'backup.root-a/issue/ines',
      'backup.root-a/issue/jonas',
      'backup.root-a/issue/kamila',
      'backup.root-a/lock',
    ])
    for (const [, by] of guarded) expect(by).toEqual(['emi', 'farid'])
  })

  test('without a printer has no printer to switch off', () => {
    const plan = { ...three(), backup: { ...three().backup, cards: 'by-hand' } } as Plan // the example is a split one
    expect(own(plan, 'backup.root-a')).not.toContain('printer-off')
    const makes = stepsOf(plan).find(({ id }) => id === 'backup.root-a/read-back/ines')?.do
    expect(makes).toContain('by hand onto the blank form')
  })
})

describe('a key that is imported', () => {
  test('is not made in act keys; its proof and its digest follow the import', () => {
    const plan = withSets(imported)
    const keys = own(plan, 'keys')
    expect(keys.filter((id) => id.includes('targets-a'))).toEqual([])
    expect(keys).toContain('generate/root-a')
    const act = own(plan, 'backup.targets-a')
    expect(act).not.toContain('wrap')
    expect(act).not.toContain('lock')
    expect(act.slice(act.indexOf('wrap-own'))).toEqual([
      'wrap-own',
      'restore',
      'copy/geneva',
      'copy-bag/geneva',
      'copy/lyon',
      'copy-bag/lyon',
      'import',
      'end',
      'prove-key',
      'digest',
      'cameras',
      'head',
    ])
  })

  test('is said aloud to exist in software, before it is made and by the external witness', () => {
    const steps = stepsOf(withSets(imported))
    expect(steps.find(({ id }) => id === 'backup.targets-a/begin')?.do).toContain('exists in software')
    const seen = (plan: Plan) => stepsOf(plan).find(({ id }) => id === 'verify/seen')
    expect(seen(withSets(imported))).toMatchObject({ statement: expect.stringContaining('existed in software') })
    expect(seen(three())).toMatchObject({ statement: expect.not.stringContaining('software') })
  })
})

test('a set of the maker is a list of attested steps with the serials of the plan, and nothing that the station does', () => {
  const vendor: BackupSet = {
    key: 'targets-a',
    mode: 'vendor',
    device: 'Backup HSM',
    serials: ['B1', 'B2'],
    custodians: ['lena', 'milo'],
    steps: ['Connect it.', 'Copy the key.'],
  }
  const steps = stepsOf(withSets(vendor)).filter(({ act }) => act === 'backup.targets-a')
  expect(steps.map(({ id }) => id.slice('backup.targets-a/'.length))).toEqual([
    'device/1',
    'device/2',
    'vendor/1',
    'vendor/2',
    'vendor-seen',
    'head',
  ])
  expect(steps[1]).toMatchObject({ by: ['lena', 'milo'], fields: [{ expect: 'B2' }] })
  expect(steps[3]).toMatchObject({ do: 'Copy the key.', title: 'With the maker’s tool, 2 of 2' })
  expect(steps.some(({ kind }) => kind === 'perform')).toBe(false)
  expect(own(withSets(vendor), 'keys')).toContain('generate/targets-a')
})
