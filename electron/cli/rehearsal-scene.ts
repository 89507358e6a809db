// The scene of a rehearsal in the terminal: one description as plain data, from which this process or another one plays.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { CallCeremony } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { verifyRecord } from '../../core/verify/record.ts'
import { serveBridge } from '../host/bridge-host.ts'
import { type CeremonyFiles, createCeremony, openCeremony } from '../host/files.node.ts'
import { opened, rehearsalCards, rehearsalMedia, rehearsalSite } from '../host/open-ceremony.ts'
import { listPrinters } from '../host/printer.node.ts'
import { sha256 } from '../host/program.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { scriptOf, scriptRoles } from '../host/scripts.ts'
import { trickedPrinters } from '../host/trainer/paper-tricks.ts'
import { type Ports, portsOf } from '../host/trainer/ports.ts'
import { type Trainer, trainerName } from '../host/trainer/trainer.ts'
import { drill, type Ended } from './drill.ts'
import { type RehearsalSecrets, rehearsalPlayer } from './rehearsal-player.ts'

/** A fault of the table, at a step. */
export type StagedAt = { readonly fault: string; readonly step: string }

/** Plain data. `seed` makes the throw-away PINs and codes; it never leaves the two processes. */
export type Scene = {
  readonly script: string
  readonly planFile: string
  /** Absolute; made by whoever sets the scene. */
  readonly out: string
  readonly ceremony: string
  readonly module: SiteModule
  readonly serials: readonly string[]
  readonly seed: string
  readonly faults: readonly StagedAt[]
}

export type Playing = {
  /** `resume`: the power failed, and the station is started again with the head from paper. */
  readonly how: 'begin' | 'resume'
  readonly head?: string | undefined
  readonly onPaper: (head: string) => void
  readonly say: (line: string) => void
}

/** How long people wait for a token that hangs, in milliseconds: in the terminal nobody learns patience. */
const hangMs = 1000

const maxPlanBytes = 1024 * 1024

export function planOf(planFile: string): { readonly plan: Plan; readonly bytes: Uint8Array } {
  const bytes = readNamedFile(planFile, maxPlanBytes)
  return { plan: parsePlan(bytes, planFile, scriptRoles), bytes }
}

/**
 * Play the scene to its end. A ceremony that was stopped as void is verified as a record; a closed one has its bag
 * verified by the close.
 * @throws CeremonyError, or Refused where a call was refused that nobody staged.
 */
export async function playScene(scene: Scene, playing: Playing): Promise<Ended> {
  const ports = portsOf('rehearsal', () => new Date(), { hangMs })
  const files = playing.how === 'begin' ? beginScene(scene, ports) : resumeScene(scene, ports)
  const open = opened(files, ports)
  try {
    const { trainer } = open
    if (trainer === undefined) throw new CeremonyError('station/bug', { what: 'a rehearsal without a trainer' })
    armAll(scene, trainer)
    const ended = await perform(scene, playing, { call: serveBridge(open.host), trainer, plan: files.plan })
    if (ended.ended === 'void') verifyRecord(files.recorder.bytes(), 'transcript.jsonl')
    return ended
  } finally {
    await open.leave()
  }
}

function perform(
  scene: Scene,
  { head, onPaper, say }: Playing,
  stage: { readonly call: CallCeremony; readonly trainer: Trainer; readonly plan: Plan },
): Promise<Ended> {
  let written = head
  const secrets = secretsOf(scene.seed, rehearsalCards(stage.plan))
  return drill({
    ...stage,
    secrets,
    player: rehearsalPlayer(stage.plan, secrets),
    printers: () => trickedPrinters(listPrinters, stage.trainer),
    paper: {
      get head() {
        return written
      },
      write: (words) => {
        written = words
        onPaper(words)
      },
    },
    say,
  })
}

function beginScene(scene: Scene, { clock, disk }: Ports): CeremonyFiles {
  const { plan, bytes } = planOf(scene.planFile)
  const out = join(scene.out, 'bag')
  return createCeremony({
    ceremony: scene.ceremony,
    workDirectory: join(scene.out, 'station'),
    out,
    plan,
    planFileSha256: sha256(bytes),
    site: rehearsalSite(plan, scene.module, scene.serials, rehearsalMedia(plan, out, join(scene.out, 'blobs'))),
    mode: 'rehearsal',
    script: scriptOf(scene.script),
    clock,
    disk,
  })
}

const resumeScene = (scene: Scene, { clock, disk }: Ports): CeremonyFiles =>
  openCeremony({ directory: join(scene.out, 'station', scene.ceremony), clock, disk })

/** What is still to come; after a restart the power fails no second time. */
function armAll(scene: Scene, trainer: Trainer): void {
  const { state } = trainer
  const passed = new Set(state?.script.steps.slice(0, state.cursor).map(({ id }) => id))
  const again = (state?.staged.length ?? 0) > 0
  for (const { fault, step } of scene.faults)
    if (!passed.has(step) && !(again && fault === 'power-cut')) trainer.arm({ fault, step, by: trainerName })
}

/** The SO PIN with which the tokens of the scene come. */
export const factorySoPinOf = (seed: string): string => digits(seed, 'factory', 8)

/** PINs and private codes that live as long as this rehearsal. Strings: they guard throw-away tokens only. */
/** @param cards - words of the cards that people bring, by holder. */
export const secretsOf = (seed: string, cards: Readonly<Record<string, string>> = {}): RehearsalSecrets => ({
  card: (person) => cards[person],
  code: (person) => digits(seed, `code/${person}`, 6),
  pin: (token, slot) =>
    slot === 'factorySoPin'
      ? factorySoPinOf(seed)
      : digits(seed, `${slot.replace('newUserPin', 'userPin')}/${token}`, 8),
})

const digits = (seed: string, name: string, count: number): string =>
  (createHash('sha256').update(`${seed}\0${name}`).digest().readBigUInt64BE() % 10n ** BigInt(count))
    .toString()
    .padStart(count, '0')
