// How a ceremony comes to be open: rehearsed with the built-in plan, begun from a plan and a site, or taken up again.

import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import type { TokenCall } from '../../core/bridge.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { CeremonyError } from '../../core/errors.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { parseSite, type Site, siteGaps } from '../../core/formats/site.ts'
import { splitSets } from '../../core/plan/backup.ts'
import { Secret } from '../../core/secret.ts'
import type { Mode } from './actions/action.ts'
import type { Handlers } from './bridge-host.ts'
import { CeremonyHost } from './ceremony-host.ts'
import { type CeremonyFiles, ceremonyDirectory, createCeremony, openCeremony } from './files.node.ts'
import { programRoot, sha256 } from './program.node.ts'
import { readNamedFile } from './read-file.node.ts'
import { fitIn } from './readiness.node.ts'
import { scriptOf, scriptRoles } from './scripts.ts'
import { makeRehearsalTokens } from './softhsm.node.ts'
import { TokenDesk } from './token-desk.ts'
import { tokenHandlers } from './token-handlers.ts'
import { modeOf } from './trainer/mode.node.ts'
import { type Ports, portsOf } from './trainer/ports.ts'
import type { Trainer } from './trainer/trainer.ts'

export type OpenCeremony = {
  readonly host: CeremonyHost
  readonly files: CeremonyFiles
  readonly site: Site
  /** In a rehearsal: who may stage faults in it. */
  readonly trainer: Trainer | undefined
  /** What is asked about its token while a call to it is under way. */
  readonly token: Handlers<TokenCall>
  readonly leave: () => Promise<void>
}

/** The SO PIN with which the throw-away tokens of a rehearsal come. Public: it guards nothing. */
export const rehearsalSoPin = '12345678'

const maxPlanBytes = 1024 * 1024

type Where = { readonly workDirectory: string; readonly clock: () => Date }

/** `root-key-generation-2026-11-21-1f0c2a`: the name of its directory, and of the ceremony in every record. */
export const newCeremonyId = (script: string, now: Date): string =>
  `${script}-${now.toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`

/** The built-in plan of a script. */
export function examplePlan(script: string): { readonly bytes: Uint8Array; readonly path: string } {
  const path = join(programRoot, 'ceremonies', 'examples', `${script}.plan.yaml`)
  return { bytes: readNamedFile(path, maxPlanBytes), path }
}

/** Where the recovery scripts are rehearsed from: a throw-away blob, and its cards, whose words are public. */
export const rehearsalBackup = join(programRoot, 'ceremonies', 'examples', 'recovery')

/** The media of a rehearsal: folders. @param blobs - made where the plan makes a backup. */
export function rehearsalMedia(plan: Plan, out: string, blobs: string): Site['media'] {
  const media = { out, in: rehearsalBackup }
  if (splitSets(plan).length === 0) return media
  fs.mkdirSync(blobs, { recursive: true, mode: 0o700 })
  return { ...media, blobs }
}

/** Every planned module is the same software module; every planned token has a stand-in. */
export function rehearsalSite(
  plan: Plan,
  module: Site['modules'][string],
  serials: readonly string[],
  media: Site['media'],
): Site {
  const names = [...new Set(plan.tokens.map((token) => token.module))]
  return {
    format: 'anchorite/site/v1',
    name: 'rehearsal',
    modules: Object.fromEntries(names.map((name) => [name, module])),
    media,
    standIns: Object.fromEntries(
      plan.tokens.flatMap((token, index) => {
        const serial = serials[index]
        return serial === undefined ? [] : [[`${token.module} ${token.serial}`, { serial }]]
      }),
    ),
  }
}

/**
 * A rehearsal in the window: throw-away tokens in a folder of the ceremony, people play themselves. The tokens stay
 * with the ceremony, so that a break or a crash can be rehearsed too; they are removed with its directory.
 */
export async function rehearseCeremony(input: Where & { readonly script: string }): Promise<OpenCeremony> {
  const script = scriptOf(input.script)
  const { bytes, path } = examplePlan(script.id)
  const plan = parsePlan(bytes, path, scriptRoles)
  const ceremony = newCeremonyId(script.id, input.clock())
  const tokens = join(input.workDirectory, 'rehearsal-tokens', ceremony)
  fs.mkdirSync(tokens, { recursive: true, mode: 0o700 })
  const factorySoPin = Secret.take(Buffer.from(rehearsalSoPin))
  try {
    const { module, serials } = await makeRehearsalTokens({
      directory: tokens,
      count: plan.tokens.length,
      factorySoPin,
    })
    const out = join(input.workDirectory, `${ceremony}-bag`)
    const media = rehearsalMedia(plan, out, join(input.workDirectory, 'rehearsal-blobs', ceremony))
    const site = rehearsalSite(plan, module, serials, media)
    const ports = portsOf('rehearsal', input.clock)
    return opened(
      createCeremony({
        ceremony,
        workDirectory: input.workDirectory,
        out,
        plan,
        planFileSha256: sha256(bytes),
        site,
        mode: 'rehearsal',
        script,
        clock: ports.clock,
        disk: ports.disk,
      }),
      ports,
    )
  } finally {
    factorySoPin.destroy()
  }
}

