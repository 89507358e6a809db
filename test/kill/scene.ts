// The scene of a ceremony that is killed: plan, site, answers, secrets and real SoftHSM tokens, all in one folder that can
// be copied away and laid back.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { expand } from '../../core/ceremony/expand.ts'
import type { FlatField, FlatStep } from '../../core/ceremony/expanded.ts'
import type { Answer } from '../../core/formats/answers.ts'
import { type Plan, planDigest } from '../../core/formats/plan.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { rehearsalBackup } from '../../electron/host/open-ceremony.ts'
import { scriptOf } from '../../electron/host/scripts.ts'
import { factorySoPin, makeSoftHsm } from '../token/softhsm.ts'

export type Scene = {
  /** Folder of the worker; what is copied away lies in it too. */
  readonly place: string
  /** The folder that is killed in: its path never changes, because the transcript names it. */
  readonly live: string
  readonly plan: Plan
  readonly module: SiteModule
  /** By id in the plan: the serial number of the SoftHSM token that stands in. */
  readonly serials: ReadonlyMap<string, string>
}

export type Line = { readonly seq: number; readonly time: string; readonly event: CeremonyEvent }

const code = (person: string): string => `priv-${person}-5150`
export const userPin = (token: string): string => `upin-${token}-8086`
const soPin = (token: string): string => `sopin-${token}-6502`

/** Lay plan, site, answers and fresh tokens for one worker. */
export async function makeScene(place: string, plan: Plan): Promise<Scene> {
  const live = join(place, 'live')
  mkdirSync(live, { recursive: true })
  mkdirSync(join(live, 'softhsm'))
  mkdirSync(join(live, 'blobs'))
  const { module, tokens } = await makeSoftHsm(join(live, 'softhsm'), plan.tokens.length)
  const serials = new Map(plan.tokens.map(({ id }, index) => [id, tokens[index]?.serial ?? '']))
  const site = {
    format: 'anchorite/site/v1',
    name: 'kill matrix',
    modules: Object.fromEntries([...new Set(plan.tokens.map((token) => token.module))].map((name) => [name, module])),
    media: { out: join(live, 'medium'), blobs: join(live, 'blobs'), in: rehearsalBackup },
    standIns: Object.fromEntries(plan.tokens.map(({ id, serial }) => [serial, { serial: serials.get(id) }])),
  }
  writeFileSync(join(live, 'plan.yaml'), JSON.stringify(plan))
  writeFileSync(join(live, 'site.yaml'), JSON.stringify(site))
  writeFileSync(join(live, 'answers.yaml'), JSON.stringify(answersOf(plan)))
  return { place, live, plan, module, serials }
}

/** The steps of the day: the script of the plan, laid out. */
export const stepsOf = (plan: Plan): readonly FlatStep[] =>
  expand(scriptOf(plan.ceremony), plan, planDigest(plan)).steps

/** Everything is as it should be, whatever the script asks; and whoever finds an interrupted act goes by what was found. */
function answersOf(plan: Plan): object {
  return {
    format: 'anchorite/answers/v1',
    answers: [{ step: '*', answer: 'yes' }, ...stepsOf(plan).flatMap(answersAt)],
  }
}

function answersAt(step: FlatStep): readonly Answer[] {
  switch (step.kind) {
    case 'choose': {
      const option = step.options.find(({ fits }) => fits)
      return option === undefined ? [] : [{ step: step.id, values: { option: option.id } }]
    }
    case 'enter':
      return [
        { step: step.id, values: Object.fromEntries(step.fields.map((field) => [field.id, entered(step, field)])) },
      ]
    case 'perform':
      // What decides about an interrupted act is named outright: a wildcard does not count.
      return [{ step: `reconcile/${step.id}`, answer: 'yes' }]
    default:
      return []
  }
}

/** What is planned; the same initials each time; else something that stands nowhere yet. */
function entered(step: FlatStep, field: FlatField): string {
  if (field.form === 'initials') return 'XY'
  return field.expect ?? (field.form === 'number' ? String(step.number) : `N-${step.number}`)
}

/** @param changedSo - tokens whose SO PIN an interrupted act had changed already: it is typed as the one they came with. */
export function secretsOf({ plan }: Scene, changedSo: ReadonlySet<string>): string {
  return [
    ...plan.people.map(({ id }) => `code/${id}=${code(id)}`),
    ...plan.tokens.flatMap(({ id }) => [
      `user-pin/${id}=${userPin(id)}`,
      `so-pin/${id}=${soPin(id)}`,
      `factory-so-pin/${id}=${changedSo.has(id) ? soPin(id) : factorySoPin}`,
    ]),
  ].join('\n')
}

/** The ceremony's directory once it has a first line; undefined where nothing had begun. */
export function ceremonyIn({ live }: Scene): string | undefined {
  const station = join(live, 'station')
  const names = existsSync(station) ? readdirSync(station) : []
  return names.map((name) => join(station, name)).find((path) => wholeLines(path).length > 0)
}

/** The whole lines of the transcript; a torn last one is left out. */
export function wholeLines(ceremony: string): readonly Line[] {
  const path = join(ceremony, 'transcript.jsonl')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line) // the station wrote it
}

/** The head that stands last on the paper of the room, in words; undefined where none was compared yet. */
export function headOnPaper(lines: readonly Line[]): string | undefined {
  const heads = lines.flatMap(({ event }) => (event.type === 'answered' ? [event.values.head] : []))
  const head = heads.filter((value) => value !== undefined).at(-1)
  return head === undefined ? undefined : wordsOfDigest(head).join(' ')
}

/** The arguments that begin the ceremony, or take it up again with the head from paper. */
export function argumentsFor(scene: Scene): readonly string[] {
  const { live } = scene
  const answers = ['--answers', join(live, 'answers.yaml'), '--secrets-fd', '3', '--json']
  const ceremony = ceremonyIn(scene)
  if (ceremony === undefined) {
    const where = ['--plan', join(live, 'plan.yaml'), '--site', join(live, 'site.yaml'), '--out', live, '--rehearsal']
    return ['run', ...where, ...answers]
  }
  const head = headOnPaper(wholeLines(ceremony))
  return ['run', '--resume', ceremony, ...answers, ...(head === undefined ? [] : ['--head', head])]
}

/** Copy what lies in the scene away. */
export function keep({ place, live }: Scene, name: string): void {
  const to = join(place, name)
  rmSync(to, { recursive: true, force: true })
  cpSync(live, to, { recursive: true, preserveTimestamps: true })
}

/** Lay back what was kept. */
export function layBack({ place, live }: Scene, name: string): void {
  rmSync(live, { recursive: true, force: true })
  cpSync(join(place, name), live, { recursive: true, preserveTimestamps: true })
}
