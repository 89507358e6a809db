// A rehearsal of the second example, which backs up its root keys, brought by the host alone to where the first backup begins.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePlan } from '../../core/formats/plan.ts'
import { Secret } from '../../core/secret.ts'
import { makeMove } from '../../electron/cli/play.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { serveBridge } from '../../electron/host/bridge-host.ts'
import { createCeremony } from '../../electron/host/files.node.ts'
import {
  newCeremonyId,
  opened,
  rehearsalMedia,
  rehearsalSite,
  rehearsalSoPin,
} from '../../electron/host/open-ceremony.ts'
import { sha256 } from '../../electron/host/program.node.ts'
import { scriptOf, scriptRoles } from '../../electron/host/scripts.ts'
import { makeRehearsalTokens } from '../../electron/host/softhsm.node.ts'
import { portsOf } from '../../electron/host/trainer/ports.ts'
import { codeOf, pinOf } from './people.ts'
import type { Prepared } from './prepare.ts'

const file = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)
const bytes = new Uint8Array(readFileSync(file))
export const backupPlan = parsePlan(bytes, 'three-backups.plan.yaml', scriptRoles)
/** The first step of the first backup. The secret is made after it, so that what is taken up there is not void. */
export const firstBackupStep = 'backup.root-a/room'

/** As `prepare`, with that plan. */
export async function prepareBackup(workDirectory: string): Promise<Prepared> {
  const clock = () => new Date()
  const ceremony = newCeremonyId(backupPlan.ceremony, clock())
  const tokens = join(workDirectory, 'rehearsal-tokens', ceremony)
  mkdirSync(tokens, { recursive: true, mode: 0o700 })
  const factorySoPin = Secret.take(Buffer.from(rehearsalSoPin))
  const { module, serials } = await makeRehearsalTokens({
    directory: tokens,
    count: backupPlan.tokens.length,
    factorySoPin,
  })
  factorySoPin.destroy()
  const out = join(workDirectory, `${ceremony}-bag`)
  const ports = portsOf('rehearsal', clock)
  const media = rehearsalMedia(backupPlan, out, join(workDirectory, 'rehearsal-blobs', ceremony))
  const open = opened(
    createCeremony({
      ceremony,
      workDirectory,
      out,
      plan: backupPlan,
      planFileSha256: sha256(bytes),
      site: rehearsalSite(backupPlan, module, serials, media),
      mode: 'rehearsal',
      script: scriptOf(backupPlan.ceremony),
      clock: ports.clock,
      disk: ports.disk,
    }),
    ports,
  )
  const nameOf = (id: string): string => backupPlan.people.find((person) => person.id === id)?.name ?? ''
  const player = rehearsalPlayer(backupPlan, { code: (person) => codeOf(nameOf(person)), pin: pinOf })
  const call = serveBridge(open.host)
  try {
    let view = open.host.view()
    let paper = { head: '', words: '' }
    while (view.step !== null && view.step.id !== firstBackupStep) {
      const { compared, id } = view.step
      if (compared?.form === 'digest' && id.endsWith('/head'))
        paper = { head: compared.value, words: compared.words.map((line) => line.replace(/^\s*\d+\s+/, '')).join(' ') }
      const reply = await makeMove(call, player.next(view))
      if (!reply.ok) throw new Error(`${id}: ${reply.error.code}: ${reply.error.words.happened}`)
      view = reply.value
    }
    return { ceremony, ...paper }
  } finally {
    await open.leave()
  }
}
