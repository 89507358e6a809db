// npm run faults: everything that can go wrong on the day, tried; what survived, what was lost, what was refused with which code.
// Options: --only module,tests,disk,input,killed,secrets; --cases N (of each input, default 100),
// or --all-cases N (of all inputs together), and --seed S; --json.

import { parseArgs } from 'node:util'
import { diskFaults } from '../disk/report.ts'
import { type Amount, inputFaults } from '../fuzz/report.ts'
import { killFaults } from '../kill/report.ts'
import { secretFaults } from '../secrets/report.ts'
import { moduleFaults } from './report.ts'
import type { FaultRow } from './row.ts'
import { testFaults } from './tests.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    cases: { type: 'string', default: '100' },
    'all-cases': { type: 'string' },
    seed: { type: 'string', default: '20261124' },
    json: { type: 'boolean', default: false },
  },
})

const all = values['all-cases']
const amount: Amount = all === undefined ? { each: Number(values.cases) } : { all: Number(all) }

const sections: Readonly<Record<string, () => Promise<readonly FaultRow[]>>> = {
  module: moduleFaults,
  tests: testFaults,
  disk: diskFaults,
  input: () => inputFaults(amount, Number(values.seed)),
  killed: killFaults,
  secrets: secretFaults,
}
const wanted = values.only?.split(',') ?? Object.keys(sections)
const unknown = wanted.find((name) => !Object.hasOwn(sections, name))
if (unknown !== undefined)
  throw new Error(`there is no section ${unknown}; there are ${Object.keys(sections).join(', ')}`)

const rows: FaultRow[] = []
for (const name of wanted) {
  const found = (await sections[name]?.()) ?? []
  if (found.reduce((sum, { tried }) => sum + tried, 0) === 0) throw new Error(`nothing was tried in ${name}`)
  rows.push(...found)
  if (!values.json) for (const row of found) process.stdout.write(`${lineOf(row)}\n`)
}
const total = (of: 'tried' | 'survived' | 'lost'): number => rows.reduce((sum, row) => sum + row[of], 0)
if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
else process.stdout.write(`faults: ${total('tried')} tried, ${total('survived')} survived, ${total('lost')} lost\n`)
process.exitCode = total('lost') === 0 ? 0 : 1

function lineOf({ area, tried, survived, lost, refused }: FaultRow): string {
  const codes = Object.entries(refused)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`)
  const figures = [tried, survived, lost].map((count) => String(count).padStart(6)).join(' ')
  return `${area.padEnd(36)} ${figures}  ${codes.join(', ')}`
}
