// Run a command of the terminal in this process, and keep what it says.

import { vi } from 'vitest'
import { main } from '../../electron/cli/main.ts'

export type Said = { readonly code: number; readonly out: string; readonly err: string }

/** As if typed: what goes to standard output and standard error is caught, and printed by nobody. */
export async function run(...args: readonly string[]): Promise<Said> {
  let out = ''
  let err = ''
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text)
      return true
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text)
      return true
    }),
  ]
  try {
    return { code: await main(args), out, err }
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.stdout.removeAllListeners('error') // the terminal's output listens once for each run
  }
}

/** Standard output as the one JSON object that `--json` promises. */
export function jsonOf({ out, err }: Said): Record<string, unknown> {
  if (err !== '') throw new Error(`something went to standard error: ${err}`)
  if (!out.endsWith('\n') || out.trimEnd().includes('\n')) throw new Error(`not one line: ${out}`)
  return JSON.parse(out) as Record<string, unknown> // that it is an object shows in the tests
}

/** Characters that move a cursor, hide or turn text. A line feed is the only one that a terminal may get. */
export const cursorMoves = (text: string): readonly string[] =>
  [...text].filter((character) => character !== '\n' && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character))
