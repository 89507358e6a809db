// Printing through cupsd with lp: refused unless the spool lies in memory and no history is kept (PRINT-SPOOL).

import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { Printers } from '../../core/formats/home.ts'
import { type CupsFile, spoolPlaces } from '../../core/paper/spool.ts'
import { visible } from '../../core/paper/visible.ts'

/** Which print service. */
export type Cups = {
  /** The socket of cupsd: the only way in; a server of the network is never asked. */
  readonly socket: string
  /** The directory of cupsd.conf and cups-files.conf. */
  readonly settings: string
}

/** Debian's. */
const stationCups: Cups = { socket: '/run/cups/cups.sock', settings: '/etc/cups' }

/** TMPFS_MAGIC and RAMFS_MAGIC of statfs(2). */
const memoryFileSystems: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])
const deadlineMs = 30_000

/**
 * PRINT-SPOOL: nothing that is printed stays on this machine. Job history and job files are off, and the spool and its
 * temporary files lie on tmpfs.
 * @throws CeremonyError `printer/spool-kept`, `printer/spool-on-disk`, `printer/no-settings`.
 * NOT caught: tmpfs that is swapped out (STATION-SWAP is for that), and what `spoolPlaces` does not catch.
 * @see docs/paper.md section 6
 */
export function checkSpool(cups: Cups = stationCups): void {
  const places = spoolPlaces(
    settings(join(cups.settings, 'cupsd.conf')),
    settings(join(cups.settings, 'cups-files.conf')),
  )
  for (const { directive, path } of places) {
    const found = outsideMemory(path)
    if (found !== undefined) throw new CeremonyError('printer/spool-on-disk', { directive, path, found })
  }
}

/**
 * The printers of this station, and why nothing may be printed, if so. It never throws for a printer or a service that
 * is not there: the window shows the reason.
 */
export async function listPrinters(cups: Cups = stationCups): Promise<Printers> {
  try {
    checkSpool(cups)
    return { problem: null, printers: [...(await printers(cups))] }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    const { happened, next } = wordsOf(error)
    return { problem: `${happened} ${next}`, printers: [] }
  }
}

/**
 * Print a PDF. It goes to `lp` through a pipe, so it never has a name in a file system of ours.
 * @param job.copies - whole number from 1.
 * @returns the id of the job, as the queue names it: the sheet is in the queue, not yet on paper.
 * @throws CeremonyError `printer/unknown`, `printer/not-taken`, `printer/no-service`, and those of `checkSpool`.
 */
export async function printPdf(
  job: { readonly pdf: Uint8Array; readonly printer: string; readonly copies: number },
  cups: Cups = stationCups,
): Promise<{ readonly job: string }> {
  checkSpool(cups)
  const { printer, copies } = job
  const known = (await printers(cups)).map(({ name }) => name)
  if (!known.includes(printer)) {
    throw new CeremonyError('printer/unknown', { printer, known: known.join(', ') || 'none' })
  }
  // The title stands in the queue and in logs of the service: it says nothing.
  const options = ['-n', String(copies), '-t', 'Anchorite', '-o', 'job-sheets=none', '-o', 'print-scaling=none']
  const sent = await run('lp', ['-h', cups.socket, '-d', printer, ...options], job.pdf)
  const [, id] = /^request id is (\S+)/m.exec(sent.output) ?? []
  if (id === undefined) {
    throw new CeremonyError('printer/not-taken', { printer, problem: sent.problem ?? 'it gave no job number' })
  }
  return { job: id }
}

type Printer = Printers['printers'][number]

async function printers(cups: Cups): Promise<readonly Printer[]> {
  if (!fs.existsSync(cups.socket)) throw new CeremonyError('printer/no-service', { problem: `no ${cups.socket}` })
  const accepting = await run('lpstat', ['-h', cups.socket, '-a'])
  const descriptions = await run('lpstat', ['-h', cups.socket, '-l', '-p'])
  const refusal = [accepting, descriptions].find(
    ({ problem }) => problem !== undefined && !problem.includes('No destinations added'),
  )
  if (refusal?.problem !== undefined) throw new CeremonyError('printer/no-service', { problem: refusal.problem })
  return [...accepting.output.matchAll(/^(\S+) (not )?accepting requests/gm)].map(([, name = '', not]) => ({
    name: visible(name),
    description: visible(descriptionOf(name, descriptions.output)),
    accepting: not === undefined,
  }))
}

/** From the block of `lpstat -l -p` that begins with `printer NAME`. */
function descriptionOf(name: string, text: string): string {
  const block = text.split(/^(?=printer )/m).find((each) => each.startsWith(`printer ${name} `))
  return /^\s+Description: (.*)$/m.exec(block ?? '')?.[1]?.trim() ?? ''
}

function settings(path: string): CupsFile {
  try {
    return { path, text: fs.readFileSync(path, 'utf8') }
  } catch (cause) {
    throw new CeremonyError('printer/no-settings', { path, errno: errnoOf(cause) }, { cause })
  }
}

/** What is wrong with a place that must be in memory, in words; undefined when it is. */
function outsideMemory(path: string): string | undefined {
  try {
    return memoryFileSystems.has(fs.statfsSync(path).type) ? undefined : 'which lies on a disk, not in memory'
  } catch (cause) {
    return `which cannot be looked at (${errnoOf(cause)})`
  }
}

type Ran = { readonly output: string; readonly problem: string | undefined }

/** Run a program of CUPS with an argument list, without a shell; no setting of the user's home reaches it. */
function run(program: 'lp' | 'lpstat', args: readonly string[], input?: Uint8Array): Promise<Ran> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: '/nonexistent' }
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { env, timeout: deadlineMs, killSignal: 'SIGKILL' },
      (error, output, said) => {
        const problem = error === null ? undefined : firstLine(said) || firstLine(error.message)
        resolve({ output, problem })
      },
    )
    // A service that refuses at once closes the pipe: what it says, and its exit code, is the answer.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const firstLine = (text: string): string =>
  visible(text.split('\n').find((line) => line.trim() !== '') ?? '').slice(0, 200)

const errnoOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'unknown' // node:fs throws nothing else
