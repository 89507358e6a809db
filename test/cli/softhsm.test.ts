// The real thing once: SoftHSM tokens, the terminal as a process, bags that sha256sum, tuf-js and our verify take, and no
// PIN or code left anywhere.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../core/formats/plan.ts'
import { formsOf, tracesIn } from '../host/traces.ts'
import { examplePlan } from '../plan/example.ts'
import { factorySoPin, makeSoftHsm } from '../token/softhsm.ts'

/** Some twenty processes are started one after another; a machine at work takes its time, in milliseconds. */
const patience = 240_000

const program = new URL('../../electron/cli.ts', import.meta.url).pathname
let place = ''
const at = (...parts: readonly string[]): string => join(place, ...parts)

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-real-'))
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

type Run = { readonly code: number | null; readonly out: string; readonly processes: readonly Buffer[] }

/** The program as somebody starts it; `processes` is what the system shows of it and of its children meanwhile. */
async function start(args: readonly string[], secrets = ''): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk))
  const descriptor = child.stdio[3]
  if (descriptor !== null && descriptor !== undefined && 'end' in descriptor) {
    descriptor.on('error', () => undefined) // a run that takes no secrets closes it
    descriptor.end(secrets)
  }
  const processes = new Map<string, Buffer>()
  const watch = setInterval(() => {
    for (const pid of familyOf(child.pid ?? 0)) {
      for (const what of ['cmdline', 'environ']) keep(processes, `/proc/${pid}/${what}`)
    }
  }, 15)
  try {
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { code, out: Buffer.concat(said).toString('utf8'), processes: [...processes.values()] }
  } finally {
    clearInterval(watch)
  }
}

function keep(processes: Map<string, Buffer>, path: string): void {
  try {
    const bytes = readFileSync(path)
    if (bytes.length > 0) processes.set(path, bytes)
  } catch {
    return // it ended meanwhile
  }
}

/** The process and its children. */
function familyOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return [pid, ...children.flatMap((child) => familyOf(Number(child)))]
  } catch {
    return [] // it ended meanwhile
  }
}

/** Checked with nothing of ours at hand. */
function checkByHand(bag: string): void {
  for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
    const lines = execFileSync('sha256sum', ['-c', '--strict', manifest], { cwd: bag, encoding: 'utf8' })
    expect(lines).not.toContain('FAILED')
    expect(lines.split('\n').length).toBeGreaterThan(4)
  }
  const require = createRequire(import.meta.url)
  const store = require.resolve('tuf-js').replace(/index\.js$/, 'store.js')
  const { TrustedMetadataStore } = require(store) as {
    TrustedMetadataStore: new (root: Buffer) => { root: { signed: { version: number } } }
  } // untyped by that path
  const root = readFileSync(join(bag, 'data', 'metadata', 'acme', 'update', '1.root.json'))
  expect(new TrustedMetadataStore(root).root.signed.version).toBe(1)
}

test(
  'rehearse: a root generation from end to end, with a bag that sha256sum, tuf-js and verify take',
  async () => {
    const { code, out } = await start(['rehearse', 'root-key-generation', '--out', at('rehearsal')])
    expect(out).toContain('Done: ')
    expect(code).toBe(0)
    const bag = at('rehearsal', 'bag')
    expect(out.trimEnd().endsWith(bag)).toBe(true)
    checkByHand(bag)
    const verified = await start(['verify', bag, '--json'])
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, verdict: 'sealed', deviations: [] })
    // The tokens were throw-away: nothing of them stands in the bag or at the station.
    expect(readdirSync(at('rehearsal')).sort()).toEqual(['bag', 'blobs', 'station'])
  },
  patience,
)

