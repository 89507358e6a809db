// From the words on the command line to a command, and from what it throws to words and an exit code.

import { CeremonyError, type ErrorCode, isCeremonyError, wordsOf } from '../../core/errors.ts'
import { type Command, commandsFor } from './commands.ts'
import type { Output } from './output.ts'
import { terminalOutput } from './output.ts'
import { Refused } from './play.ts'
import { usage } from './usage.ts'

/** Exit codes: 0 done, 1 refused (a rule said no), 2 usage or unreadable input, 3 device. */
export type ExitCode = 0 | 1 | 2 | 3

/**
 * Run one command.
 * @param args - without the program's own name.
 * @param commands - the program's own; tests bring theirs.
 * @returns the exit code; everything has been said.
 */
export async function main(
  args: readonly string[],
  output: Output = terminalOutput(args),
  commands: Readonly<Record<string, Command>> = commandsFor(),
): Promise<ExitCode> {
  const [name = 'help', ...rest] = args.filter((arg) => arg !== '--json')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (command === undefined)
      throw new CeremonyError('station/usage', { problem: `There is no command "${name}"`, usage })
    return await command(rest, output)
  } catch (error) {
    if (error instanceof Refused) {
      output.refused({ code: error.refusal.code, ...error.refusal.words, where: error.step })
      return exitOf(error.refusal.code, error.refusal.disposition)
    }
    const known = isCeremonyError(error) ? error : faultOf(error)
    output.refused({ code: known.code, ...wordsOf(known), ...problemsOf(known) })
    return exitOf(known.code, known.disposition)
  }
}

/**
 * What the operating system says of a path that was named is unreadable input; anything else is a fault of ours. Its
 * message may hold anything, so only where it happened is printed.
 */
function faultOf(error: unknown): CeremonyError {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException // any thrown value may lack both
  if (typeof code === 'string' && typeof path === 'string' && code.startsWith('E') && !code.startsWith('ERR_')) {
    return new CeremonyError('input/unreadable', { what: path.slice(0, 500), reason: code }, { cause: error })
  }
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  process.stderr.write(`${frames.join('\n')}\n`)
  const what = error instanceof Error ? error.name : 'a thrown value'
  return new CeremonyError('station/bug', { what }, { cause: error })
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
