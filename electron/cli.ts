// The terminal shell: one command a run, the same core as the window.

import { main } from './cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
