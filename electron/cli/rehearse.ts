// anchorite rehearse: any script by its id, with its built-in example plan, on throw-away software tokens.

import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { Plan } from '../../core/formats/plan.ts'
import { personName } from '../../core/plan/uses.ts'
import { Secret } from '../../core/secret.ts'
import { newCeremonyId, rehearsalCards } from '../host/open-ceremony.ts'
import { programRoot } from '../host/program.node.ts'
import { scriptOf } from '../host/scripts.ts'
import { makeRehearsalTokens } from '../host/softhsm.node.ts'
import { playApart } from '../host/trainer/apart.node.ts'
import type { Ended } from './drill.ts'
import { factorySoPinOf, planOf, playScene, type Scene, type StagedAt } from './rehearsal-scene.ts'

export type RehearsalResult = {
  /** The bag; empty where the ceremony was stopped as void. */
  readonly bag: string
  readonly head: string
  readonly steps: number
  readonly ceremony: string
  readonly ended: Ended['ended']
  /** The station's own record of it. */
  readonly record: string
}

/** The plan that a rehearsal follows when none is named. */
export const builtInPlan = (script: string): string =>
  join(programRoot, 'ceremonies', 'examples', `${scriptOf(script).id}.plan.yaml`)

/**
 * Rehearse a ceremony from end to end. Leaves `OUT/bag`, which verifies, and the station's own record in `OUT/station`.
 * The tokens are removed again.
 * @param input.out - must not exist.
 * @param input.faults - to be staged; the people do what each lesson says, and may have to stop.
 * @throws CeremonyError, or Refused where a call was refused that nobody staged.
 */
export async function rehearse(input: {
  id: string
  out: string
  planFile?: string | undefined
  faults?: readonly StagedAt[]
  say: (line: string) => void
}): Promise<RehearsalResult> {
  const script = scriptOf(input.id)
  const out = resolve(input.out)
  if (fs.existsSync(out)) throw new CeremonyError('station/exists', { path: out })
  const planFile = resolve(input.planFile ?? builtInPlan(script.id))
  const { plan } = planOf(planFile)
  refuseOthersCards(plan)
  const tokens = fs.mkdtempSync(join(tmpdir(), 'anchorite-rehearsal-'))
  const seed = randomBytes(16).toString('hex')
  const factorySoPin = Secret.take(Buffer.from(factorySoPinOf(seed)))
  try {
    const made = await makeRehearsalTokens({ directory: tokens, count: plan.tokens.length, factorySoPin })
    fs.mkdirSync(out, { recursive: true, mode: 0o700 })
    const ceremony = newCeremonyId(script.id, new Date())
    const scene = { script: script.id, planFile, out, ceremony, ...made, seed, faults: input.faults ?? [] }
    const { view, ended } = await playWithPower(scene, input.say)
    const record = join(out, 'station', ceremony, 'transcript.jsonl')
    return { bag: view.bag ?? '', head: view.transcript.head, steps: view.steps, ceremony, ended, record }
  } finally {
    factorySoPin.destroy()
    fs.rmSync(tokens, { recursive: true, force: true })
  }
}

/** The program plays whoever brings a card; it has those of its own example only. */
function refuseOthersCards(plan: Plan): void {
  const cards = rehearsalCards(plan)
  const without = plan.recovery?.sets.flatMap(({ read }) => read).find((person) => cards[person] === undefined)
  if (without !== undefined) throw new CeremonyError('ceremony/no-card', { holder: personName(plan, without) })
}

/** Where the power is to fail, another process plays until it is killed, and this one starts the station again. */
async function playWithPower(scene: Scene, say: (line: string) => void): Promise<Ended> {
  if (!scene.faults.some(({ fault }) => fault === 'power-cut'))
    return playScene(scene, { how: 'begin', onPaper: () => undefined, say })
  let head: string | undefined
  const { code, signal } = await playApart(new URL('./rehearse-apart.ts', import.meta.url), scene, (note) => {
    const { paper, say: line } = note as { readonly paper?: string; readonly say?: string } // rehearse-apart.ts sends no other
    if (paper !== undefined) head = paper
    if (line !== undefined) say(line)
  })
  if (signal !== 'SIGKILL') {
    const what = `the power did not fail: the rehearsal ended by itself (${signal ?? code})`
    throw new CeremonyError('station/bug', { what })
  }
  say('    STAGED  The power failed: the station was killed in the midst of an act.')
  say('    LESSON  It is started again; the head comes from paper, and the station looks how the act stands.')
  return playScene(scene, { how: 'resume', head, onPaper: () => undefined, say })
}
