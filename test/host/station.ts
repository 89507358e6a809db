// A station over fakes: the example plan, tokens in memory, a clock that ticks, a temporary directory; and people to play it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BridgeArgs, CallCeremony, CeremonyCall } from '../../core/bridge.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { Site } from '../../core/formats/site.ts'
import type { View } from '../../core/formats/view.ts'
import { Secret } from '../../core/secret.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { type Move, makeMove, type Player } from '../../electron/cli/play.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { serveBridge } from '../../electron/host/bridge-host.ts'
import { CeremonyHost } from '../../electron/host/ceremony-host.ts'
import type { Disk } from '../../electron/host/disk.node.ts'
import { type CeremonyFiles, createCeremony, openCeremony } from '../../electron/host/files.node.ts'
import { rehearsalCards } from '../../electron/host/open-ceremony.ts'
import type { StartSecretHost } from '../../electron/host/scope-desk.ts'
import { scriptOf } from '../../electron/host/scripts.ts'
import { TokenDesk } from '../../electron/host/token-desk.ts'
import { type FakeClock, fakeClock } from '../fakes/clock.ts'
import { fakeDisk } from '../fakes/disk.ts'
import type { QuietToken } from '../fakes/quiet.ts'
import { type Cue, FakeToken, FakeTokenHost } from '../fakes/token-host.ts'
import { examplePlan } from '../plan/example.ts'
import { QuickCodes } from './codes.ts'

/** After the approval of the example plan, on the day of its schedule. */
export const dayOfCeremony = '2026-11-24T09:00:00.000Z'
export const factorySoPin = 'factory-so-4711'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const secretOf = (text: string): Secret => Secret.take(bytesOf(text))

/** What people and tokens know in these tests. */
export const secrets = {
  code: (person: string) => `code of ${person}`,
  pin: (token: string, slot: string) =>
    slot === 'factorySoPin' ? factorySoPin : `${slot === 'soPin' ? 'so' : 'user'}-pin-${token}`,
}

export const pinOf = (token: string): string => secrets.pin(token, 'userPin')

