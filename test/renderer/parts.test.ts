import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startSecretHost } from '../../core/backup/secret-client.node.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import type { Sheet, View } from '../../renderer/bridge.ts'
import { outlineOf, shownSteps } from '../../renderer/ceremony/outline.ts'
import { stageOf } from '../../renderer/ceremony/stage.ts'
import { blocksOf, saidOnce } from '../../renderer/parts/facts.ts'
import { gateOf } from '../../renderer/steps/gates.ts'
import { strings } from '../../renderer/strings.ts'
import { beginStation, playTo, scratch } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'

const renderer = new URL('../../renderer/', import.meta.url)
const sourcesOf = (folder: string) =>
  readdirSync(new URL(folder, renderer)).map(
    (name) => [`${folder}${name}`, readFileSync(new URL(`${folder}${name}`, renderer), 'utf8')] as const,
  )

it('a step component gets a view and callbacks: it reaches no bridge, no store and no page', () => {
  const reaches =
    /window\.anchorite|useStation|ceremony\/callbacks|\bcalls\b|from '\.\.\/(?:ceremony|pages|panels|App|Window)/
  const components = [...sourcesOf('steps/'), ...sourcesOf('parts/')]
  expect(components.length).toBeGreaterThan(20)
  expect(components.filter(([, text]) => reaches.test(text)).map(([name]) => name)).toEqual([])
})

it('only the page that begins touches what the shell put into the window', () => {
  const all = ['./', 'ceremony/', 'pages/', 'panels/', 'parts/', 'steps/'].flatMap((folder) =>
    readdirSync(new URL(folder, renderer), { withFileTypes: true })
      .filter((entry) => /\.tsx?$/.test(entry.name))
      .map((entry) => [entry.name, readFileSync(new URL(`${folder}${entry.name}`, renderer), 'utf8')] as const),
  )
  expect(all.filter(([, text]) => text.includes('window.anchorite')).map(([name]) => name)).toEqual(['Window.tsx'])
})

it('no text that a person reads stands outside the catalogue', () => {
  const spoken = /<(?:p|h[1-6]|strong|legend|label|button|dt|th|li|summary)\b[^<>{}]*>\s*[A-Za-z][a-z]+ /
  const components = ['ceremony/', 'pages/', 'panels/', 'parts/', 'steps/'].flatMap((folder) => sourcesOf(folder))
  expect(components.filter(([, text]) => spoken.test(text)).map(([name]) => name)).toEqual([])
})

it('every sentence of the catalogue is said somewhere', () => {
  // What is found by a value of the host is not named in the code.
  const looked: readonly string[] = ['facts', 'pinState']
  const names = Object.entries(strings).flatMap(([group, said]) =>
    typeof said === 'string' || looked.includes(group) ? [] : Object.keys(said),
  )
  const code = ['./', 'ceremony/', 'pages/', 'panels/', 'parts/', 'steps/']
    .flatMap((folder) =>
      readdirSync(new URL(folder, renderer), { withFileTypes: true })
        .filter((entry) => /\.tsx?$/.test(entry.name) && entry.name !== 'strings.ts')
        .map((entry) => readFileSync(new URL(`${folder}${entry.name}`, renderer), 'utf8')),
    )
    .join('\n')
  expect(names.length).toBeGreaterThan(150)
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
})

it('a step that stands only after a void is no step of every day in the outline', () => {
  const row = (number: string, label: string) => ({
    number,
    title: `step ${number}`,
    who: '',
    lines: [{ label, text: '' }],
    writing: [],
    facts: [],
    initial: '',
    time: '',
  })
  const act = {
    kind: 'steps',
    title: 'Act 2 of 9: Backup',
    end: '',
    rows: [row('7', 'ONLY IF'), row('8', 'DO')],
  } as const
  const sheet = { blocks: [act] } as unknown as Sheet // the outline looks at nothing else
  expect(outlineOf(sheet)).toEqual([
    {
      title: 'Backup',
      steps: [
        { number: 7, title: 'step 7', onlyIf: true },
        { number: 8, title: 'step 8', onlyIf: false },
      ],
    },
  ])
})

it('a fact that follows under the same name with the same value is read aloud once', () => {
  const fact = (name: string, value: string) => ({ name, value })
  const facts = [fact('spkiSha256', 'ab'), fact('fingerprint', 'ab'), fact('fingerprint', 'cd'), fact('token', 'cd')]
  const label = ({ name }: { name: string }) => (name === 'token' ? 'Token' : 'Digest')
  expect(saidOnce(facts, label).map(({ name, value }) => `${name} ${value}`)).toEqual([
    'spkiSha256 ab',
    'fingerprint cd',
    'token cd',
  ])
})

