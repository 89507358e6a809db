// The terminal in a process of its own, as electron/cli.ts starts it, that stands still after each step, says so, and waits for
// a byte on descriptor 4: so a test can look at it while it stands still.

import { readSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { main } from '../../electron/cli/main.ts'
import { terminalOutput } from '../../electron/cli/output.ts'

/** Said while it stands still. */
const standing = '-- stands still'

const args = process.argv.slice(2)
const output = terminalOutput(args)
const wait = (): void => {
  output.say(standing)
  readSync(4, new Uint8Array(1), 0, 1, null)
}
process.exitCode = await main(args, {
  ...output,
  say: (line) => {
    output.say(line)
    wait()
  },
})
// The station wipes what its heap freed a moment after a secret was used.
await setTimeout(500)
output.say('ended')
wait()
