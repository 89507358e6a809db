// The kiosk shell: the station's window in the distribution's own Chromium.

import { isCeremonyError, wordsOf } from '../core/errors.ts'
import { terminalOutput } from './cli/output.ts'
import { runKiosk } from './kiosk/run.ts'

const args = process.argv.slice(2)
const output = terminalOutput(args)
try {
  await runKiosk(args, output.say)
} catch (error) {
  if (!isCeremonyError(error)) throw error
  output.refused({ code: error.code, ...wordsOf(error) })
  process.exitCode = error.disposition === 'device' ? 3 : error.disposition === 'input' ? 2 : 1
}