it('after a void the outline shows all that stands only then, until it is passed', () => {
  const step = (number: number, onlyIf: boolean) => ({ number, title: `step ${number}`, onlyIf })
  const act = { title: 'Backup', steps: [step(7, true), step(8, true), step(9, false)] }
  const shownAt = (number: number) => shownSteps(act, number).map((shown) => shown.number)
  expect([7, 8, 9, 4].map(shownAt)).toEqual([[7, 8, 9], [7, 8, 9], [9], [9]])
})

it('codes come before secrets, and secrets before the act', () => {
  const person = (id: string) => ({ id, name: id, roles: [], present: true })
  const secret = { slot: 'userPin', label: 'PIN', by: [], given: false }
  const people = [person('a'), person('b')]
  const gate = (missing: string[], confirmed: string[], given: boolean) =>
    gateOf({
      people,
      step: {
        secrets: [{ ...secret, given }],
        irreversible: { gone: '', missing, confirmed },
      } as unknown as NonNullable<View['step']>, // the gate looks at nothing else
    })
  expect(gate(['a'], [], false)).toMatchObject({ kind: 'code', first: true, people: [{ id: 'a' }] })
  expect(gate(['b'], ['a'], false)).toMatchObject({ kind: 'code', first: false })
  expect(gate([], ['a', 'b'], false)).toMatchObject({ kind: 'secret' })
  expect(gate([], ['a', 'b'], true)).toEqual({ kind: 'act' })
})

it('of facts no line is left out, and readiness is read line by line', () => {
  const lines = [
    'selfReported: true',
    'lines rule: A',
    'lines ok: false',
    'lines words: cable in',
    'lines waived: true',
    'lines rule: B',
    'lines ok: true',
    'lines words: no swap',
    'lines waived: false',
  ]
  const blocks = blocksOf(lines)
  expect(blocks.map((block) => block.kind)).toEqual(['pairs', 'check', 'check'])
  expect(blocks[1]).toMatchObject({ rule: 'A', holds: false, waived: true, words: 'cable in' })
  expect(blocksOf(['rules: one', 'rules: two', 'rules: three'])).toEqual([
    { kind: 'list', name: 'rules', values: ['one', 'two', 'three'] },
  ])
  expect(blocksOf(['key: a', 'a line without a name'])).toEqual([
    {
      kind: 'pairs',
      facts: [
        { name: 'key', value: 'a' },
        { name: '', value: 'a line without a name' },
      ],
    },
  ])
})

it('one thing stands in the middle, and a clock that is behind before all others', async () => {
  const { directory, remove } = scratch()
  const station = beginStation({ directory, plan: examplePlan() })
  const shown = { read: -1, writing: null }
  const view = await playTo(station, 'open/readiness')
  expect(stageOf(view, shown).kind).toBe('step')
  expect(stageOf({ ...view, needsClock: true, status: 'break' }, shown).kind).toBe('clock')
  const after = await playTo(station, 'open/script-digest')
  expect(stageOf(after, shown).kind).toBe('outcome')
  expect(stageOf(after, { ...shown, read: after.transcript.length }).kind).toBe('step')
  expect(stageOf({ ...after, status: 'break' }, { ...shown, writing: 'ab' }).kind).toBe('write-head')
  expect(stageOf({ ...after, status: 'closed', bag: null }, shown)).toEqual({ kind: 'closing', closed: true })
  await station.host.leave()
  remove()
})

const backups = parsePlan(
  readFileSync(new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)),
  'three-backups.plan.yaml',
  scriptRoles,
)

it.each([
  ['without a backup', examplePlan()],
  ['with backups of every kind', backups],
])('every fact that a rehearsal %s reads aloud has a name in plain words', async (_, plan) => {
  const { directory, remove } = scratch()
  mkdirSync(`${directory}/blobs`)
  const station = beginStation({
    directory,
    plan,
    site: { media: { out: `${directory}/bag`, blobs: `${directory}/blobs` } },
    startSecretHost,
  })
  const names = new Set<string>()
  const player = {
    next: (view: View) => {
      for (const block of blocksOf(view.outcome?.lines ?? []))
        if (block.kind === 'pairs') for (const { name } of block.facts) names.add(name)
      return station.player.next(view)
    },
  }
  await playTo(station, 'close', player)
  await station.host.leave()
  remove()
  expect([...names].filter((name) => strings.facts[name] === undefined)).toEqual([])
})
