// The summary that is read aloud: short, without ids, and nothing that is unusual is left out of it.

import { describe, expect, it } from 'vitest'
import { diffRoots } from '../../core/tuf/diff.ts'
import { spkiMaterial } from '../../core/tuf/key.ts'
import { parseRoot } from '../../core/tuf/parse.ts'
import { printSummary } from '../../core/tuf/print-summary.ts'
import { assembleRoot } from '../../core/tuf/root.ts'
import { altered, type Json, makeDraft, makeKey, signDraft, type TestKey } from './make.ts'

const keys: ReadonlyMap<string, TestKey> = new Map(['a', 'b', 'c', 'd'].map((id) => [id, makeKey('ecdsa-p256')]))
const people: Readonly<Record<string, string>> = { a: 'Bruno Keller with a', b: 'Chiara Conti with b' }
const names = new Map(
  Object.entries(people).map(([id, name]) => [spkiMaterial(keys.get(id)?.spki ?? Buffer.alloc(0)), name]),
)
const first = makeDraft(keys, { root: { keys: ['a', 'b'], threshold: 2 } })
const before = parseRoot(signDraft(keys, first, ['a', 'b']), '1.root.json')
const second = makeDraft(keys, {
  version: 2,
  expires: '2036-01-01T00:00:00Z',
  root: { keys: ['a', 'd'], threshold: 1 },
})
const after = parseRoot(assembleRoot(second, []), 'the draft')
const unnamed = `a key that the plan does not name (ecdsa-sha2-nistp256, key id ${second.keys.get('d')?.keyId})`
const changed = (change: (document: Json) => void) => parseRoot(altered(before.bytes, change), 'changed')

describe('the summary of a root', () => {
  it('of a first root says until when, who signs from now on, and who must sign now', () => {
    expect(printSummary(diffRoots(undefined, before, names))).toEqual([
      'The first root, version 1. Valid until 2035-01-01, 00:00 UTC.',
      '',
      'Who signs from now on:',
      '  root: 2 of Bruno Keller with a, Chiara Conti with b',
      '  targets and snapshot and timestamp: Bruno Keller with a',
      '',
      'Who must sign this root now:',
      '  2 of Bruno Keller with a, Chiara Conti with b',
    ])
  })

  it('of a later root says what changes, with the id of a key that nobody named', () => {
    expect(printSummary(diffRoots(before, after, names))).toEqual([
      'From version 1 to version 2. Valid until 2036-01-01, 00:00 UTC (before: 2035-01-01, 00:00 UTC).',
      '',
      'Who signs from now on:',
      `  root: 1 of Bruno Keller with a, ${unnamed}`,
      '  targets and snapshot and timestamp: Bruno Keller with a',
      '',
      'What changes:',
      '  root: out goes Chiara Conti with b',
      `  root: in comes ${unnamed}`,
      '  root: 2 had to sign, now 1',
      '',
      'Who must sign this root now:',
      '  version 1, which it replaces: 2 of Bruno Keller with a, Chiara Conti with b',
      `  1 of Bruno Keller with a, ${unnamed}`,
    ])
  })

  it.each([
    ['a field that is not known here', { 'x-more': 'surprise' }, 'x-more: surprise (new)'],
    ['snapshots that are not consistent', { consistent_snapshot: false }, 'consistent_snapshot: false (new)'],
  ])('of a first root says %s', (_name, more, line) => {
    const odd = changed((document) => Object.assign(document.signed as object, more))
    expect(printSummary(diffRoots(undefined, odd, names))).toContain(`  ${line}`)
  })

  it('turns no line around and moves no cursor, whatever the file holds', () => {
    const hostile = changed((document) => Object.assign(document.signed as object, { 'x\u202e': 'a\u2066b\u200d' }))
    expect(printSummary(diffRoots(undefined, hostile, names)).join('')).not.toMatch(/[^\x20-\x7e]/)
  })
})
