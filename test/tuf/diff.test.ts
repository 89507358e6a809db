import { describe, expect, it } from 'vitest'
import { describeRoot } from '../../core/tuf/describe.ts'
import { diffRoots } from '../../core/tuf/diff.ts'
import { spkiMaterial } from '../../core/tuf/key.ts'
import { parseRoot } from '../../core/tuf/parse.ts'
import { printDiff } from '../../core/tuf/print-diff.ts'
import { assembleRoot } from '../../core/tuf/root.ts'
import { altered, type Json, makeDraft, makeKey, signDraft, type TestKey } from './make.ts'

const keys: ReadonlyMap<string, TestKey> = new Map(['a', 'b', 'c', 'd'].map((id) => [id, makeKey('ecdsa-p256')]))
const people: Readonly<Record<string, string>> = { a: 'Bruno Keller', b: 'Chiara Conti', c: 'David Moreau' }
const names = new Map(
  Object.entries(people).map(([id, name]) => [spkiMaterial(keys.get(id)?.spki ?? Buffer.alloc(0)), name]),
)

const first = makeDraft(keys, { root: { keys: ['a', 'b', 'c'], threshold: 2 } })
const before = parseRoot(signDraft(keys, first, ['a', 'b']), '1.root.json')
const second = makeDraft(keys, {
  version: 2,
  expires: '2036-01-01T00:00:00Z',
  root: { keys: ['a', 'b', 'd'], threshold: 3 },
})
const after = parseRoot(assembleRoot(second, []), 'the draft')
const idOf = (id: string): string => first.keys.get(id)?.keyId ?? second.keys.get(id)?.keyId ?? ''

/** `before` with its JSON changed; it is no longer signed, which a diff does not mind. */
const changed = (change: (document: Json) => void) => parseRoot(altered(before.bytes, change), 'changed')

describe('the diff of two roots', () => {
  it('says what changes, what stays and who must sign, by holder first', () => {
    expect(printDiff(diffRoots(before, after, names))).toEqual([
      'Root metadata, from version 1 to version 2.',
      '',
      'What changes:',
      '  version: 1 becomes 2',
      '  expires: 2035-01-01T00:00:00Z becomes 2036-01-01T00:00:00Z',
      `  root: out goes David Moreau (ecdsa-sha2-nistp256, key id ${idOf('c')})`,
      `  root: in comes a key that the plan does not name (ecdsa-sha2-nistp256, key id ${idOf('d')})`,
      '  root: 2 had to sign, now 3',
      '',
      'What stays:',
      '  consistent_snapshot: true',
      '  spec_version: 1.0.31',
      `  root: 3 of 3 must sign; still there: Bruno Keller (ecdsa-sha2-nistp256, key id ${idOf('a')}); Chiara Conti (ecdsa-sha2-nistp256, key id ${idOf('b')})`,
      `  targets: 1 of 1 must sign; still there: Bruno Keller (ecdsa-sha2-nistp256, key id ${idOf('a')})`,
      `  snapshot: 1 of 1 must sign; still there: Bruno Keller (ecdsa-sha2-nistp256, key id ${idOf('a')})`,
      `  timestamp: 1 of 1 must sign; still there: Bruno Keller (ecdsa-sha2-nistp256, key id ${idOf('a')})`,
      '',
      'Who must sign:',
      '  2 of these keys of version 1, which it replaces:',
      ...['a', 'b', 'c'].map((id) => `    ${people[id]} (ecdsa-sha2-nistp256, key id ${idOf(id)})`),
      '  3 of these keys of this root:',
      ...['a', 'b'].map((id) => `    ${people[id]} (ecdsa-sha2-nistp256, key id ${idOf(id)})`),
      `    a key that the plan does not name (ecdsa-sha2-nistp256, key id ${idOf('d')})`,
    ])
  })

  it('knows a key under a new id as the same key, and no change of the role', () => {
    const renamed = changed((document) => {
      const { signed } = document
      signed.keys.new = { ...signed.keys[idOf('c')], 'x-owner': '@david' }
      delete signed.keys[idOf('c')]
      signed.roles.root.keyids = signed.roles.root.keyids.map((id: string) => (id === idOf('c') ? 'new' : id))
    })
    const { changes } = diffRoots(before, renamed, names)
    expect(changes).toMatchObject([{ kind: 'key-id', key: { name: 'David Moreau' }, before: idOf('c'), after: 'new' }])
  })

  it('shows content that changed under an unchanged id', () => {
    const edited = changed((document) => {
      document.signed.keys[idOf('c')]['x-uri'] = 'gcpkms:two'
    })
    const { changes } = diffRoots(before, edited, names)
    expect(changes).toMatchObject([{ kind: 'key-content', key: { keyId: idOf('c') }, replaced: false }])
    expect(printDiff(diffRoots(before, edited, names)).join('\n')).toContain('keeps its id, but what is written there')
  })

  it('shouts when another key stands under an unchanged id', () => {
    const swapped = changed((document) => {
      document.signed.keys[idOf('c')] = after.keys.get(idOf('d'))?.object
    })
    const lines = printDiff(diffRoots(before, swapped, names)).join('\n')
    expect(lines).toContain('is ANOTHER KEY now')
    expect(lines).toContain('root: out goes David Moreau')
  })

  it('leaves no signed field out, known or not, at the top or in a role', () => {
    const extended = changed((document) => {
      document.signed['x-period'] = 46
      document.signed.roles.targets['x-days'] = [7]
      document.signed.consistent_snapshot = false
    })
    const lines = printDiff(diffRoots(before, extended, names))
    expect(lines).toContain('  x-period: 46 (new)')
    expect(lines).toContain('  targets.x-days: [7] (new)')
    expect(lines).toContain('  consistent_snapshot: true becomes false')
  })

  it('shows a first root as all new, with only its own keys to sign', () => {
    const diff = diffRoots(undefined, before, names)
    expect(diff.stays).toEqual([])
    expect(diff.mustSign).toHaveLength(1)
    expect(printDiff(diff)).toContain('  root: 2 must sign (new)')
  })

  it('lets nothing in a file move a cursor or turn a line around', () => {
    const hostile = changed((document) => {
      document.signed['x\u202e'] = 'a\u2066b\u200d'
    })
    for (const line of [...printDiff(diffRoots(before, hostile, names)), ...describeRoot(hostile)]) {
      expect(line).toMatch(/^[ -~]*$/)
    }
  })
})

describe('a root in plain words', () => {
  it('says how far it is signed, and that the chain is another question', () => {
    const lines = describeRoot(before)
    expect(lines[0]).toBe('TUF root metadata, version 1, valid until 2035-01-01T00:00:00Z.')
    expect(lines).toContain('It is signed by 2 of its own root keys; at least 2 must.')
    expect(describeRoot(after)).toContain('It is NOT yet signed by enough of its own root keys: 0 good, 3 needed.')
  })

  it('tells good, wrong, empty and foreign signatures apart', () => {
    const mixed = changed((document) => {
      document.signatures[1].sig = document.signatures[0].sig
      document.signatures.push({ keyid: idOf('c'), sig: '' }, { keyid: 'else', sig: '00' })
    })
    const lines = describeRoot(mixed).join('\n')
    for (const verdict of [': good', ': WRONG', ': empty, still to be signed', ': by a key that is no root key']) {
      expect(lines).toContain(verdict)
    }
  })
})
