// What a root file may hold and a careful reader remarks on; and the one limit on how many keys are read at all.

import { describe, expect, it } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import { parseRoot, rootLimits } from '../../core/tuf/parse.ts'
import { altered, type Json, makeDraft, makeKey, signDraft, type TestKeys } from './make.ts'

const keys: TestKeys = new Map([
  ['a', makeKey('ecdsa-p256')],
  ['b', makeKey('ecdsa-p256')],
])
const signed = (ids: readonly string[]): Uint8Array =>
  signDraft(keys, makeDraft(keys, { root: { keys: ids, threshold: 1 } }), ids)
const good = signed(['a'])

const read = (change: (document: Json) => void) => parseRoot(altered(good, change), 'root.json')
const rulesOf = (change: (document: Json) => void): readonly string[] => read(change).warnings.map(({ rule }) => rule)

describe('a root file is read, with a word of warning', () => {
  it('none at all where there is nothing to say', () => expect(rulesOf(() => {})).toEqual([]))

  it('beside signed and signatures stands more (TUF-UNSIGNED-FIELD)', () =>
    expect(rulesOf((document) => (document.comment = 'nobody signed this'))).toEqual(['TUF-UNSIGNED-FIELD']))

  it('consistent_snapshot is not said (TUF-CONSISTENT)', () =>
    expect(rulesOf((document) => delete document.signed.consistent_snapshot)).toEqual(['TUF-CONSISTENT']))

  it('a key is listed that no role uses (TUF-UNUSED-KEY)', () => {
    const both = JSON.parse(Buffer.from(signed(['a', 'b'])).toString('utf8'))
    expect(rulesOf((document) => (document.signed.keys = both.signed.keys))).toEqual(['TUF-UNUSED-KEY'])
  })
})

it('more keys than anybody needs are refused before any of them is parsed (TUF-KEY-COUNT)', () => {
  const many = Object.fromEntries(Array.from({ length: rootLimits.maxKeys + 1 }, (_, index) => [`k${index}`, {}]))
  const refused = () => read((document) => (document.signed.keys = many))
  expect(refused).toThrow(
    expect.toSatisfy((error) => isCeremonyError(error, 'tuf/form') && error.detail.rule === 'TUF-KEY-COUNT'),
  )
})
