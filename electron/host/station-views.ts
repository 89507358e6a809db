// What the window gets when it asks for home, drops a plan, a bag or a file on the station, or lists tokens.

import { expand } from '../../core/ceremony/expand.ts'
import { expansionDigest } from '../../core/ceremony/expanded.ts'
import { isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { Home, Inspected, PlanCheck, Tokens, Verdict } from '../../core/formats/home.ts'
import { planDigest, readPlan } from '../../core/formats/plan.ts'
import type { Site } from '../../core/formats/site.ts'
import { type CheckedBag, checkBag } from '../../core/media/check.ts'
import { printSurvival } from '../../core/plan/print-survival.ts'
import { survivalTable } from '../../core/plan/survival.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { digestOfWords, firstWords, wordLines } from '../../core/transcript/words.ts'
import { verifyRootChain } from '../../core/tuf/verify.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { knownBackups } from '../../core/verify/calendar.ts'
import { describeFile } from './describe-file.ts'
import { closedCeremonies, listCeremonies } from './list-ceremonies.node.ts'
import { describeProgram, sha256 } from './program.node.ts'
import { readiness, whatToDo } from './readiness.node.ts'
import { scriptOf, scriptRoles, scripts } from './scripts.ts'

const noSite: Site = { format: 'anchorite/site/v1', name: 'none', modules: {}, media: { out: '/' }, standIns: {} }

/** What only production asks for is amber here: a rehearsal can be held. */
const onlyProduction = new Set(['STATION-PACKAGE', 'STATION-MEASURED'])

export function homeOf(workDirectory: string, now: Date): Home {
  const lines = readiness({ directory: workDirectory, site: noSite, exceptions: [] })
  return {
    station: 'anchorite',
    version: String(describeProgram().version),
    time: now.toISOString(),
    readiness: lines.map((line) => ({
      rule: line.rule,
      state: line.ok ? 'green' : onlyProduction.has(line.rule) ? 'amber' : 'red',
      words: line.words,
      next: line.ok ? '' : whatToDo(line.rule),
    })),
    scripts: scripts.map(({ id, title }) => ({ id, title })),
    ceremonies: [...listCeremonies(workDirectory)],
    backups: backupsOf(workDirectory, now),
  }
}

const soonDays = 30

function backupsOf(workDirectory: string, now: Date): Home['backups'] {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  const [today, soon] = [day(now.getTime()), day(now.getTime() + soonDays * 86_400_000)]
  return knownBackups(closedCeremonies(workDirectory)).map(({ key, mode, set, made, madeIn, drill, due }) => ({
    key,
    mode,
    state: drill?.passed === false || due === undefined || due < today ? 'red' : due < soon ? 'amber' : 'green',
    set: set ?? null,
    made: made ?? null,
    madeIn,
    drill: drill ?? null,
    due: due ?? null,
  }))
}

/** Problems are a result here, not a refusal: the page lists them. */
export function checkPlan(name: string, bytes: Uint8Array): PlanCheck {
  try {
    const { plan, warnings } = readPlan(bytes, name, scriptRoles)
    const digest = planDigest(plan)
    const expanded = expand(scriptOf(plan.ceremony), plan, digest)
    return {
      ok: true,
      name: plan.name,
      version: plan.version,
      ceremony: plan.ceremony,
      organisation: plan.organisation,
      people: plan.people.length,
      tokens: plan.tokens.length,
      steps: expanded.steps.length,
      warnings: warnings.map(placed),
      exceptions: plan.exceptions.map(
        ({ rule, subject, reason, approvedBy }) => `${rule} for ${subject}: ${reason} (${approvedBy})`,
      ),
      planWords: [...wordLines(digest)],
      planDigest: digest,
      scriptWords: [...wordLines(expansionDigest(expanded))],
      scriptDigest: expansionDigest(expanded),
      survival: printSurvival(survivalTable(plan)),
    }
  } catch (error) {
    if (isCeremonyError(error, 'plan/invalid')) return { ok: false, problems: error.detail.problems.map(placed) }
    if (isCeremonyError(error)) return { ok: false, problems: [wordsOf(error).happened] }
    throw error
  }
}

type Placed = {
  readonly line: number
  readonly column: number
  readonly path: string
  readonly problem: string
  readonly fix: string
  readonly rule: string
}

const placed = ({ line, column, path, problem, fix, rule }: Placed): string =>
  `Line ${line}, column ${column}: ${path}: ${problem.replace(/\.$/, '')}. ${fix} (${rule})`

type Dropped = readonly { readonly path: string; readonly bytes: Uint8Array }[]

const rootName = /(?:^|\/)(\d+)\.root\.json$/

/** A bag when there is a bagit.txt among the files; else root files, in the order of their numbers. */
export function verifyDropped(files: Dropped, head: string | undefined, now: Date): Verdict {
  try {
    const declaration = files.find((file) => /(?:^|\/)bagit\.txt$/.test(file.path))
    return declaration === undefined ? verifyRoots(files, now) : verifyDroppedBag(files, declaration.path, head)
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { verdict: 'refused', code: error.code, words: wordsOf(error) }
  }
}

/** A dropped folder comes with its own name before every path. */
function verifyDroppedBag(files: Dropped, declaration: string, head: string | undefined): Verdict {
  const base = declaration.slice(0, declaration.length - 'bagit.txt'.length)
  const bag = checkBag(
    new Map(
      files.map((file) => [file.path.startsWith(base) ? file.path.slice(base.length) : `../${file.path}`, file.bytes]),
    ),
  )
  return verdictOn(bag, head)
}

/** @param head - from paper, as it was typed. @throws CeremonyError with the first thing that does not verify. */
export function verdictOn(bag: CheckedBag, head: string | undefined): Verdict {
  const paper = head === undefined || head.trim() === '' ? undefined : asDigest(head)
  const report = verifyBag(bag, scripts, paper)
  const after = `${report.entriesAfterSeal} entries after the seal are chained, not sealed`
  return {
    verdict: report.verdict,
    kind: 'bag',
    mode: report.mode,
    title: `${report.ceremony}, plan ${report.plan.name} version ${report.plan.version}`,
    summary: `Sealed by ${report.sealedBy.join(', ')}, whose key this bag itself names (${after}).`,
    verified: [...report.verified],
    deviations: [...report.deviations],
    notes: [...report.notes],
    head: report.head,
    headWords: [...wordLines(report.head)],
  }
}

const asDigest = (head: string): string => (/^[0-9a-f]{64}$/.test(head.trim()) ? head.trim() : digestOfWords(head))

function verifyRoots(files: Dropped, now: Date): Verdict {
  const numberOf = (path: string): number => Number(rootName.exec(path)?.[1] ?? 0)
  const sorted = [...files].sort((a, b) => numberOf(a.path) - numberOf(b.path))
  const chain = verifyRootChain(
    sorted.map((file) => ({ name: file.path, bytes: file.bytes })),
    { what: 'What was dropped' },
  )
  const { last } = chain
  const expired = last.expires < `${now.toISOString().slice(0, 19)}Z`
  return {
    verdict: 'consistent',
    kind: 'root-chain',
    mode: 'none',
    title: `${chain.roots.length} root files, up to version ${last.version}`,
    summary: 'Consistent, not authenticated: the first root is believed on its own signatures.',
    verified: chain.roots.map(
      (root) =>
        `${root.what}: version ${root.version}, signed by ${root.signedBy.length}, ${root.roles.root.threshold} needed`,
    ),
    deviations: [],
    notes: [
      expired ? `EXPIRED since ${last.expires}: clients refuse it now.` : `Valid until ${last.expires}.`,
      ...chain.warnings.map((warning) => `${warning.rule} (${warning.what}): ${warning.words}`),
    ],
    head: last.sha256,
    headWords: [...wordLines(last.sha256)],
  }
}

export function inspectDropped(name: string, bytes: Uint8Array): Inspected {
  const { kind, lines } = describeFile(bytes, name)
  const digest = sha256(bytes)
  return { kind, sha256: digest, words: firstWords(digest), lines: [...lines] }
}

/** The modules of the open ceremony's site; without one there is nothing to look into. One that fails does not hide the others. */
export async function tokensOf(site: Site | undefined): Promise<Tokens> {
  const modules: Tokens['modules'] = []
  for (const [name, module] of Object.entries(site?.modules ?? {})) {
    try {
      const host = await startTokenHost(module)
      try {
        const tokens = await host.list()
        modules.push({
          name,
          path: module.path,
          problem: null,
          tokens: tokens.map((token) => ({
            serial: token.serial,
            label: token.label,
            maker: `${token.manufacturer} ${token.model} ${token.firmware}`,
            initialised: token.initialised,
            userPin: token.userPin,
            soPin: token.soPin,
            ownPad: token.ownPad,
            mechanisms: token.mechanisms.length,
          })),
        })
      } finally {
        await host.close()
      }
    } catch (error) {
      if (!isCeremonyError(error)) throw error
      modules.push({ name, path: module.path, problem: wordsOf(error).happened, tokens: [] })
    }
  }
  return { modules }
}
