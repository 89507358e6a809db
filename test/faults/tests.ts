// The files of tests about the day's faults, run by Vitest: a row for each, with the codes that its tests expect by name.

import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere } from '../../build/setup/stamp.mjs'
import { loudLines } from '../../build/test/tally.mjs'
import { codesOfTest, type Location } from './named-codes.ts'
import type { FaultRow } from './row.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A section of its own tries what these try; and the test of this file is about no fault of the day. */
const notHere = ['test/faults/module.test.ts', 'test/disk/matrix.test.ts', 'test/faults/tests.test.ts']

/** Paths from the root, in order. A file that is added to one of the whole folders joins by being there. */
export const faultTests: readonly string[] = globSync(
  [
    'test/{faults,disk,kill,trainer}/*.test.ts',
    'test/host/{clock,crash,torn,torn-every-byte,lock,lock-chain,many}.test.ts',
  ],
  { cwd: root },
)
  .filter((path) => !notHere.includes(path))
  .toSorted()

type TestResult = { readonly status: string; readonly fullName: string; readonly location?: Location | null }

/** Of Vitest's JSON report, what is read here. */
type Report = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly TestResult[]
  }[]
}

/**
 * A row for each file. Lost: failed, skipped, and, as one each, a file that is not in the report, holds no test, or could
 * not be loaded or cleaned up; a run that failed outside any test is lost in a row of its own.
 * @param exitedWell - Vitest's exit code was 0.
 * @param tell - is told each loss.
 */
export function rowsOf(input: {
  readonly report: Report
  readonly files: readonly string[]
  readonly exitedWell: boolean
  readonly tell: (loss: string) => void
}): readonly FaultRow[] {
  const { report, files, exitedWell, tell } = input
  const rows = files.map((path) => {
    const found = report.testResults.find(({ name }) => name === join(root, path))
    const tests = found?.assertionResults ?? []
    const losses = tests.filter(({ status }) => status !== 'passed').map((test) => `${test.fullName} (${test.status})`)
    if (losses.length === 0 && (found?.status !== 'passed' || tests.length === 0))
      losses.push('it did not run to its end')
    for (const loss of losses) tell(`${path}: ${loss}`)
    const survived = tests.filter(({ status }) => status === 'passed').length
    const row = { area: `tests: ${path}`, survived, lost: losses.length, refused: refusedIn(path, tests) }
    return { ...row, tried: survived + losses.length }
  })
  if (exitedWell || rows.some(({ lost }) => lost > 0)) return rows
  tell('Vitest failed outside any test')
  return [...rows, { area: 'tests: outside any test', tried: 1, survived: 0, lost: 1, refused: {} }]
}

/** How many of those that passed name each code. */
function refusedIn(path: string, tests: readonly TestResult[]): FaultRow['refused'] {
  const source = readFileSync(join(root, path), 'utf8')
  const named = tests.flatMap(({ status, location }) =>
    status === 'passed' && location ? codesOfTest(source, location) : [],
  )
  const counts = [...Map.groupBy(named, (code) => code)].map(([code, all]) => [code, all.length] as const)
  return Object.fromEntries(counts)
}

/** Run them. What was lost, and what this machine cannot do, is said on stderr. */
export async function testFaults(): Promise<readonly FaultRow[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'anchorite-fault-tests-'))
  try {
    const resultFile = join(scratch, 'vitest.json')
    const loudFile = join(scratch, 'loud.txt')
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const { status } = spawnSync(
      process.execPath,
      [vitest, 'run', '--includeTaskLocation', '--reporter=json', `--outputFile.json=${resultFile}`, ...faultTests],
      { cwd: root, env: { ...process.env, ANCHORITE_LOUD_FILE: loudFile }, stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const tell = (line: string): void => void process.stderr.write(`${line}\n`)
    for (const line of loudLines(readIfThere(loudFile)?.toString('utf8') ?? '')) tell(`NOT RUN HERE: ${line}`)
    const report = JSON.parse(readIfThere(resultFile)?.toString('utf8') ?? '{"testResults":[]}') as Report // Vitest wrote it
    return rowsOf({ report, files: faultTests, exitedWell: status === 0, tell: (loss) => tell(`LOST  ${loss}`) })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
