// The survival table with a backup, worked by hand for the example with three backups.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { SplitSet } from '../../core/formats/plan-backup.ts'
import { printSurvival } from '../../core/plan/print-survival.ts'
import { survivalTable } from '../../core/plan/survival.ts'
import { bytesOf } from './example.ts'

const yaml = readFileSync(new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url), 'utf8')
const three = parsePlan(bytesOf(yaml), 'the plan')

/** The plan with one thing changed in the set of root-a. */
function withRootA(change: Partial<SplitSet>): Plan {
  if (three.backup.mode !== 'split') throw new Error('the example is split')
  const sets = three.backup.sets.map((set) =>
    set.key === 'root-a' && set.mode !== 'vendor' ? { ...set, ...change } : set,
  )
  return { ...three, backup: { ...three.backup, sets } }
}

const rowOf = (plan: Plan, kind: string, id: string) =>
  survivalTable(plan).rows.find((row) => row.kind === kind && row.id === id)
const notes = (plan: Plan, kind: string, id: string, key = 'root-a') =>
  (rowOf(plan, kind, id)?.notes ?? []).filter((note) => note.includes(key))
const forged = (plan: Plan, kind: string, id: string) =>
  rowOf(plan, kind, id)
    ?.verdicts[0]?.filter(({ forge }) => forge)
    .map(({ role }) => role)
const atGeneva = ['ines', 'jonas', 'kamila'].map((person) => ({ person, site: 'geneva' }))

test('a site with a copy and enough cards has the key when it is burgled, and is the end of the backup when it is lost', () => {
  const all = withRootA({ holders: atGeneva, copies: ['geneva'] })
  expect(notes(all, 'site', 'geneva')).toEqual([
    'Vault in Geneva keeps 3 cards and a copy of root-a. If it is lost, 0 cards and 0 copies remain: it can NOT be restored any more. If it is burgled, the key IS OPEN.',
  ])
  // Geneva keeps the token of root-a too, so another site shows what the backup alone adds: root-a there, and the token of root-b.
  const atLyon = withRootA({ holders: atGeneva.map((holder) => ({ ...holder, site: 'lyon' })), copies: ['lyon'] })
  expect(forged(atLyon, 'site', 'lyon')).toEqual(['root', 'targets', 'snapshot', 'timestamp'])
  expect(forged(three, 'site', 'lyon')).toEqual([])
  expect(rowOf(atLyon, 'site', 'lyon')?.verdicts[0]?.every(({ sign }) => sign)).toBe(true)
})

test('a site without a copy, or with too few cards, opens nothing alone, and the note says what is missing', () => {
  expect(notes(three, 'site', 'torino')).toEqual([
    'Safe in Torino keeps 1 card of root-a. If it is lost, 2 cards and 2 copies remain: it can still be restored. If it is burgled, 1 card more and a copy would open it.',
  ])
  const oneCopy = withRootA({ copies: ['geneva'] })
  expect(notes(oneCopy, 'site', 'geneva')[0]).toContain('2 cards and 0 copies remain: it can NOT be restored any more')
  const noCopyThere = withRootA({ holders: atGeneva, copies: ['lyon'] })
  expect(notes(noCopyThere, 'site', 'geneva')[0]).toContain('If it is burgled, a copy would open it.')
  expect(forged(noCopyThere, 'site', 'geneva')).toEqual(forged(three, 'site', 'geneva'))
})

test('a person with a card, and a deputy, read what is left without them and what they still need', () => {
  expect(notes(three, 'person', 'jonas')).toEqual([
    'Jonas Berg has a card of root-a: without it 2 cards remain, 2 are needed. If turned, 1 card and a copy are missing.',
  ])
  const deputy = withRootA({
    holders: [
      { person: 'ines', site: 'geneva', deputy: 'noor' },
      { person: 'jonas', site: 'lyon' },
      { person: 'kamila', site: 'torino' },
    ],
  })
  expect(notes(deputy, 'person', 'noor')).toEqual([
    'Noor Rahman is the deputy for a card of Ines Okafor of root-a: if absent, Ines Okafor may have it too. If turned, 1 card and a copy are missing.',
  ])
  expect(notes(deputy, 'person', 'ines')[0]).toContain('if absent, Noor Rahman may have it too')
})

test('a token with a key that is backed up says what brings it back; its own columns stay what the tokens give', () => {
  expect(notes(three, 'token', 'root-a')).toEqual([
    'If token root-a is lost, root-a can be restored: 2 of 3 cards, and a copy (Vault in Geneva or Safe in Lyon).',
  ])
  expect(notes(three, 'token', 'targets', 'targets')).toEqual([])
})

test('the cards: how many may be lost and stolen; and of the maker’s tool that nobody can tell', () => {
  const [first] = survivalTable(three).cards
  expect(first).toBe(
    'root-a: any 2 of 3 cards, with one copy (Vault in Geneva or Safe in Lyon), bring it back. Losing 1 card changes nothing; losing 2 ends the backup. Stealing 1 card opens nothing; 2 and a copy are the key.',
  )
  const box = {
    key: 'root-a',
    mode: 'vendor',
    device: 'Box',
    serials: ['B1'],
    custodians: ['emi'],
    steps: ['x'],
  } as const
  const vendor: Plan = { ...three, backup: { mode: 'split', cards: 'printed', qr: false, sets: [box] } }
  expect(survivalTable(vendor).cards[0]).toContain('cannot tell what brings it back')
  expect(printSurvival(survivalTable(three)).join('\n')).toContain('CARDS\n  root-a: any 2 of 3 cards')
})
