// anchorite run: a ceremony from prepared answers, on the tokens of a site. Secrets arrive on a file descriptor.

import fs from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { parseAnswers } from '../../core/formats/answers.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { isBeside, parseSite, siteGaps } from '../../core/formats/site.ts'
import { splitSets } from '../../core/plan/backup.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { wordLines } from '../../core/transcript/words.ts'
import { serveBridge } from '../host/bridge-host.ts'
import { CeremonyHost } from '../host/ceremony-host.ts'
import { type CeremonyFiles, createCeremony, openCeremony } from '../host/files.node.ts'
import { newCeremonyId } from '../host/open-ceremony.ts'
import { sha256 } from '../host/program.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { fitIn } from '../host/readiness.node.ts'
import { scriptOf, scriptRoles } from '../host/scripts.ts'
import { TokenDesk } from '../host/token-desk.ts'
import { answersPlayer } from './answers-player.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { type Player, play } from './play.ts'
import { PreparedSecrets } from './secrets-fd.ts'
import { usage } from './usage.ts'

const maxDocumentBytes = 1024 * 1024

export type RunValues = {
  readonly plan?: string
  readonly site?: string
  readonly answers: string
  readonly out?: string
  readonly rehearsal?: boolean
  /** The station's directory, which holds the register of all its ceremonies. */
  readonly station?: string
  readonly resume?: string
  readonly head?: string
  readonly secretsFd?: string | undefined
}

/** Whoever is in the room beside the prepared answers. Tests put holders of cards there; the command line nobody. */
export type People = (player: Player, about: { readonly plan: Plan; readonly secrets: PreparedSecrets }) => Player

const clock = (): Date => new Date()

/**
 * Everything is read and checked before the ceremony opens. A ceremony that stops at an open question stands where it
 * is, in `OUT/station/…`, and is taken up again with `--resume` and the head from paper.
 */
export async function runCeremony(values: RunValues, output: Output, people?: People): Promise<ExitCode> {
  const answers = parseAnswers(readNamedFile(values.answers, maxDocumentBytes), values.answers)
  const secrets = PreparedSecrets.read(values.secretsFd)
  try {
    const files = values.resume === undefined ? begin(values) : resume(resolve(values.resume))
    output.say(`${files.mode === 'rehearsal' ? 'REHEARSAL' : 'PRODUCTION'}  ${files.directory}`)
    if (hasCards(files.plan) && people === undefined)
      output.say('This plan has cards: their holders make or type them at the window. The run stops before the first.')
    const host = new CeremonyHost(files, new TokenDesk(files.plan, files.site, startTokenHost))
    try {
      const alone = answersPlayer({ answers, secrets, head: values.head })
      const player = people?.(alone, { plan: files.plan, secrets }) ?? alone
      const view = await play(serveBridge(host), player, output.say)
      const { ceremony, transcript, bag, steps } = view
      output.done(['', 'Head of the transcript:', ...wordLines(transcript.head), '', bag ?? ''], {
        ceremony,
        head: transcript.head,
        bag,
        steps,
      })
      return 0
    } finally {
      await host.leave()
    }
  } finally {
    secrets.destroy()
  }
}

const hasCards = (plan: Plan): boolean => splitSets(plan).length > 0 || plan.recovery !== undefined

/** Production keeps one register for all ceremonies of this machine; a rehearsal leaves everything in one folder. */
function workDirectoryOf(values: RunValues, out: string): string {
  if (values.station !== undefined) return resolve(values.station)
  if (values.rehearsal === true) return join(resolve(out), 'station')
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'anchorite')
}

const resume = (directory: string): CeremonyFiles => openCeremony({ directory, clock, fit: fitIn(directory) })

function begin(values: RunValues): CeremonyFiles {
  const { plan: planFile, site: siteFile, out } = values
  if (planFile === undefined || siteFile === undefined || out === undefined) {
    throw new CeremonyError('station/usage', { problem: 'run needs --plan, --site and --out (or --resume)', usage })
  }
  const planBytes = readNamedFile(planFile, maxDocumentBytes)
  const plan = parsePlan(planBytes, planFile, scriptRoles)
  const script = scriptOf(plan.ceremony)
  const site = parseSite(readNamedFile(siteFile, maxDocumentBytes), siteFile)
  const [gap] = siteGaps(site, plan)
  if (gap !== undefined) throw new CeremonyError('ceremony/site-gap', { gap })
  if (values.rehearsal !== true && !fs.existsSync(out)) {
    // A medium that is not mounted is said now, not when all keys are made.
    throw new CeremonyError('input/unreadable', { what: out, reason: 'ENOENT' })
  }
  const mode = values.rehearsal === true ? 'rehearsal' : 'production'
  if (mode === 'production' && isBeside({ ...site.media, out: resolve(out) })) {
    const gap = `SITE-MEDIA: the bag goes to --out, and copies of wrapped keys (media.blobs) would lie with it, which is public: name another place for one of them`
    throw new CeremonyError('ceremony/site-gap', { gap })
  }
  const workDirectory = workDirectoryOf(values, out)
  fitIn(workDirectory)({ mode, plan, site })
  return createCeremony({
    ceremony: newCeremonyId(script.id, clock()),
    workDirectory,
    out: join(resolve(out), 'bag'),
    plan,
    planFileSha256: sha256(planBytes),
    site,
    mode,
    script,
    clock,
  })
}
