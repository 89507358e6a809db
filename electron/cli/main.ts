// From the words on the command line to a command, and from what it throws to words and an exit code.

import { CeremonyError, type ErrorCode, isCeremonyError, wordsOf } from '../../core/errors.ts'
import { commands } from './commands.ts'
import type { Output } from './output.ts'
import { terminalOutput } from './output.ts'
import { Refused } from './play.ts'
import { usage } from './usage.ts'

/** Exit codes: 0 done, 1 refused (a rule said no), 2 usage or unreadable input, 3 device. */
export type ExitCode = 0 | 1 | 2 | 3

/**
 * Run one command.
 * @param args - without the program's own name.
 * @returns the exit code; everything has been said.
 */
export async function main(args: readonly string[], output: Output = terminalOutput(args)): Promise<ExitCode> {
  const [name = 'help', ...rest] = args.filter((arg) => arg !== '--json')
  const command = commands[name]
  try {
    if (command === undefined)
      throw new CeremonyError('station/usage', { problem: `There is no command "${name}"`, usage })
    return await command(rest, output)
  } catch (error) {
    if (error instanceof Refused) {
      output.refused({ code: error.refusal.code, ...error.refusal.words, where: error.step })
      return exitOf(error.refusal.code, error.refusal.disposition)
    }
    if (!isCeremonyError(error)) throw error
    output.refused({ code: error.code, ...wordsOf(error), ...problemsOf(error) })
    return exitOf(error.code, error.disposition)
  }
}

/** A plan or site error lists all its problems. */
function problemsOf(error: CeremonyError): { problems?: readonly string[] } {
  if (!isCeremonyError(error, 'plan/invalid')) return {}
  return {
    problems: error.detail.problems.map(
      ({ line, column, path, problem, fix, rule }) =>
        `line ${line}, column ${column}: ${path}: ${sentence(problem)} ${fix} (${rule})`,
    ),
  }
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

function exitOf(code: string, disposition: string): ExitCode {
  if (disposition === 'device') return 3
  return disposition === 'input' && !refusals.some((start) => code.startsWith(start)) ? 2 : 1
}

/** Documents that were read and found wanting are refused (1); what could not be read at all is unreadable input (2). */
const refusals: readonly (string & Partial<Record<ErrorCode, never>>)[] = [
  'transcript/',
  'bag/',
  'tuf/',
  'attest/',
  'register/',
  'plan/',
  'site/',
  'answers/',
]
