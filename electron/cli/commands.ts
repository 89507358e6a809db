// The commands by name, and how each reads its arguments.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CeremonyError } from '../../core/errors.ts'
import { diffFiles } from './diff.ts'
import { inspectFile } from './inspect.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { checkPlanFile } from './plan-check.ts'
import { checkPlanTokens } from './plan-tokens.ts'
import { probeToken } from './probe.ts'
import { rehearseCommand } from './rehearse-command.ts'
import { type People, runCeremony } from './run.ts'
import { start } from './start.ts'
import { listTokens } from './tokens.ts'
import { usage } from './usage.ts'
import { verifyPaths } from './verify.ts'

export type Command = (args: readonly string[], output: Output) => Promise<ExitCode>

const options = {
  out: { type: 'string' },
  plan: { type: 'string' },
  site: { type: 'string' },
  answers: { type: 'string' },
  rehearsal: { type: 'boolean' },
  station: { type: 'string' },
  resume: { type: 'string' },
  head: { type: 'string' },
  anchor: { type: 'string' },
  module: { type: 'string' },
  serial: { type: 'string' },
  algorithm: { type: 'string' },
  yes: { type: 'boolean' },
  token: { type: 'boolean' },
  print: { type: 'boolean' },
  'secrets-fd': { type: 'string' },
  fault: { type: 'string', multiple: true },
  faults: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

type Flags = 'rehearsal' | 'print' | 'faults' | 'yes' | 'token'
type Values = { [K in Exclude<keyof typeof options, Flags | 'fault'>]?: string } & { [K in Flags]?: boolean } & {
  fault?: readonly string[]
}

/** Reads only the options this command knows; anything else is a usage error. */
function read(args: readonly string[], known: readonly (keyof typeof options)[]) {
  try {
    const chosen = Object.fromEntries(known.map((name) => [name, options[name]]))
    const { values, positionals } = parseArgs({
      args: [...args],
      options: chosen,
      allowPositionals: true,
      strict: true,
    })
    return { values: values as Values, positionals } // chosen is part of options
  } catch (cause) {
    const problem = cause instanceof Error ? (cause.message.split('.')[0] ?? 'unknown option') : 'unknown option'
    throw new CeremonyError('station/usage', { problem, usage }, { cause })
  }
}

const missing = (problem: string) => new CeremonyError('station/usage', { problem, usage })

const rehearsing: Command = async (args, output) => {
  const { values, positionals } = read(args, ['out', 'plan', 'fault', 'faults'])
  const [id = 'root-key-generation', ...more] = positionals
  if (more.length > 0) throw missing('rehearse takes one ceremony')
  const { out, plan, fault = [], faults = false } = values
  return rehearseCommand({ id, out, plan, faults: fault, list: faults }, output)
}

/** @param people - who is in the room when `run` plays; nobody where it is absent. */
export const commandsFor = (people?: People): Readonly<Record<string, Command>> => ({
  start: (args, output) => start(args, output, rehearsing),
  rehearse: rehearsing,
  run: async (args, output) => {
    const { values, positionals } = read(args, [
      'plan',
      'site',
      'answers',
      'out',
      'rehearsal',
      'station',
      'resume',
      'head',
      'secrets-fd',
    ])
    if (positionals.length > 0) throw missing('run takes options alone')
    if (values.answers === undefined) throw missing('--answers is missing')
    return runCeremony({ ...values, answers: values.answers, secretsFd: values['secrets-fd'] }, output, people)
  },
  verify: async (args, output) => {
    const { values, positionals } = read(args, ['head', 'anchor'])
    if (positionals.length === 0) throw missing('Nothing to verify was named')
    return verifyPaths(positionals, values, output)
  },
  inspect: async (args, output) => {
    const [file, ...more] = read(args, []).positionals
    if (file === undefined || more.length > 0) throw missing('inspect takes one file')
    return inspectFile(file, output)
  },
  diff: async (args, output) => {
    const [before, after, ...more] = read(args, []).positionals
    if (before === undefined || after === undefined || more.length > 0) throw missing('diff takes two files')
    return diffFiles(before, after, output)
  },
  tokens: async (args, output) => {
    const [verb, ...rest] = args
    if (verb === 'probe') {
      const { values, positionals } = read(rest, ['site', 'serial', 'algorithm', 'yes', 'secrets-fd'])
      if (positionals.length > 0) throw missing('tokens probe takes options alone')
      return probeToken({ ...values, yes: values.yes === true, secretsFd: values['secrets-fd'] }, output)
    }
    const { values } = read(args, ['site', 'module'])
    return listTokens(values, output)
  },
  plan: async (args, output) => {
    const { values, positionals } = read(args, ['print', 'token', 'site', 'yes', 'secrets-fd'])
    const [verb, file, ...more] = positionals
    if (verb !== 'check' || file === undefined || more.length > 0) throw missing('plan check takes one file')
    if (values.token !== true) return checkPlanFile(file, values.print === true, output)
    return checkPlanTokens({ ...values, plan: file, yes: values.yes === true, secretsFd: values['secrets-fd'] }, output)
  },
  help: async (_args, output) => {
    output.done(
      [
        `Use: ${usage}`,
        'Every command takes --json. Exit codes: 0 done, 1 refused, 2 usage or unreadable input, 3 device.',
      ],
      { usage },
    )
    return 0
  },
})
