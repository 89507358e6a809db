// anchorite rehearse: any script by its id, with its built-in example plan, on throw-away software tokens.

import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { Secret } from '../../core/secret.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { serveBridge } from '../host/bridge-host.ts'
import { CeremonyHost } from '../host/ceremony-host.ts'
import { createCeremony } from '../host/files.node.ts'
import { newCeremonyId, rehearsalSite } from '../host/open-ceremony.ts'
import { programRoot, sha256 } from '../host/program.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { scriptOf, scriptRoles } from '../host/scripts.ts'
import { makeRehearsalTokens } from '../host/softhsm.node.ts'
import { TokenDesk } from '../host/token-desk.ts'
import { play } from './play.ts'
import { rehearsalPlayer } from './rehearsal-player.ts'

export type RehearsalResult = {
  readonly bag: string
  readonly head: string
  readonly steps: number
  readonly ceremony: string
}

/**
 * Rehearse a ceremony from end to end. Leaves `OUT/bag`, which verifies, and the station's own record in `OUT/station`.
 * The tokens are removed again.
 * @param input.out - must not exist.
 * @throws CeremonyError, or Refused where a call was refused.
 */
export async function rehearse(input: {
  id: string
  out: string
  planFile?: string | undefined
  say: (line: string) => void
}): Promise<RehearsalResult> {
  const script = scriptOf(input.id)
  const out = resolve(input.out)
  if (fs.existsSync(out)) throw new CeremonyError('station/exists', { path: out })
  const planFile = input.planFile ?? join(programRoot, 'ceremonies', 'examples', `${script.id}.plan.yaml`)
  const planBytes = readNamedFile(planFile, 1024 * 1024)
  const plan = parsePlan(planBytes, planFile, scriptRoles)
  const scratch = fs.mkdtempSync(join(tmpdir(), 'anchorite-rehearsal-'))
  const pins = makePins()
  const factorySoPin = Secret.take(Buffer.from(pins.factory))
  try {
    const { module, serials } = await makeRehearsalTokens({
      directory: scratch,
      count: plan.tokens.length,
      factorySoPin,
    })
    fs.mkdirSync(out, { recursive: true, mode: 0o700 })
    const ceremony = newCeremonyId(script.id, new Date())
    const site = rehearsalSite(plan, module, serials, out)
    const files = createCeremony({
      ceremony,
      workDirectory: join(out, 'station'),
      out: join(out, 'bag'),
      plan,
      planFileSha256: sha256(planBytes),
      site,
      mode: 'rehearsal',
      script,
      clock: () => new Date(),
    })
    const host = new CeremonyHost(files, new TokenDesk(plan, site, startTokenHost))
    try {
      const view = await play(serveBridge(host), rehearsalPlayer(plan, pins), input.say)
      return { bag: view.bag ?? '', head: view.transcript.head, steps: view.steps, ceremony }
    } finally {
      await host.leave()
    }
  } finally {
    factorySoPin.destroy()
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/** PINs and private codes that live as long as this rehearsal. Strings: they guard throw-away tokens only. */
function makePins() {
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')
  const made = new Map<string, string>()
  const once = (name: string, count: number): string => {
    const value = made.get(name) ?? digits(count)
    made.set(name, value)
    return value
  }
  const factory = digits(8)
  return {
    factory,
    code: (person: string) => once(`code/${person}`, 6),
    pin: (token: string, slot: string) =>
      slot === 'factorySoPin' ? factory : once(`${slot.replace('newUserPin', 'userPin')}/${token}`, 8),
  }
}
