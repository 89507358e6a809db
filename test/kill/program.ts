// The program that is killed: `anchorite`, with holders of cards in the room.

import { commandsFor } from '../../electron/cli/commands.ts'
import { main } from '../../electron/cli/main.ts'
import { terminalOutput } from '../../electron/cli/output.ts'
import { withHolders } from './people.ts'

const args = process.argv.slice(2)
process.exitCode = await main(args, terminalOutput(args), commandsFor(withHolders))
