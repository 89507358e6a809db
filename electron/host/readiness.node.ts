// What the station can say of itself before a ceremony. Self-reported; each line has a rule id that a plan may waive.

import fs from 'node:fs'
import { networkInterfaces } from 'node:os'
import { dirname } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { Plan, PlanException } from '../../core/formats/plan.ts'
import type { Site } from '../../core/formats/site.ts'
import { setAside } from '../../core/plan/waivable.ts'
import { onDisk } from './disk.node.ts'
import { coreDumpProblem } from './memory.node.ts'
import { describeProgram, sha256 } from './program.node.ts'

export type ReadinessLine = {
  readonly rule: string
  readonly ok: boolean
  readonly waived: boolean
  readonly words: string
}

/** Least free space for the transcript, the store and the bag. */
const minFreeBytes = 100 * 1024 * 1024

/**
 * Look at network, swap, core dumps, disk, program and modules. Production needs every line ok, or waived by an
 * exception of the plan (subject `station`); a rehearsal only shows them.
 * What it does not catch: a machine or a program that lies about itself.
 */
export function readiness(input: {
  readonly directory: string
  readonly site: Site
  readonly exceptions: readonly PlanException[]
}): readonly ReadinessLine[] {
  const program = describeProgram()
  const lines = [
    network(),
    swap(),
    core(),
    disk(input.directory),
    {
      rule: 'STATION-PACKAGE',
      ok: program.packaged === true,
      words: program.packaged === true ? 'runs from a package' : 'runs from a development checkout',
    },
    {
      rule: 'STATION-MEASURED',
      ok: false,
      words: `program digest ${String(program.sha256)}, not measured by the machine's start-up`,
    },
    ...Object.entries(input.site.modules).map(([name, module]) => ({
      rule: 'STATION-MODULE',
      ok: fs.existsSync(module.path),
      words: fs.existsSync(module.path)
        ? `module ${name}: ${module.path}, SHA-256 ${sha256(fs.readFileSync(module.path))}`
        : `module ${name}: ${module.path} is not there`,
    })),
  ]
  return lines.map((line) => ({
    ...line,
    waived: setAside(input, line.rule, 'station') !== undefined,
  }))
}

/**
 * Refuse production where a line is neither ok nor waived. At the beginning, so that nobody is called together for a day that
 * cannot be held; when it is taken up again, and at the step of the script, since a cable may have been put in meanwhile.
 * @throws CeremonyError `ceremony/not-a-station`, naming every rule.
 */
export function refuseUnfit(mode: 'rehearsal' | 'production', lines: readonly ReadinessLine[]): void {
  const refused = lines.filter((line) => !line.ok && !line.waived)
  if (mode === 'rehearsal' || refused.length === 0) return
  const rules = refused.map((line) => `${line.rule} (${line.words})`).join('; ')
  throw new CeremonyError('ceremony/not-a-station', { rules })
}

/** The same for a ceremony that is to be begun, or taken up, with its record under `directory`. */
export const fitIn =
  (directory: string) =>
  ({
    mode,
    plan,
    site,
  }: {
    readonly mode: 'rehearsal' | 'production'
    readonly plan: Plan
    readonly site: Site
  }): void =>
    refuseUnfit(mode, readiness({ directory, site, exceptions: plan.exceptions }))

/** What to do about a line that does not hold. */
export function whatToDo(rule: string): string {
  return advice[rule] ?? 'Ask the one who looks after this station.'
}

const advice: Readonly<Record<string, string>> = {
  'STATION-NETWORK': 'Pull the cable, switch off the radio, and look again.',
  'STATION-SWAP': 'Switch swap off (swapoff -a), so that no secret reaches the disk.',
  'STATION-CORE': 'Switch core dumps off (prlimit of util-linux must be there), so that no secret reaches the disk.',
  'STATION-DISK': 'Free some space, or use another disk, before anything is begun.',
  'STATION-PACKAGE': 'For production, install the package; a rehearsal can be held from a checkout.',
  'STATION-MEASURED': 'For production, start the measured image, or let the plan say why not.',
  'STATION-MODULE': 'Correct the path in the site file, or install the library of the token.',
}

/** An interface that has an address, or that is up without one (a cable is in, a radio is on). */
function network(): Omit<ReadinessLine, 'waived'> {
  const addressed = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some((address) => !address.internal))
    .map(([name]) => name)
  const up = [...new Set([...addressed, ...linksUp()])]
  return {
    rule: 'STATION-NETWORK',
    ok: up.length === 0,
    words: up.length === 0 ? 'no network interface is up' : `network interface up: ${up.join(', ')}`,
  }
}

/** Names under /sys/class/net whose link is up; loopback says "unknown" and is left out. */
function linksUp(): readonly string[] {
  const links = '/sys/class/net'
  if (!fs.existsSync(links)) return []
  return fs.readdirSync(links).filter((name) => {
    const state = `${links}/${name}/operstate`
    return name !== 'lo' && fs.existsSync(state) && fs.readFileSync(state, 'utf8').trim() === 'up'
  })
}

function swap(): Omit<ReadinessLine, 'waived'> {
  const lines = fs.readFileSync('/proc/swaps', 'utf8').trim().split('\n').slice(1)
  // Swap in compressed memory has a device of its own; the same word in another name is no proof of it.
  const onDisk = lines.filter((line) => !/^\/dev\/zram\d+\s/.test(line))
  return {
    rule: 'STATION-SWAP',
    ok: onDisk.length === 0,
    words: onDisk.length === 0 ? 'no swap on disk' : 'swap on disk is on',
  }
}

/** A core dump of the station, the token host or Chromium would hold PINs. Not caught: a debugger that makes one. */
function core(): Omit<ReadinessLine, 'waived'> {
  const problem = coreDumpProblem()
  return { rule: 'STATION-CORE', ok: problem === undefined, words: problem ?? 'no core dumps' }
}

function disk(directory: string): Omit<ReadinessLine, 'waived'> {
  // Before the first ceremony the directory is not there yet.
  if (!fs.existsSync(directory) && dirname(directory) !== directory) return disk(dirname(directory))
  const { bavail, bsize } = onDisk('statfs', directory, () => fs.statfsSync(directory))
  const free = bavail * bsize
  return {
    rule: 'STATION-DISK',
    ok: free >= minFreeBytes,
    words: `${Math.floor(free / 1024 / 1024)} MiB free for the record`,
  }
}
