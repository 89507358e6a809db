// Every command: its exit code, its one JSON object, and what it refuses. 0 done, 1 refused, 2 usage or unreadable, 3 device.

import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeEntry } from '../../core/transcript/entry.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { edited, exampleYaml, placeOf } from '../plan/example.ts'
import { makeDraft, makeKey, signDraft } from '../tuf/make.ts'
import { makeSample, type Sample } from '../verify/sample.ts'
import { jsonOf, run } from './capture.ts'

let place = ''
let sample: Sample
const at = (...parts: readonly string[]): string => join(place, ...parts)

const lay = (name: string, bytes: string | Uint8Array): string => {
  const path = at(name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-cli-'))
  sample = await makeSample()
  for (const [path, bytes] of sample.files) lay(`bag/${path}`, bytes)
  lay('plan.yaml', exampleYaml)
  const keys = new Map([['a', makeKey('ecdsa-p256')]])
  for (const version of [1, 2]) {
    const draft = makeDraft(keys, { version, root: { keys: ['a'], threshold: 1 } })
    lay(`chain/${version}.root.json`, signDraft(keys, draft, ['a']))
  }
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

const refusals: readonly (readonly [args: readonly string[], code: 1 | 2 | 3, errorCode: string])[] = [
  [['fly'], 2, 'station/usage'],
  [['constructor'], 2, 'station/usage'],
  [['__proto__'], 2, 'station/usage'],
  [['toString'], 2, 'station/usage'],
  [['verify'], 2, 'station/usage'],
  [['verify', '--plan', 'x', 'y'], 2, 'station/usage'],
  [['verify', 'nowhere'], 2, 'input/unreadable'],
  [['verify', 'plan.yaml/x'], 2, 'input/unreadable'],
  [['verify', 'x'.repeat(5000)], 2, 'input/unreadable'],
  [['verify', 'empty'], 1, 'bag/unfinished'],
  [['verify', 'bag', '--head', 'ab'.repeat(32)], 1, 'transcript/other-head'],
  [['verify', 'bag', '--head', 'aardvark absurd'], 1, 'words/order'],
  [['verify', 'altered'], 1, 'bag/altered'],
  [['verify', 'bag/data/plan.json'], 1, 'tuf/form'],
  [['verify', 'bag/transcript.jsonl', '--head', 'ab'.repeat(32)], 1, 'transcript/other-head'],
  [['verify', 'cut.jsonl'], 1, 'transcript/torn'],
  [['verify', 'left-out.jsonl'], 1, 'transcript/gap'],
  [['verify', 'none.jsonl'], 1, 'transcript/empty'],
  [['verify', 'mid.jsonl'], 1, 'ceremony/verify-failed'],
  [['verify', 'chain/2.root.json', 'chain/1.root.json'], 1, 'tuf/version'],
  [['verify', 'chain', '--anchor', 'ab'.repeat(32)], 1, 'tuf/anchor'],
  [['inspect'], 2, 'station/usage'],
  [['inspect', 'nowhere'], 2, 'input/unreadable'],
  [['inspect', 'bag'], 2, 'input/not-a-file'],
  [['inspect', 'link'], 2, 'input/not-a-file'],
  [['inspect', 'noise'], 2, 'input/unknown'],
  [['diff', 'plan.yaml'], 2, 'station/usage'],
  [['diff', 'chain/1.root.json', 'noise'], 2, 'json/syntax'],
  [['tokens'], 2, 'station/usage'],
  [['plan'], 2, 'station/usage'],
  [['plan', 'print', 'plan.yaml'], 2, 'station/usage'],
  [['plan', 'check', 'nowhere'], 2, 'input/unreadable'],
  [['plan', 'check', 'broken.yaml'], 1, 'plan/invalid'],
  [['plan', 'check', 'other.yaml'], 1, 'ceremony/unknown'],
  [['rehearse', 'no-such-ceremony', '--out', 'never'], 1, 'ceremony/unknown'],
  [['rehearse', 'root-key-generation', 'twice'], 2, 'station/usage'],
  [['rehearse', 'root-key-generation', '--out', 'bag'], 1, 'station/exists'],
  [['rehearse', 'root-key-generation', '--out', 'never', '--plan', 'broken.yaml'], 1, 'plan/invalid'],
  [['rehearse', 'restore', '--out', 'never', '--plan', 'other-restore.yaml'], 1, 'ceremony/no-card'],
  [['run'], 2, 'station/usage'],
  [['run', '--answers', 'nowhere'], 2, 'input/unreadable'],
  [['run', '--answers', 'answers.yaml'], 2, 'station/usage'],
  [['run', '--answers', 'answers.yaml', 'more'], 2, 'station/usage'],
  [['run', '--answers', 'answers.yaml', '--secrets-fd', 'x'], 2, 'station/usage'],
  [['run', '--answers', 'answers.yaml', '--secrets-fd', '987'], 2, 'input/unreadable'],
  [
    ['run', '--answers', 'answers.yaml', '--plan', 'broken.yaml', '--site', 'site.yaml', '--out', 'never'],
    1,
    'plan/invalid',
  ],
  [
    ['run', '--answers', 'answers.yaml', '--plan', 'plan.yaml', '--site', 'broken.yaml', '--out', 'never'],
    1,
    'plan/invalid',
  ],
  [
    ['run', '--answers', 'answers.yaml', '--plan', 'plan.yaml', '--site', 'site.yaml', '--out', 'never'],
    1,
    'ceremony/site-gap',
  ],
  [
    ['run', '--answers', 'secret.yaml', '--plan', 'plan.yaml', '--site', 'site.yaml', '--out', 'never'],
    1,
    'plan/invalid',
  ],
  [['run', '--answers', 'answers.yaml', '--resume', 'nowhere'], 2, 'input/unreadable'],
]

/** Words that name something in the place of these tests become its path. */
const placed = (args: readonly string[]): readonly string[] =>
  args.map((arg, index) => {
    const isPath =
      /^(bag|cut|left-out|none|mid|chain|plan\.yaml|broken|other|altered|empty|noise|link|nowhere|never|answers|secret|site|x{9})/.test(
        arg,
      )
    return isPath && index > 0 ? at(arg) : arg
  })

describe('refused', () => {
  beforeAll(() => {
    for (const [path, bytes] of sample.files) lay(`altered/${path}`, bytes)
    const plan = readFileSync(at('altered', 'data', 'plan.json'))
    plan.set([(plan[100] ?? 0) ^ 1], 100)
    lay('altered/data/plan.json', plan)
    mkdirSync(at('empty'))
    const lines = readFileSync(at('bag', 'transcript.jsonl'), 'utf8').split('\n')
    lay('cut.jsonl', lines.join('\n').slice(0, -5))
    lay('left-out.jsonl', lines.toSpliced(7, 1).join('\n'))
    lay('none.jsonl', '')
    const answered = { event: { type: 'answered', step: 'a/b', by: 'emi', auth: 'claimed', fits: true, values: {} } }
    const stranger = { ...answered, previous: '0'.repeat(64), seq: 0, time: '2026-11-21T09:00:00.000Z' }
    lay('mid.jsonl', Buffer.concat([encodeEntry(stranger), Buffer.from('\n')]))
    lay('noise', Buffer.from('no document that anybody knows'))
    symlinkSync(at('plan.yaml'), at('link'))
    lay('broken.yaml', edited(['version: 3', 'version: three'], ['threshold: 2', 'threshold: 9']))
    const restoreYaml = readFileSync(new URL('../../ceremonies/examples/restore.plan.yaml', import.meta.url), 'utf8')
    lay('other-restore.yaml', restoreYaml.replace('"set":1924183335', '"set":1924183336'))
    lay('other.yaml', edited(['ceremony: root-key-generation', 'ceremony: no-such-ceremony']))
    lay('answers.yaml', 'format: anchorite/answers/v1\nanswers:\n  - { step: "*", answer: yes }\n')
    lay('secret.yaml', 'format: anchorite/answers/v1\nanswers:\n  - { step: "*", values: { pin: "12345678" } }\n')
    lay(
      'site.yaml',
      `format: anchorite/site/v1\nname: test\nmodules:\n  other: { path: /usr/lib/x.so, environment: {} }\nmedia: { out: ${at('never')} }\nstandIns: {}\n`,
    )
  })

  test.each(refusals)(
    '%j: exit code %i, %s; in words to people, and as one JSON object',
    async (args, code, errorCode) => {
      const said = await run(...placed(args))
      expect(said.code).toBe(code)
      expect(said.out).toMatch(args[0] === 'rehearse' ? /^(REHEARSAL of .*\n)?$/ : /^$/)
      expect(said.err).toMatch(/^REFUSED {2}\S/)
      expect(said.err).toMatch(/^SAFE /m)
      expect(said.err).toMatch(/^NEXT /m)
      expect(said.err).toContain(errorCode)
      expect(said.err).not.toContain('12345678')
      const machine = await run(...placed(args), '--json')
      expect(machine.code).toBe(code)
      expect(jsonOf(machine)).toMatchObject({ ok: false, code: errorCode, happened: expect.any(String) })
    },
  )

  test('SITE-MEDIA: in production the bag does not go to where the copies of wrapped keys do', async () => {
    lay(
      'beside.yaml',
      `format: anchorite/site/v1\nname: test\nmodules:\n  main: { path: /usr/lib/x.so, environment: {} }\nmedia: { out: /media/out, blobs: ${at('empty')}/blobs }\nstandIns: {}\n`,
    )
    const args = [
      'run',
      '--plan',
      at('plan.yaml'),
      '--site',
      at('beside.yaml'),
      '--answers',
      at('answers.yaml'),
      '--station',
      at('never'),
    ]
    const said = await run(...args, '--out', at('empty'))
    expect(said.err).toContain('SITE-MEDIA')
    expect(said.err).toContain('ceremony/site-gap')
    expect((await run(...args, '--out', place)).err).toContain('SITE-MEDIA')
    expect((await run(...args, '--out', at('bag'))).err).not.toContain('SITE-MEDIA')
  })

  test('and nothing was begun by any of them', () => {
    expect(() => openSync(at('never'), 'r')).toThrow('ENOENT')
  })

  test('a plan with problems: all of them, each with its line and column', async () => {
    const { err } = await run('plan', 'check', at('broken.yaml'))
    const problems = err.match(/^ +line \d+, column \d+: .*$/gm) ?? []
    expect(problems.length).toBeGreaterThanOrEqual(2)
    const { line, column } = placeOf(edited(['version: 3', 'version: three']), 'three\nceremony')
    expect(err).toContain(`line ${line}, column ${column}: version: `)
    expect(err).toMatch(/threshold: .*9/)
    const { problems: listed } = jsonOf(await run('plan', 'check', at('broken.yaml'), '--json'))
    expect(listed).toHaveLength(problems.length)
  })

  test('a module that is not there: a device, said by name; the others are listed all the same', async () => {
    const said = await run('tokens', '--module', at('nowhere.so'))
    expect(said.code).toBe(3)
    expect(said.out).toContain('NOT USABLE')
    expect(jsonOf(await run('tokens', '--module', at('nowhere.so'), '--json'))).toMatchObject({ kind: 'tokens' })
  })
})

describe('done', () => {
  test('verify of a bag, with the head from paper in words or digits, and without', async () => {
    const plain = await run('verify', at('bag'))
    expect(plain.code).toBe(0)
    expect(plain.out).toMatch(
      /^REHEARSAL {2}VERIFIED {2}Sealed by Emi Tanaka \(key witness-a\), whose key this bag itself names/,
    )
    const words = wordsOfDigest(sample.head).join(' ')
    for (const head of [sample.head, words, words.toUpperCase()]) {
      const said = await run('verify', at('bag'), '--head', head)
      expect([said.code, said.out.includes('The head on your paper is in this record')]).toEqual([0, true])
    }
    expect(jsonOf(await run('verify', at('bag'), '--json'))).toMatchObject({
      ok: true,
      kind: 'bag',
      verdict: 'sealed',
      head: sample.head,
    })
  })

  test('verify of a lone record says what it cannot know', async () => {
    const path = at('bag', 'transcript.jsonl')
    const plain = await run('verify', path)
    expect(plain.code).toBe(0)
    expect(plain.out).toMatch(/^REHEARSAL {2}VERIFIED {2}Consistent, not authenticated/)
    expect(plain.out).toContain('does not say whether the script allowed')
    const { head } = jsonOf(await run('verify', path, '--json')) as { head: string }
    const lastWords = wordsOfDigest(head).join(' ')
    const compared = await run('verify', path, '--head', lastWords)
    expect(compared.out).toMatch(/^REHEARSAL {2}VERIFIED {2}The head on your paper is in this record/)
    expect(jsonOf(await run('verify', path, '--head', head, '--json'))).toMatchObject({
      kind: 'transcript',
      verdict: 'head',
      closed: true,
    })
  })

  test('verify of a directory of N.root.json, and of single files in their order', async () => {
    for (const paths of [[at('chain')], [at('chain', '1.root.json'), at('chain', '2.root.json')]]) {
      const said = await run('verify', ...paths)
      expect([said.code, said.out.split('\n')[0]]).toEqual([0, 'VERIFIED  a chain of 2 roots, up to version 2.'])
    }
    expect(jsonOf(await run('verify', at('chain'), '--json'))).toMatchObject({ kind: 'root-chain', versions: [1, 2] })
    const one = await run('verify', at('bag', 'data', 'metadata', 'acme', 'update'))
    expect([one.code, one.out.startsWith('VERIFIED  one root')]).toEqual([0, true])
  })

  test('inspect of every document of a bag, and of a plan', async () => {
    const kinds: Readonly<Record<string, string>> = {
      'data/plan.json': 'plan acme-root-2027 version 3 for root-key-generation',
      'data/script.json': 'script root-key-generation version',
      'data/metadata/acme/update/1.root.json': 'TUF root metadata',
      'data/proofs/root-a.dsse.json': 'signed statement',
      'seal.dsse.json': 'signed statement',
      'transcript.jsonl': 'transcript',
    }
    for (const [path, kind] of Object.entries(kinds)) {
      const said = await run('inspect', at('bag', path))
      expect([said.code, said.out.split('\n')[0]], path).toEqual([0, expect.stringContaining(kind)])
      expect(said.out).toContain('Shown, not verified.')
      expect(jsonOf(await run('inspect', at('bag', path), '--json')).kind, path).toContain(kind)
    }
    expect((await run('inspect', at('plan.yaml'))).code).toBe(0)
  })

  test('diff, plan check, plan check --print, and help', async () => {
    const diff = await run('diff', at('chain', '1.root.json'), at('chain', '2.root.json'))
    expect([diff.code, diff.out.includes('Neither file was verified here')]).toEqual([0, true])
    expect(jsonOf(await run('diff', at('chain', '1.root.json'), at('chain', '2.root.json'), '--json')).kind).toBe(
      'root-diff',
    )
    const plan = await run('plan', 'check', at('plan.yaml'))
    expect([plan.code, plan.out.startsWith('The plan acme-root-2027 version 3 holds')]).toEqual([0, true])
    expect(jsonOf(await run('plan', 'check', at('plan.yaml'), '--json'))).toMatchObject({ kind: 'plan', version: 3 })
    const print = await run('plan', 'check', at('plan.yaml'), '--print')
    expect([print.code, print.out.includes('EXCEPTION SHEET')]).toEqual([0, true])
    for (const args of [[], ['help']]) expect((await run(...args)).code).toBe(0)
    expect(jsonOf(await run('help', '--json'))).toMatchObject({ ok: true })
  })
})