/** In memory where the machine has such a place: a flush costs nothing there. */
export function scratch(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anchorite-'))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** The tokens of a plan as they come from the maker. */
export function makeTokens(plan: Plan): Map<string, FakeToken> {
  return new Map(
    plan.tokens.map((token) => {
      const made = new FakeToken(token.serial, secretOf(factorySoPin))
      made.label = 'from the maker'
      return [token.id, made]
    }),
  )
}

export type TokenCall = { readonly method: string; readonly request: unknown }

/** What lies on the desk of a station, and what was asked of it. It outlives the station. */
export type Table = {
  readonly tokens: Map<string, FakeToken>
  /** Every call to a token host so far; what `request` holds is not copied. */
  readonly calls: TokenCall[]
  /** Cues for the next token host that is started, then forgotten. */
  cues: readonly Cue[]
  /** After each call that a token host answered. */
  afterCall?: (call: TokenCall) => void
  /** The token that is quiet in the middle of a call. */
  quiet?: QuietToken
}

export type StationOptions = {
  readonly directory: string
  readonly plan?: Plan
  readonly site?: Partial<Site>
  readonly mode?: 'rehearsal' | 'production'
  readonly ceremony?: string
  readonly out?: string
  readonly clock?: FakeClock
  readonly disk?: Disk
  readonly table?: Table
  readonly startSecretHost?: StartSecretHost
  /** Wrap what the site would start. */
  readonly start?: (host: TokenHost) => TokenHost
}

export type Station = {
  readonly plan: Plan
  readonly files: CeremonyFiles
  readonly host: CeremonyHost
  readonly desk: TokenDesk
  readonly call: CallCeremony
  readonly table: Table
  readonly clock: FakeClock
  readonly player: Player
}

export const siteOf = (plan: Plan, out: string, site: Partial<Site> = {}): Site => ({
  format: 'anchorite/site/v1',
  name: 'test',
  modules: Object.fromEntries(plan.tokens.map((token) => [token.module, { path: '/bin/true', environment: {} }])),
  media: { out },
  standIns: {},
  ...site,
})

export const newTable = (plan: Plan): Table => ({ tokens: makeTokens(plan), calls: [], cues: [] })

/** Begin a ceremony of the example plan. */
export function beginStation(options: StationOptions): Station {
  const plan = options.plan ?? examplePlan()
  const clock = options.clock ?? fakeClock(dayOfCeremony)
  const out = options.out ?? join(options.directory, 'bag')
  const site = siteOf(plan, out, options.site)
  const files = createCeremony({
    ceremony: options.ceremony ?? 'test-ceremony',
    workDirectory: join(options.directory, 'station'),
    out,
    plan,
    planFileSha256: '11'.repeat(32),
    site,
    mode: options.mode ?? 'rehearsal',
    script: scriptOf(plan.ceremony),
    clock,
    disk: options.disk ?? fakeDisk(),
  })
  return stationOver(files, { ...options, clock, table: options.table ?? newTable(plan) })
}

/** Open again what an earlier station left in the directory. */
export function reopenStation(options: StationOptions & { readonly table: Table }): Station {
  const directory = join(options.directory, 'station', options.ceremony ?? 'test-ceremony')
  const clock = options.clock ?? fakeClock('2026-11-24T15:00:00.000Z')
  return stationOver(openCeremony({ directory, clock, disk: options.disk ?? fakeDisk() }), { ...options, clock })
}

function stationOver(
  opened: CeremonyFiles,
  { table, clock, start, startSecretHost }: StationOptions & { readonly table: Table; readonly clock: FakeClock },
): Station {
  const files = { ...opened, codes: new QuickCodes(join(opened.directory, 'codes')) }
  const desk = new TokenDesk(files.plan, files.site, async () => {
    const host = spied(new FakeTokenHost([...table.tokens.values()], table.cues), table)
    table.cues = []
    return start === undefined ? host : start(host)
  })
  const host = new CeremonyHost(files, desk, startSecretHost === undefined ? {} : { startSecretHost })
  const cards = rehearsalCards(files.plan)
  const player = rehearsalPlayer(files.plan, { ...secrets, card: (person) => cards[person] })
  return { plan: files.plan, files, host, desk, call: serveBridge(host), table, clock, player }
}

const methods = [
  'list',
  'initialise',
  'login',
  'generateKeyPair',
  'findKey',
  'sign',
  'readData',
  'writeData',
  'receiver',
  'random',
  'wrapKey',
  'unwrapKey',
  'importKey',
  'lockKey',
  'destroyKey',
  'probeBackup',
] as const satisfies readonly (keyof TokenHost)[]

function spied(host: TokenHost, table: Table): TokenHost {
  const spies = methods.map((method) => {
    const spy = async (request: never) => {
      const call = { method, request }
      table.calls.push(call)
      const result = await (host[method] as (request: never) => Promise<unknown>).call(host, request) // every method of the port takes one request
      table.afterCall?.(call)
      await table.quiet?.hold(method)
      return result
    }
    return [method, spy]
  })
  return {
    ...Object.fromEntries(spies),
    waiting: () => table.quiet?.waiting(),
    extend: (byMs) => table.quiet?.extend(byMs) ?? false,
    giveUp: () => table.quiet?.giveUp(),
    close: () => host.close(),
  } as TokenHost // all other methods of the port are in the list
}

/** One call that must be answered; a refusal is thrown with its code. */
export async function ask<C extends CeremonyCall>(station: Station, call: C, args: BridgeArgs<C>): Promise<View> {
  const reply = await station.call(call, args)
  if (reply.ok) return reply.value
  throw Object.assign(new Error(`${reply.error.code}: ${reply.error.words.happened}`), { code: reply.error.code })
}

/** The code with which a call is refused, or `done`. */
export async function refusalOf<C extends CeremonyCall>(
  station: Station,
  call: C,
  args: BridgeArgs<C>,
): Promise<string> {
  const reply = await station.call(call, args)
  return reply.ok ? 'done' : reply.error.code
}

/** Let the people do the next thing. */
export async function moveOn(station: Station, move: Move): Promise<View> {
  const reply = await makeMove(station.call, move)
  if (reply.ok) return reply.value
  throw Object.assign(new Error(`${reply.error.code}: ${reply.error.words.happened}`), { code: reply.error.code })
}

/** Play until the step stands (`close`: until the ceremony is closed and its bag is there). */
export async function playTo(station: Station, step: string, player: Player = station.player): Promise<View> {
  let view = station.host.view()
  while (step === 'close' ? view.bag === null : view.step?.id !== step) {
    if (view.step === null && step !== 'close') throw new Error(`there is no step ${step}`)
    view = await moveOn(station, player.next(view))
  }
  return view
}

/** Let the people do everything of the step that stands but the last call: codes given, secrets typed. */
export async function prepareStep(station: Station, step: string): Promise<View> {
  let view = await playTo(station, step)
  for (;;) {
    const move = station.player.next(view)
    if (move.call === 'ceremony.perform' || move.call === 'ceremony.answer') return view
    view = await moveOn(station, move)
  }
}

/** Perform the step that stands, with everything it needs; the code of the refusal, or `done`. */
export async function performNow(station: Station, step: string, by: string, spendTry = false): Promise<string> {
  return refusalOf(station, 'ceremony.perform', { step, by, spendTry })
}

/** What a look showed, for people who decide as it shows. */
export function decisionOf({ shows }: NonNullable<View['reconcile']>): 'done' | 'again' {
  if (shows !== 'done' && shows !== 'again') throw new Error(`there is nothing to decide: ${shows}`)
  return shows
}

/** Do all of the step: codes, secrets, the act. The code of the first refusal, or `done`. */
export async function attempt(station: Station, step: string, spendTry = false): Promise<string> {
  let view = await playTo(station, step)
  while (view.step?.id === step) {
    const move = station.player.next(view)
    const again = move.call === 'ceremony.perform' ? { ...move, args: { ...move.args, spendTry } } : move
    const reply = await makeMove(station.call, again)
    if (!reply.ok) return reply.error.code
    view = reply.value
  }
  return 'done'
}

export type Line = { readonly seq: number; readonly time: string; readonly event: CeremonyEvent }

/** The transcript as it lies on the disk. */
export function transcriptOf(directory: string, ceremony = 'test-ceremony'): readonly Line[] {
  return readFileSync(join(directory, 'station', ceremony, 'transcript.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line) // the station wrote it
}

export const eventsOf = (station: Station): readonly CeremonyEvent[] =>
  new TextDecoder()
    .decode(station.files.recorder.bytes())
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as Line).event) // the station wrote it

/** The code that a call throws, or `nothing thrown`; any other error passes. */
export function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof CeremonyError) return error.code
    throw error
  }
  return 'nothing thrown'
}
