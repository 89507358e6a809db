// A rehearsal on real SoftHSM tokens with a trainer in it, and the people of the terminal to play it, in this process.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { drill, type Ended } from '../../electron/cli/drill.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { serveBridge } from '../../electron/host/bridge-host.ts'
import { type CeremonyFiles, createCeremony, openCeremony } from '../../electron/host/files.node.ts'
import { type OpenCeremony, opened, rehearsalMedia, rehearsalSite } from '../../electron/host/open-ceremony.ts'
import { scriptOf } from '../../electron/host/scripts.ts'
import { trickedPrinters } from '../../electron/host/trainer/paper-tricks.ts'
import { type Ports, portsOf } from '../../electron/host/trainer/ports.ts'
import type { Trainer } from '../../electron/host/trainer/trainer.ts'
import { QuickCodes } from '../host/codes.ts'
import { secrets } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'
import { makeSoftHsm } from '../token/softhsm.ts'

export type Stage = {
  readonly open: OpenCeremony
  readonly trainer: Trainer
  /** Play to the end; everything that is said. */
  readonly play: () => Promise<Ended & { readonly said: readonly string[] }>
  readonly events: () => readonly CeremonyEvent[]
  /** Close it and open it again, as a station that was switched off; `ports` are those of the new run. */
  readonly reopen: () => Promise<Stage>
  readonly remove: () => Promise<void>
}

const ceremony = 'drill-1'
const plan = examplePlan()

/** @param count - how many of the planned tokens are really there: none where nobody comes that far. */
export async function makeStage(count = plan.tokens.length): Promise<Stage> {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anchorite-drill-'))
  mkdirSync(join(directory, 'softhsm'))
  const { module, tokens } = await makeSoftHsm(join(directory, 'softhsm'), count)
  const serials = tokens.map(({ serial }) => serial)
  const ports = portsOf('rehearsal', () => new Date(), { hangMs: 1 })
  const files = createCeremony({
    ceremony,
    workDirectory: join(directory, 'station'),
    out: join(directory, 'bag'),
    plan,
    planFileSha256: '11'.repeat(32),
    site: rehearsalSite(plan, module, serials, rehearsalMedia(plan, directory, `${directory}/blobs`)),
    mode: 'rehearsal',
    script: scriptOf(plan.ceremony),
    clock: ports.clock,
    disk: ports.disk,
  })
  return stageOver(directory, files, ports)
}

function stageOver(directory: string, files: CeremonyFiles, ports: Ports): Stage {
  const open = opened({ ...files, codes: new QuickCodes(join(files.directory, 'codes')) }, ports)
  const { trainer } = open
  if (trainer === undefined) throw new Error('a rehearsal without a trainer')
  const said: string[] = []
  let head: string | undefined
  return {
    open,
    trainer,
    play: async () => {
      const ended = await drill({
        call: serveBridge(open.host),
        player: rehearsalPlayer(plan, secrets),
        secrets,
        trainer,
        printers: () => trickedPrinters(async () => ({ problem: null, printers: [] }), trainer),
        paper: {
          get head() {
            return head
          },
          write: (words) => {
            head = words
          },
        },
        say: (line) => void said.push(line),
      })
      return { ...ended, said }
    },
    events: () => eventsOf(open),
    reopen: async () => {
      await open.leave()
      const again = portsOf('rehearsal', () => new Date(), { hangMs: 1 })
      const { clock, disk } = again
      return stageOver(directory, openCeremony({ directory: files.directory, clock, disk }), again)
    },
    remove: async () => {
      await open.leave()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const eventsOf = ({ files }: OpenCeremony): readonly CeremonyEvent[] =>
  Buffer.from(files.recorder.bytes())
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly event: CeremonyEvent }).event) // the station wrote it

/** Codes that stand in the record at a step, oldest first. */
export const troublesAt = (events: readonly CeremonyEvent[], step: string): readonly string[] =>
  events.flatMap((event) =>
    (event.type === 'refused' || event.type === 'failed') && event.step === step ? [event.code] : [],
  )