/** A ceremony from a plan and a site that people brought. The bag goes to the medium that the site names. */
export function beginCeremony(
  input: Where & {
    readonly planName: string
    readonly plan: Uint8Array
    readonly siteName: string
    readonly site: Uint8Array
    readonly mode: Mode
  },
): OpenCeremony {
  const plan = parsePlan(input.plan, input.planName, scriptRoles)
  const script = scriptOf(plan.ceremony)
  const site = parseSite(input.site, input.siteName)
  const [gap] = siteGaps(site, plan)
  if (gap !== undefined) throw new CeremonyError('ceremony/site-gap', { gap })
  fitIn(input.workDirectory)({ mode: input.mode, plan, site })
  const ceremony = newCeremonyId(script.id, input.clock())
  const ports = portsOf(input.mode, input.clock)
  return opened(
    createCeremony({
      ceremony,
      workDirectory: input.workDirectory,
      out: join(site.media.out, ceremony),
      plan,
      planFileSha256: sha256(input.plan),
      site,
      mode: input.mode,
      script,
      clock: ports.clock,
      disk: ports.disk,
    }),
    ports,
  )
}

export function resumeCeremony(input: Where & { readonly ceremony: string }): OpenCeremony {
  const directory = ceremonyDirectory(input.workDirectory, input.ceremony)
  const ports = portsOf(modeOf(directory), input.clock)
  const fit = fitIn(input.workDirectory)
  return opened(openCeremony({ directory, clock: ports.clock, disk: ports.disk, fit }), ports)
}

/** @throws CeremonyError `trainer/production`: the ports of a rehearsal never serve a production ceremony. */
export function opened(files: CeremonyFiles, ports: Ports): OpenCeremony {
  attach(files, ports)
  const desk = new TokenDesk(files.plan, files.site, ports.start)
  const hint = (step: FlatStep) => (files.mode === 'rehearsal' ? rehearsalHint(step, files.plan) : null)
  const host = new CeremonyHost(files, desk, { hint, medium: ports.medium })
  const token = tokenHandlers(files, desk)
  return { host, files, site: files.site, trainer: ports.trainer, token, leave: () => host.leave() }
}

/** The words of the throw-away cards, by holder; none where the plan recovers another backup. */
export function rehearsalCards(plan: Plan): Readonly<Record<string, string>> {
  const record = fs.readFileSync(join(rehearsalBackup, 'root-a.record.json'), 'utf8').trim()
  if (plan.recovery?.sets.every((set) => set.record.trim() === record) !== true) return {}
  return JSON.parse(fs.readFileSync(join(rehearsalBackup, 'cards.json'), 'utf8')) as Readonly<Record<string, string>> // a file of the program
}

/** What nobody could know or do in a rehearsal, where there is neither a bag nor a token to hold. */
export function rehearsalHint(step: FlatStep, plan: Plan): string | null {
  if (step.kind === 'perform' && step.action === 'token/identify')
    return 'Rehearsal: nothing is inserted; a throw-away token in software stands in for it.'
  if (step.kind === 'perform' && step.action === 'token/initialise' && step.act !== 'tokens')
    return 'Rehearsal: the SO PIN is the one that was set this morning.'
  if (step.kind === 'perform' && step.action === 'recovery/restore')
    return 'Rehearsal: the medium with the copy is in already.'
  if (step.kind === 'perform' && step.action === 'recovery/read') {
    const card = rehearsalCards(plan)[step.bound.share ?? '']
    return card === undefined ? null : `Rehearsal: this throw-away card reads: ${card}.`
  }
  if (step.kind === 'perform' && step.action === 'token/initialise')
    return `Rehearsal: the throw-away tokens come with the SO PIN ${rehearsalSoPin}.`
  for (const field of step.kind === 'enter' ? step.fields : []) {
    if (field.expect !== undefined) return `Rehearsal: where there is no bag, its number is ${field.expect}.`
    if (field.notOneOf !== undefined) return 'Rehearsal: where there is no bag, make up a new number.'
    // That of an older ceremony stands in its record alone.
    if (field.id === 'bag' && plan.recovery !== undefined) return 'Rehearsal: where there is no bag, make up a number.'
  }
  if (step.kind === 'choose' && step.id.endsWith('/surprise'))
    return 'Rehearsal: where there are no two folded papers, toss a coin. Heads: a dead card. Tails: a missing person.'
  return null
}

function attach(files: CeremonyFiles, { trainer }: Ports): void {
  try {
    trainer?.attach(files)
  } catch (error) {
    files.close()
    throw error
  }
}
