import { describe, expect, it } from 'vitest'
import { add, closingLine, loudLines, tallyOfCheck, tallyOfVitest } from '../../build/test/tally.mjs'

type Test = { readonly status: string; readonly fullName: string }
const test = (status: string, fullName = 'a test'): Test => ({ status, fullName })
const report = (tests: readonly Test[], status = 'passed') =>
  JSON.stringify({ testResults: [{ name: 'a.test.ts', status, assertionResults: tests }] })

describe('the tally fails', () => {
  it.each([
    ['when Vitest leaves no report', undefined, true, 'Vitest left no report'],
    ['when there is no test file', JSON.stringify({ testResults: [] }), true, 'no test was found'],
    ['when the files hold no test', report([]), true, 'no test was found'],
    ['when a test fails', report([test('failed')], 'failed'), false, 'a test'],
    ['when a test is skipped', report([test('skipped')]), true, 'a test (skipped, not run)'],
    ['when a test is pending', report([test('pending')]), true, 'a test (pending, not run)'],
    ['when a test is left to do', report([test('todo')]), true, 'a test (todo, not run)'],
    ['when a file cannot be loaded', report([], 'failed'), false, 'a.test.ts could not be loaded or cleaned up'],
    ['when only the exit code is bad', report([test('passed')]), false, 'Vitest failed outside any test, see above'],
  ])('%s', (_, json, exitedWell, reason) => {
    const tally = tallyOfVitest(json, exitedWell)
    expect(tally.failed).toBe(1)
    expect(tally.reasons).toEqual([reason])
  })

  it('when lint or types fail', () => {
    expect(tallyOfCheck('lint', false)).toEqual({ passed: 0, failed: 1, reasons: ['lint, see above'] })
  })
})

it('counts lint, types and each test once, and closes with the two numbers alone', () => {
  const tests = tallyOfVitest(report([test('passed', 'a'), test('passed', 'b')]), true)
  const total = [tallyOfCheck('lint', true), tallyOfCheck('types', true), tests].reduce(add)
  expect(closingLine(total)).toBe('4 passed, 0 failed')
  expect(total.reasons).toEqual([])
})

it('says once what several tests could not do here', () => {
  expect(loudLines('no card reader\n\n no card reader \nno TPM\n')).toEqual(['no card reader', 'no TPM'])
})
