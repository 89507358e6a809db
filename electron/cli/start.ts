// anchorite start: the window where there can be one; else, and with --terminal, the rehearsal in this terminal.

import { noWindowHere } from '../kiosk/here.ts'
import type { Command } from './commands.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'

/**
 * Open the station. Where no window can be opened it says why, and rehearses root key generation instead.
 * @param rehearse - the command that takes over; arguments that are not ours are passed on to it.
 * @throws CeremonyError `station/usage`, `window/*`
 */
export async function start(args: readonly string[], output: Output, rehearse: Command): Promise<ExitCode> {
  const terminal = args.includes('--terminal')
  const others = args.filter((arg) => arg !== '--terminal')
  const why = noWindowHere(process.env)
  if (!terminal && why === undefined) {
    // Only loaded where a window opens: the terminal does without it.
    const { runKiosk } = await import('../kiosk/run.ts')
    await runKiosk(others, output.say)
    return 0
  }
  if (!terminal) output.say(`${why} This terminal leads the rehearsal of root key generation instead.`)
  const { rest, without } = withoutWindow(others)
  if (without.length > 0)
    output.say(
      `${without.join(' and ')}: of the window alone, without effect here. --out DIR says where a rehearsal lies.`,
    )
  return rehearse(['root-key-generation', ...rest], output)
}

/** The window's own options are no fault where there is none: taken out, and named. */
function withoutWindow(args: readonly string[]): {
  readonly rest: readonly string[]
  readonly without: readonly string[]
} {
  const rest: string[] = []
  const without: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    // What follows --work is its directory, unless another option does.
    if (arg === '--work' && args[at + 1]?.startsWith('-') === false) at++
    if (arg === '--full-screen' || arg === '--work' || arg.startsWith('--work='))
      without.push(arg.split('=', 1)[0] ?? arg)
    else rest.push(arg)
  }
  return { rest, without }
}
