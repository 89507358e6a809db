// `npm test`: lint, types, then every test; the last line is `N passed, N failed`, alone.
// A skipped test, an empty run or a check that did not start counts as failed: silence is not success.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere } from './setup/stamp.mjs'
import { add, closingLine, loudLines, tallyOfCheck, tallyOfVitest } from './test/tally.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
/** Far beyond the promised twelve minutes: only a test that hangs gets here. */
const DEADLINE_MS = 30 * 60_000

/**
 * Run one section with its output passed through.
 * @param {{ title: string, program: string, args: readonly string[], env?: Readonly<Record<string, string>> }} section
 * @returns {boolean} whether it ended with exit code 0
 */
function run({ title, program, args, env = {} }) {
  process.stdout.write(`\n== ${title}\n`)
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' }
  const result = spawnSync(join(bin, program), args, {
    cwd: root,
    // The pinned Node first, also where this file is started by hand with another one.
    env: { ...process.env, ...colour, ...env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  })
  if (result.error !== undefined)
    process.stdout.write(`${program} could not be run to its end: ${result.error.message}\n`)
  return result.status === 0
}

const scratch = mkdtempSync(join(tmpdir(), 'anchorite-test-'))
try {
  const resultFile = join(scratch, 'vitest.json')
  const loudFile = join(scratch, 'loud.txt')

  const lint = run({
    title: 'lint (Biome)',
    program: 'biome',
    args: ['check', '--error-on-warnings', '--diagnostic-level=warn', '.'],
  })
  const projects = ['.', 'renderer'].map((project) =>
    run({ title: `types (TypeScript, ${project})`, program: 'tsc', args: ['--noEmit', '--project', project] }),
  )
  const types = projects.every((clean) => clean)
  const vitest = run({
    title: 'tests (Vitest)',
    program: 'vitest',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`, ...process.argv.slice(2)],
    env: { ANCHORITE_LOUD_FILE: loudFile },
  })

  const tests = tallyOfVitest(readIfThere(resultFile)?.toString('utf8'), vitest)
  const total = [tallyOfCheck('lint', lint), tallyOfCheck('types', types), tests].reduce(add)

  process.stdout.write('\n')
  for (const line of loudLines(readIfThere(loudFile)?.toString('utf8') ?? ''))
    process.stdout.write(`NOT RUN HERE: ${line}\n`)
  for (const line of total.reasons) process.stdout.write(`FAILED: ${line}\n`)
  process.stdout.write(`${closingLine(total)}\n`)
  process.exitCode = total.failed === 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
