// A question with y and N, for what touches a token. Where nobody can answer, `--yes` says it beforehand.

import { createInterface } from 'node:readline/promises'
import { CeremonyError } from '../../core/errors.ts'
import { usage } from './usage.ts'

/**
 * @returns whether it may be done. Anything but y or yes is no.
 * @throws CeremonyError `station/usage` where there is no terminal to ask at.
 */
export async function confirmed(question: string, { yes, json }: { yes: boolean; json: boolean }): Promise<boolean> {
  if (yes) return true
  if (json || !process.stdin.isTTY)
    throw new CeremonyError('station/usage', {
      problem: `It asks first, and nobody can answer here: --yes is missing`,
      usage,
    })
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
