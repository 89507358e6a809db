// anchorite tokens: modules, tokens by serial, PIN state, mechanisms. Never asks for a PIN.

import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import { parseSite, type SiteModule } from '../../core/formats/site.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenInfo } from '../../core/token/port.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { usage } from './usage.ts'

type Listed = {
  readonly module: string
  readonly path: string
  readonly tokens: readonly TokenInfo[]
  readonly problem?: string
}

export async function listTokens(values: { site?: string; module?: string }, output: Output): Promise<ExitCode> {
  const listed: Listed[] = []
  for (const [name, module] of Object.entries(modulesOf(values))) listed.push(await listOne(name, module))
  output.done(listed.flatMap(printModule), { kind: 'tokens', modules: listed })
  return listed.some((module) => module.problem !== undefined) ? 3 : 0
}

function modulesOf(values: { site?: string; module?: string }): { readonly [name: string]: SiteModule } {
  if (values.site !== undefined) return parseSite(readNamedFile(values.site, 1024 * 1024), values.site).modules
  if (values.module === undefined)
    throw new CeremonyError('station/usage', { problem: 'tokens takes --site or --module', usage })
  const { SOFTHSM2_CONF } = process.env
  return { module: { path: values.module, environment: SOFTHSM2_CONF === undefined ? {} : { SOFTHSM2_CONF } } }
}

/** One module that fails does not hide the others. */
async function listOne(module: string, site: SiteModule): Promise<Listed> {
  try {
    const host = await startTokenHost(site)
    try {
      return { module, path: site.path, tokens: await host.list() }
    } finally {
      await host.close()
    }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { module, path: site.path, tokens: [], problem: wordsOf(error).happened }
  }
}

function printModule(listed: Listed): readonly string[] {
  return [
    `Module ${listed.module}: ${listed.path}`,
    ...(listed.problem === undefined ? [] : [`  NOT USABLE  ${listed.problem}`]),
    ...(listed.problem === undefined && listed.tokens.length === 0 ? ['  no token'] : []),
    ...listed.tokens.flatMap((token) => [
      `  Token ${token.serial === '' ? '(no serial yet)' : token.serial}  "${token.label}"  ${token.manufacturer} ${token.model} ${token.firmware}`,
      `    ${token.initialised ? 'initialised' : 'not initialised'}; user PIN ${token.userPin}; SO PIN ${token.soPin}; ${token.ownPad ? 'own PIN pad; ' : ''}${token.mechanisms.length} mechanisms`,
    ]),
  ]
}
