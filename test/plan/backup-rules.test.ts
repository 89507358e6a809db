// The rules of the backup, each broken alone in the example with three backups; then what passes. collapse.test.ts has the search.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readPlan } from '../../core/formats/plan.ts'
import { bytesOf, placeOf, planProblems, problemsOf } from './example.ts'

const yaml = readFileSync(new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url), 'utf8')

type Change = readonly [from: string, to: string]
function changed(...changes: readonly Change[]): string {
  let text = yaml
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the example does not hold ${JSON.stringify(from)}`)
    text = text.replace(from, () => to)
  }
  return text
}

const split = '      proof: proof\n      epoch: 1\n      threshold: 2\n      dice: true\n'
const exception = (rule: string, subject: string): Change => [
  'materials:',
  `  - { rule: ${rule}, subject: ${subject}, reason: Tried, approvedBy: Ines Okafor }\nmaterials:`,
]
const imported: Change = ['- key: root-a\n      mode: wrapped', '- key: root-a\n      mode: imported']
const vendor = `    - { key: root-c, mode: vendor, device: Box, serials: [B1], custodians: [emi], steps: ["Do it."] }\n`
/** Kamila is at cards of root-a and root-b; with Jonas at both too, these two open both. */
const collapsing: Change = ['- { person: lena, site: geneva }', '- { person: jonas, site: geneva }']
const withoutLena: Change = ['roles: [shareHolder] }\n  - { id: milo', 'roles: [cryptoOfficer] }\n  - { id: milo']

type Case = readonly [
  rule: string,
  what: string,
  changes: readonly Change[],
  path: string,
  says: string,
  needle: string,
]
const cases: readonly Case[] = [
  [
    'BACKUP-QUORUM',
    'one card that opens it alone',
    [[split, split.replace('threshold: 2', 'threshold: 1')]],
    'backup.sets[0].threshold',
    'one card alone',
    '1\n      dice: true',
  ],
  [
    'BACKUP-QUORUM',
    'as many cards needed as there are',
    [[split, split.replace('threshold: 2', 'threshold: 3')]],
    'backup.sets[0].threshold',
    '3 cards are needed and there are 3',
    '3\n      dice: true',
  ],
  [
    'BACKUP-QUORUM',
    'one person with two cards of a set',
    [
      ['person: jonas, site: lyon', 'person: ines, site: lyon'],
      ['id: jonas, name: Jonas Berg, roles: [shareHolder]', 'id: jonas, name: Jonas Berg, roles: [cryptoOfficer]'],
    ],
    'backup.sets[0].holders[1].person',
    'Ines Okafor would have two cards',
    'ines, site: lyon',
  ],
  [
    'BACKUP-QUORUM',
    'a deputy who has a card of the set already',
    [['person: jonas, site: lyon', 'person: jonas, site: lyon, deputy: kamila']],
    'backup.sets[0].holders[2].person',
    'Kamila Nowak would have two cards',
    'kamila, site: torino }\n      copies: [geneva, lyon]',
  ],
  [
    'BACKUP-QUORUM',
    'a holder who is no share holder',
    [
      ['person: jonas, site: lyon', 'person: bruno, site: lyon'],
      ['id: jonas, name: Jonas Berg, roles: [shareHolder]', 'id: jonas, name: Jonas Berg, roles: [cryptoOfficer]'],
    ],
    'backup.sets[0].holders[1].person',
    'Bruno Keller would have a card but is no shareHolder',
    'bruno, site: lyon',
  ],
  [
    'BACKUP-QUORUM',
    'a deputy who is no share holder',
    [['person: jonas, site: lyon', 'person: jonas, site: lyon, deputy: hugo']],
    'backup.sets[0].holders[1].deputy',
    'Hugo Weiss',
    'hugo }',
  ],
  [
    'BACKUP-SETS',
    'one key backed up twice',
    [['- key: root-b\n', '- key: root-a\n']],
    'backup.sets[1].key',
    'backed up already',
    'root-a\n      mode: wrapped\n      proof: proof\n      epoch: 1\n      threshold: 2\n      dice: false',
  ],
  [
    'BACKUP-SETS',
    'a key that is brought in',
    [['- key: root-a\n', '- key: online-a\n']],
    'backup.sets[0].key',
    'brought in',
    'online-a\n      mode: wrapped',
  ],
  [
    'BACKUP-SETS',
    'no copy anywhere',
    [['copies: [geneva, lyon]', 'copies: []']],
    'backup.sets[0].copies',
    'no copy of the blob',
    '[]\n    - key: root-b',
  ],
  [
    'BACKUP-SETS',
    'two copies at one site',
    [['copies: [geneva, lyon]', 'copies: [geneva, geneva]']],
    'backup.sets[0].copies[1]',
    'stands twice',
    'geneva]\n    - key: root-b',
  ],
  [
    'BACKUP-PROOF',
    'the token of the key itself',
    [[split, split.replace('proof: proof', 'proof: root-a')]],
    'backup.sets[0].proof',
    'which proves nothing',
    'root-a\n      epoch',
  ],
  [
    'BACKUP-PROOF',
    'a token with another key of the plan',
    [[split, split.replace('proof: proof', 'proof: witness')]],
    'backup.sets[0].proof',
    'has the key "witness-a" on it',
    'witness\n      epoch',
  ],
  [
    'BACKUP-SOFTWARE',
    'a key that is made in software, unsaid',
    [imported],
    'backup.sets[0].mode',
    'would exist in software',
    'imported',
  ],
  [
    'BACKUP-COLLAPSE',
    'two people who open two root keys',
    [collapsing, withoutLena],
    'backup.sets[0].holders',
    'open root-a, root-b: as many root keys of acme/update as sign its root (2)',
    'holders:\n        - { person: ines, site: geneva }',
  ],
  [
    'BACKUP-COLLAPSE',
    'the same through a deputy',
    [['- { person: lena, site: geneva }', '- { person: lena, site: geneva, deputy: jonas }']],
    'backup.sets[0].holders',
    'with their cards',
    'holders:\n        - { person: ines, site: geneva }',
  ],
  [
    'PLAN-REFERENCE',
    'a key that is not there',
    [['- key: root-a\n', '- key: root-d\n']],
    'backup.sets[0].key',
    'there is no key',
    'root-d\n      mode',
  ],
  [
    'PLAN-REFERENCE',
    'a holder who is nobody',
    [['person: jonas', 'person: jonah']],
    'backup.sets[0].holders[1].person',
    'there is no person',
    'jonah',
  ],
  [
    'PLAN-REFERENCE',
    'a deputy who is nobody',
    [['person: jonas, site: lyon', 'person: jonas, site: lyon, deputy: karim']],
    'backup.sets[0].holders[1].deputy',
    'there is no person',
    'karim',
  ],
  [
    'PLAN-REFERENCE',
    'a custodian who is nobody',
    [['custodians: [emi]', 'custodians: [emy]']],
    'backup.sets[2].custodians[0]',
    'there is no person',
    'emy',
  ],
  [
    'PLAN-REFERENCE',
    'a site of a card that is not there',
    [['person: jonas, site: lyon', 'person: jonas, site: nice']],
    'backup.sets[0].holders[1].site',
    'there is no site',
    'nice',
  ],
  [
    'PLAN-REFERENCE',
    'a site of a copy that is not there',
    [['copies: [geneva, lyon]', 'copies: [geneva, nice]']],
    'backup.sets[0].copies[1]',
    'there is no site',
    'nice',
  ],
  [
    'PLAN-REFERENCE',
    'a token for the proof that is not there',
    [[split, split.replace('proof: proof', 'proof: prove')]],
    'backup.sets[0].proof',
    'there is no token',
    'prove\n',
  ],
  [
    'PLAN-SHAPE',
    'a mode that is none of them',
    [['mode: split', 'mode: spilt']],
    'backup.mode',
    'it should be one of none, split',
    'spilt',
  ],
  ['PLAN-SHAPE', 'no mode', [['  mode: split\n', '']], 'backup.mode', 'the field "mode" is missing', 'cards: either'],
  [
    'PLAN-SHAPE',
    'a set whose mode is none of them',
    [['- key: root-a\n      mode: wrapped', '- key: root-a\n      mode: wraped']],
    'backup.sets[0].mode',
    'it should be one of wrapped, imported, vendor',
    'wraped',
  ],
  [
    'PLAN-SHAPE',
    'a field of another kind of set',
    [['serials: [B1]', 'serials: [B1], threshold: 2']],
    'backup.sets[2].threshold',
    'is not known here',
    'threshold: 2, custodians',
  ],
]

const vendorSet = (text: string): string =>
  text.replace(/ {4}- key: root-c\n[\s\S]*?copies: \[geneva, torino\]\n/, () => vendor)

describe('each rule of the backup refuses alone, at its place', () => {
  test.each(cases)('%s: %s', (rule, _, changes, path, says, needle) => {
    const ofVendor = path.startsWith('backup.sets[2]')
    const text = ofVendor
      ? changes.reduce((now, [from, to]) => now.replace(from, () => to), vendorSet(yaml))
      : changed(...changes)
    const found = planProblems(text)
    expect(found.map((problem) => `${problem.rule} ${problem.path}`)).toEqual([`${rule} ${path}`])
    expect(found[0]?.problem).toContain(says)
    expect({ line: found[0]?.line, column: found[0]?.column }).toEqual(placeOf(text, needle))
  })
})

describe('what passes', () => {
  const warnings = (text: string) =>
    readPlan(bytesOf(text), 'the plan').warnings.map(({ rule, path }) => `${rule} ${path}`)

  test('the example with three backups, without a warning', () => {
    expect(planProblems(yaml)).toEqual([])
    expect(warnings(yaml)).toEqual([])
  })

  test('an exception sets aside BACKUP-SOFTWARE for the key, BACKUP-COLLAPSE for the repository; each stands unneeded with a warning', () => {
    expect(planProblems(changed(imported, exception('BACKUP-SOFTWARE', 'root-a')))).toEqual([])
    expect(planProblems(changed(collapsing, withoutLena, exception('BACKUP-COLLAPSE', 'acme/update')))).toEqual([])
    expect(warnings(changed(exception('BACKUP-SOFTWARE', 'root-a')))).toEqual(['PLAN-EXCEPTION exceptions[1]'])
    expect(warnings(changed(exception('BACKUP-COLLAPSE', 'acme/update')))).toEqual(['PLAN-EXCEPTION exceptions[1]'])
  })

  test('an exception for another key does not help', () => {
    const text = changed(imported, exception('BACKUP-SOFTWARE', 'root-b'))
    expect(problemsOf(() => readPlan(bytesOf(text), 'x')).map(({ rule }) => rule)).toEqual(['BACKUP-SOFTWARE'])
  })

  test('W: a site with a copy and enough cards to open it', () => {
    const text = changed(['person: jonas, site: lyon', 'person: jonas, site: geneva'])
    expect(warnings(text)).toEqual(['BACKUP-SETS backup.sets[0].copies[0]'])
  })

  test('W: a share holder without a card, and a token that neither holds a key nor proves a backup', () => {
    expect(warnings(vendorSet(yaml))).toEqual(['PLAN-UNUSED people[13].roles'])
    const text = changed(['      label: acme-proof,', '      label: acme-proofs,']).replaceAll(
      'proof: proof',
      'proof: proof',
    )
    expect(warnings(text)).toEqual([])
  })
})
