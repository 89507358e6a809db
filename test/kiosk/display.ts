// A display of its own for each test file that opens a window.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

export type Display = {
  /** As in the variable DISPLAY. */
  readonly name: string
  /** Press keys as a keyboard would (xdotool's names), in the window that has the focus. */
  readonly press: (...keys: readonly string[]) => void
  readonly stop: () => void
}

/** Start Xvfb on a free number, without TCP. */
export async function startDisplay(): Promise<Display> {
  const server: ChildProcess = spawn(
    '/usr/bin/setpriv',
    ['--pdeathsig', 'KILL', 'Xvfb', '-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    const answer = server.stdio[3] as Readable
    answer.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
    server.on('error', reject)
    server.on('exit', () => reject(new Error('Xvfb did not start')))
  })
  const name = `:${number}`
  return {
    name,
    press: (...keys) => {
      execFileSync('xdotool', ['key', '--clearmodifiers', '--delay', '60', ...keys], {
        env: { DISPLAY: name, PATH: '/usr/bin' },
      })
    },
    stop: () => {
      server.kill('SIGKILL')
    },
  }
}
