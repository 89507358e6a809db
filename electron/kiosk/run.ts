// The kiosk as a command: its arguments, its words, its exit code.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CeremonyError } from '../../core/errors.ts'
import { defaultWorkDirectory, stayOpen } from './open.ts'

export const kioskUsage =
  'anchorite start [--work DIR] [--full-screen]   ·   anchorite start --terminal [--out DIR] [--plan FILE]'

/**
 * Open the window and stay until it is closed.
 * @throws CeremonyError `station/usage`, `window/*`.
 */
export async function runKiosk(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { work, fullScreen } = read(args)
  const workDirectory = resolve(work ?? defaultWorkDirectory)
  await stayOpen({ workDirectory, screen: fullScreen ? 'full' : 'window' }, (kiosk) => {
    const { user, namespace } = kiosk.window.fence
    say(`The window is open. It runs as ${user}${namespace ? ', in a network of its own without a way out' : ''}.`)
    say(`Ceremonies lie in ${workDirectory}. Close the window to end.`)
  })
  say('The window is closed. What was open can be resumed.')
}

function read(args: readonly string[]) {
  try {
    const options = { work: { type: 'string' }, 'full-screen': { type: 'boolean' } } as const
    const { values } = parseArgs({ args: [...args], options, strict: true })
    return { work: values.work, fullScreen: values['full-screen'] === true }
  } catch (cause) {
    const problem = cause instanceof Error ? (cause.message.split('.')[0] ?? 'unknown option') : 'unknown option'
    throw new CeremonyError('station/usage', { problem, usage: kioskUsage }, { cause })
  }
}
