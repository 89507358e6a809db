// Counting what passed and failed. Pure, so that the ways of passing by accident can be tested.

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} reasons - one line for each thing that failed without a test of its own
 */

/**
 * Lint and types count as one each.
 * @param {string} name
 * @param {boolean} ok
 * @returns {Tally}
 */
export const tallyOfCheck = (name, ok) =>
  ok ? { passed: 1, failed: 0, reasons: [] } : { passed: 0, failed: 1, reasons: [`${name}, see above`] }

/**
 * Count from Vitest's JSON report. Failed besides failed tests: no report, a file that could not be loaded, a skipped
 * or unfinished test, no test at all, and an exit code that nothing above explains (an unhandled rejection).
 *
 * @param {string | undefined} json - the report, or undefined where Vitest wrote none
 * @param {boolean} exitedWell - Vitest's exit code was 0
 * @returns {Tally}
 */
export function tallyOfVitest(json, exitedWell) {
  if (json === undefined) return { passed: 0, failed: 1, reasons: ['Vitest left no report'] }
  /** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const report = JSON.parse(json)
  /** @type {string[]} */
  const reasons = []
  let passed = 0
  let failed = 0
  for (const file of report.testResults) {
    let failedHere = 0
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++
      else {
        failedHere++
        reasons.push(test.status === 'failed' ? test.fullName : `${test.fullName} (${test.status}, not run)`)
      }
    }
    if (failedHere === 0 && file.status !== 'passed') {
      failedHere++
      reasons.push(`${file.name} could not be loaded or cleaned up`)
    }
    failed += failedHere
  }
  if (passed + failed === 0) return { passed: 0, failed: 1, reasons: ['no test was found'] }
  if (failed === 0 && !exitedWell) return { passed, failed: 1, reasons: ['Vitest failed outside any test, see above'] }
  return { passed, failed, reasons }
}

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  reasons: [...a.reasons, ...b.reasons],
})

/** @param {Tally} tally */
export const closingLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`

/**
 * What tests wrote to the file named in ANCHORITE_LOUD_FILE: one line for each thing this machine cannot do.
 * @param {string} text
 * @returns {readonly string[]} each once, in order of first mention
 */
export const loudLines = (text) =>
  [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
