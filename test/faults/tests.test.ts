// What a report of Vitest comes to in `npm run faults`: nothing that did not run counts as survived.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { codesOfTest } from './named-codes.ts'
import { faultTests, rowsOf } from './tests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [file = ''] = faultTests

function row(status: string, statuses: readonly string[], exitedWell = true) {
  const assertionResults = statuses.map((each) => ({ status: each, fullName: `a ${each} one` }))
  const report = { testResults: [{ name: `${root}${file}`, status, assertionResults }] }
  const losses: string[] = []
  const rows = rowsOf({ report, files: [file], exitedWell, tell: (loss) => losses.push(loss) })
  return { rows: rows.map(({ tried, survived, lost }) => [tried, survived, lost]), losses }
}

test('a test that failed, was skipped or is still to be written is lost, by its name', () => {
  const { rows, losses } = row('failed', ['passed', 'failed', 'skipped', 'todo', 'pending'], false)
  expect(rows).toEqual([[5, 1, 4]])
  expect(losses).toContain(`${file}: a skipped one (skipped)`)
})

test('a file that is not in the report, holds no test, or could not be loaded or cleaned up is lost', () => {
  const none = rowsOf({ report: { testResults: [] }, files: [file], exitedWell: true, tell: () => undefined })
  expect(none).toMatchObject([{ tried: 1, survived: 0, lost: 1 }])
  expect(row('passed', []).rows).toEqual([[1, 0, 1]])
  expect(row('failed', []).rows).toEqual([[1, 0, 1]])
  expect(row('failed', ['passed']).rows).toEqual([[2, 1, 1]])
})

test('a run that failed outside any test is lost', () => {
  expect(row('passed', ['passed'], false).rows).toEqual([
    [1, 1, 0],
    [1, 0, 1],
  ])
})

test('all passed is all survived', () => {
  expect(row('passed', ['passed', 'passed']).rows).toEqual([[2, 2, 0]])
})

const sample = `
const helper = () => 'token/failed'
test.each(['one', 'station/bug'])('refuses (in brackets %s', () => {
  // not 'token/removed'
  expect(codeOf(act)).toBe('station/disk')
  expect(again).toBe("station/disk")
  expect(where).toBe('disk/full')
})
test('another', () => expect(x).toBe('bag/medium'))
`

test('the codes that a test names are those in its own text, each once, and no other string', () => {
  expect(codesOfTest(sample, { line: 3, column: 34 })).toEqual(['station/disk'])
  expect(codesOfTest(sample, { line: 9, column: 1 })).toEqual(['bag/medium'])
})

test('a row counts the tests that passed and name a code; one that failed counts for none', () => {
  const path = 'test/host/clock.test.ts'
  const source = readFileSync(`${root}${path}`, 'utf8').split('\n')
  const line = source.findIndex((each) => each.startsWith('test(') && each.includes('no token is called')) + 1
  const at = (status: string) => ({ status, fullName: 'x', location: { line, column: 1 } })
  const assertionResults = [at('passed'), at('failed'), { status: 'passed', fullName: 'nowhere' }]
  const testResults = [{ name: `${root}${path}`, status: 'failed', assertionResults }]
  const [row] = rowsOf({ report: { testResults }, files: [path], exitedWell: false, tell: () => undefined })
  expect(row?.refused).toEqual({ 'ceremony/clock': 1 })
})

test('the files are there, and of each folder some', () => {
  expect(faultTests.filter((path) => !existsSync(`${root}${path}`))).toEqual([])
  for (const name of ['faults/token', 'faults/deadline', 'disk/real', 'disk/store', 'disk/slow', 'kill/power'])
    expect(faultTests).toContain(`test/${name}.test.ts`)
  for (const name of ['clock', 'crash', 'torn', 'torn-every-byte', 'lock', 'lock-chain', 'many'])
    expect(faultTests).toContain(`test/host/${name}.test.ts`)
  expect(faultTests.filter((path) => path.startsWith('test/trainer/')).length).toBeGreaterThan(4)
})
