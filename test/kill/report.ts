// The kill matrix as rows: how often a ceremony was killed, and what became of it.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '../../core/formats/plan.ts'
import type { FaultRow } from '../faults/row.ts'
import { everyScript } from './cuts.ts'
import { goOn } from './go-on.ts'
import { keyOf } from './reference.ts'
import { ceremonyIn, makeScene, wholeLines } from './scene.ts'
import { added, type Try, work } from './worker.ts'

export type MatrixOptions = {
  /** Of this script only. */
  readonly script?: string
  /** Kill at every N-th line only; which of them the seed says, so that N runs with seeds in a row hit them all. */
  readonly every?: number
  /** Beside the chain, in which every line is killed at, every N-th line is hit once more at a random moment. */
  readonly besideEvery?: number
  /** Whatever makes the random moments; the same seed gives the same ones. */
  readonly seed?: number
  readonly tell?: (result: Try) => void
}

const workers = 2

/** What one script came to. `nobodyHit`: runs that were over before the kill came; they are in no row and no try. */
export type KillMatrix = {
  readonly rows: readonly FaultRow[]
  readonly tries: readonly Try[]
  readonly nobodyHit: number
}

/**
 * Of every script: play one day without a fault, then kill at each of its lines. Real SoftHSM tokens, real processes, SIGKILL.
 * @throws Error where a day without a fault does not close: then nothing was tried.
 */
export async function killMatrix(options: MatrixOptions = {}): Promise<KillMatrix> {
  const done: KillMatrix[] = []
  const wanted = everyScript.filter(({ id }) => options.script === undefined || id === options.script)
  for (const script of wanted) done.push(await killScript(script, options))
  return {
    rows: done.flatMap(({ rows }) => rows),
    tries: done.flatMap(({ tries }) => tries),
    nobodyHit: done.reduce((sum, { nobodyHit }) => sum + nobodyHit, 0),
  }
}

async function killScript(script: (typeof everyScript)[number], options: MatrixOptions): Promise<KillMatrix> {
  const { every = 1, besideEvery = 1, seed = 1, tell = () => undefined } = options
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anchorite-kill-'))
  try {
    const lines = await dayWithoutFault(join(place, 'reference'), script.plan)
    const chosen = lines.map((_, index) => index).filter((index) => index % every === seed % every)
    const done = await Promise.all(
      Array.from({ length: workers }, (_, worker) =>
        work({
          place: join(place, `worker-${worker}`),
          plan: script.plan,
          lines,
          mine: chosen.filter((_index, at) => at % workers === worker),
          beside: (line) => line % besideEvery === seed % besideEvery,
          random: randomFrom(seed + worker),
          tell,
        }),
      ),
    )
    const all = done.flat()
    const tries = all.filter(({ nobodyHit }) => nobodyHit !== true)
    const areas = [...new Set(tries.map(({ area }) => area))].toSorted()
    return { rows: areas.map((area) => rowOf(script.id, area, tries)), tries, nobodyHit: all.length - tries.length }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** The rows for `npm run faults`; every 5th line, so that it stays within minutes. */
export const killFaults = async (): Promise<readonly FaultRow[]> => (await killMatrix({ every: 5 })).rows

function rowOf(script: string, area: string, tries: readonly Try[]): FaultRow {
  const ofArea = tries.filter((result) => result.area === area)
  const survived = ofArea.filter(({ problems }) => problems.length === 0).length
  const refused = ofArea.map((result) => result.refused).reduce(added, {})
  return { area: `killed: ${script}: ${area}`, tried: ofArea.length, survived, lost: ofArea.length - survived, refused }
}

/** The lines by key. Each key stands there once, or a line could not be found again. */
async function dayWithoutFault(place: string, plan: Plan): Promise<readonly string[]> {
  mkdirSync(place)
  const scene = await makeScene(place, plan)
  const went = await goOn(scene, {})
  const lines = wholeLines(ceremonyIn(scene) ?? '').map(({ event }) => keyOf(event))
  if (went.how !== 'closed' || new Set(lines).size !== lines.length)
    throw new Error(`the day without a fault: ${went.how === 'lost' ? went.why : 'two lines are alike'}`)
  return lines
}

/** Park and Miller's generator: a run can be repeated from its seed. */
function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}
