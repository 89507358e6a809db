// npm run kill: kills a whole rehearsal at every line of its transcript, takes it up each time, and says what was lost.
// Options: --script ID (of one script only), --every N, --beside-every N, --seed N, --json.

import { parseArgs } from 'node:util'
import { killMatrix } from './report.ts'

const { values } = parseArgs({
  options: {
    script: { type: 'string' },
    every: { type: 'string' },
    'beside-every': { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const every = Number(values.every ?? 1)
const besideEvery = Number(values['beside-every'] ?? 1)
const seed = Number(values.seed ?? Date.now() % 1_000_000)

let count = 0
const { rows, tries, nobodyHit } = await killMatrix({
  ...(values.script === undefined ? {} : { script: values.script }),
  every,
  besideEvery,
  seed,
  tell: ({ area, line, problems }) => {
    count++
    for (const problem of problems) process.stderr.write(`LOST  ${area}: ${line}: ${problem}\n`)
    if (!values.json && count % 20 === 0) process.stdout.write(`${count} tried\n`)
  },
})
const lost = tries.filter(({ problems }) => problems.length > 0)
if (values.json) process.stdout.write(`${JSON.stringify({ seed, every, rows, nobodyHit, lost }, null, 2)}\n`)
else {
  for (const { area, tried, survived, refused } of rows)
    process.stdout.write(`${area}: ${tried} tried, ${survived} survived ${JSON.stringify(refused)}\n`)
  process.stdout.write(`nobody hit (the run was over before the kill came; not in what was tried): ${nobodyHit}\n`)
  process.stdout.write(`every ${every}, seed ${seed}\n`)
  process.stdout.write(
    `kill matrix: ${tries.length} tried, ${tries.length - lost.length} survived, ${lost.length} lost\n`,
  )
}
// Silence is not success: nothing tried is a failure.
process.exitCode = lost.length === 0 && tries.length > 0 ? 0 : 1