describe('run, from prepared answers, with PINs and codes on a descriptor', () => {
  /** Two root tokens and the witness; the other roles belong to the key that the plan brings. */
  function smallPlan(): Plan {
    const plan = examplePlan()
    const tokens = plan.tokens.filter(({ id }) => ['root-a', 'root-b', 'witness'].includes(id))
    const [repository] = plan.repositories
    if (repository === undefined) throw new Error('the example has a repository')
    const { targets: _targets, ...others } = repository.roles
    return {
      ...plan,
      tokens,
      keys: plan.keys.filter((key) => ['root-a', 'root-b', 'witness-a', 'online-a'].includes(key.id)),
      repositories: [
        {
          ...repository,
          roles: { ...others, targets: others.snapshot, root: { keys: ['root-a', 'root-b'], threshold: 2 } },
        },
      ],
    }
  }

  const code = (person: string): string => `priv-${person}-5150`
  const userPin = (token: string): string => `upin-${token}-8086`
  const soPin = (token: string): string => `sopin-${token}-6502`

  const answersFor = (plan: Plan, acts: readonly string[]): string =>
    JSON.stringify({
      format: 'anchorite/answers/v1',
      answers: [
        ...acts.map((act) => ({ step: `${act}/*`, answer: 'yes' })),
        { step: 'open/approve', values: { option: 'go' } },
        { step: 'open/roll-call/*', values: { initials: 'XY' } },
        ...(acts.includes('close') ? [{ step: 'close/initials/*', values: { initials: 'XY' } }] : []),
        ...plan.tokens.flatMap(({ id, bag }) => [
          { step: `retrieve/bag/${id}`, values: { bag: bag ?? '' } },
          ...(acts.includes('close') ? [{ step: `close/custody/${id}`, values: { bag: `N-${bag}` } }] : []),
        ]),
      ],
    })

  test(
    'stops at the first open question, is resumed with the head from paper, and leaves no secret anywhere',
    async () => {
      const plan = smallPlan()
      mkdirSync(at('tokens'))
      const { module, tokens } = await makeSoftHsm(at('tokens'), plan.tokens.length)
      const site = {
        format: 'anchorite/site/v1',
        name: 'test',
        modules: { main: module },
        media: { out: at('run') },
        standIns: Object.fromEntries(
          plan.tokens.map(({ serial }, index) => [serial, { serial: tokens[index]?.serial }]),
        ),
      }
      const acts = ['retrieve', 'open', 'tokens', 'keys', 'root', 'verify', 'export']
      writeFileSync(at('plan.yaml'), JSON.stringify(plan))
      writeFileSync(at('site.yaml'), JSON.stringify(site))
      writeFileSync(at('answers.yaml'), answersFor(plan, acts))
      writeFileSync(at('more-answers.yaml'), answersFor(plan, [...acts, 'close']))
      const secrets = [
        ...plan.people.map(({ id }) => `code/${id}=${code(id)}`),
        ...plan.tokens.flatMap(({ id }) => [
          `user-pin/${id}=${userPin(id)}`,
          `so-pin/${id}=${soPin(id)}`,
          `factory-so-pin/${id}=${factorySoPin}`,
        ]),
      ].join('\n')
      const where = ['--plan', at('plan.yaml'), '--site', at('site.yaml'), '--out', at('run'), '--rehearsal']

      const first = await start(['run', ...where, '--answers', at('answers.yaml'), '--secrets-fd', '3'], secrets)
      expect(first.out).toContain('ceremony/unanswered')
      expect(first.out).toContain('close/deviations')
      expect(first.code).toBe(1)
      const [ceremony = ''] = readdirSync(at('run', 'station')).filter((name) => name.startsWith('root-key-generation'))
      const station = at('run', 'station', ceremony)
      expect(existsSync(join(station, 'lock'))).toBe(false)

      const resume = ['run', '--resume', station, '--answers', at('more-answers.yaml'), '--secrets-fd', '3']
      const without = await start(resume, secrets)
      expect([without.code, without.out.includes('the head from paper is asked for')]).toEqual([1, true])
      const wrong = await start([...resume, '--head', 'ab'.repeat(32)], secrets)
      expect([wrong.code, wrong.out.includes('ceremony/wrong-head')]).toEqual([1, true])
      const last = await start([...resume, '--head', paperHeadOf(station)], secrets)
      expect(last.out.trimEnd().split('\n').at(-1)).toBe(at('run', 'bag'))
      expect(last.code).toBe(0)
      checkByHand(at('run', 'bag'))
      expect((await start(['verify', at('run', 'bag')])).code).toBe(0)

      const known = [
        ...plan.people.map(({ id }) => code(id)),
        ...plan.tokens.flatMap(({ id }) => [userPin(id), soPin(id)]),
        factorySoPin,
      ]
      expect(tracesIn(at('run'), known)).toEqual([])
      expect(tracesIn(at('tokens'), known)).toEqual([])
      const runs = [first, without, wrong, last]
      const seen = runs.flatMap(({ processes }) => processes)
      const hosts = seen.filter((bytes) => bytes.includes('SOFTHSM2_CONF='))
      expect(hosts.length, 'token hosts that were seen at work').toBeGreaterThan(3)
      const places = [...seen, ...runs.map(({ out }) => Buffer.from(out))]
      const found = known.filter((value) => formsOf(value).some((form) => places.some((bytes) => bytes.includes(form))))
      expect(found).toEqual([])
    },
    patience,
  )
})

/** The head that the witness wrote down last. */
function paperHeadOf(station: string): string {
  const heads = readFileSync(join(station, 'transcript.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const { event } = JSON.parse(line) as { event: { type: string; values?: { head?: string } } } // the station wrote it
      return event.type === 'answered' && event.values?.head !== undefined ? [event.values.head] : []
    })
  return heads.at(-1) ?? ''
}
