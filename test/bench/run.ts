// npm run bench: every measured promise, both sides interleaved, as one JSON object. Exit 1 when a limit is missed.

import os from 'node:os'
import { benchBackup } from './backup.ts'
import { restoreRow } from './restore.ts'
import { resumeRow } from './resume.ts'
import { type BenchRow, median } from './row.ts'
import { benchToken } from './token.ts'
import { benchTranscript } from './transcript.ts'
import { benchVerifyChain } from './verify-chain.ts'
import { benchWindow, windowFacts } from './window.ts'

const benches: readonly (() => Promise<BenchRow>)[] = [
  benchToken,
  restoreRow,
  benchTranscript,
  resumeRow,
  benchBackup,
  benchVerifyChain,
  benchWindow,
]

const spread = (values: readonly number[]) => ({
  median: round(median(values)),
  min: round(Math.min(...values)),
  max: round(Math.max(...values)),
})

const round = (value: number): number => Number(value.toPrecision(4))

const rows: object[] = []
let missed = 0
for (const bench of benches) {
  const row = await bench()
  if (!row.ok) missed++
  rows.push({
    name: row.name,
    ratio: round(row.ratio),
    limit: row.limit,
    ok: row.ok,
    unit: row.unit,
    rounds: row.ours.length,
    ours: spread(row.ours),
    theirs: spread(row.theirs),
    ratios: row.ours.map((value, index) => round(value / (row.theirs[index] ?? Number.NaN))),
  })
}
const machine = {
  cpu: os.cpus()[0]?.model ?? '',
  cores: os.cpus().length,
  node: process.version,
  load: os.loadavg().map(round),
}
process.stdout.write(`${JSON.stringify({ machine, rows, window: await windowFacts(), missed }, null, 2)}\n`)
process.exitCode = missed === 0 ? 0 : 1
