// anchorite tokens probe: what one token can do for a backup, tried on throw-away keys. Keys that are on it are not touched.

import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import { type Algorithm, algorithms } from '../../core/formats/algorithms.ts'
import { parseSite, type SiteModule } from '../../core/formats/site.ts'
import { Secret } from '../../core/secret.ts'
import { asKeyToken, asProofToken, type Verdict } from '../../core/token/backup-modes.ts'
import type { BackupAbilities } from '../../core/token/backup-port.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenInfo } from '../../core/token/port.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { confirmed } from './confirm.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { PreparedSecrets } from './secrets-fd.ts'
import { usage } from './usage.ts'

export type ProbeValues = {
  readonly site?: string
  readonly serial?: string
  readonly algorithm?: string
  readonly secretsFd?: string | undefined
  readonly yes: boolean
}

/** The PIN comes as `user-pin/probe=PIN` on the secrets descriptor. One login, one PIN try. */
export async function probeToken(values: ProbeValues, output: Output): Promise<ExitCode> {
  const { site: path, serial, algorithm: wanted = 'ecdsa-p256', yes } = values
  if (path === undefined || serial === undefined) throw missing('tokens probe takes --site and --serial')
  const algorithm = algorithms.find((candidate) => candidate === wanted)
  if (algorithm === undefined) throw missing(`--algorithm is one of ${algorithms.join(', ')}`)
  const site = parseSite(readNamedFile(path, 1024 * 1024), path)
  const secrets = PreparedSecrets.read(values.secretsFd)
  try {
    if (!secrets.has('user-pin/probe'))
      throw missing('The user PIN is missing: a line user-pin/probe=PIN on --secrets-fd')
    const asked = `Make throw-away ${algorithm} keys on token ${serial} and destroy them again? It takes one login.`
    if (!(await confirmed(asked, { yes, json: output.json }))) {
      output.done(['Nothing was done.'], { kind: 'probe', tried: false })
      return 1
    }
    const module = await moduleOf(Object.values(site.modules), serial)
    const pin = Secret.take(secrets.get('user-pin/probe') ?? new Uint8Array(0))
    const found = await probeIn(module, { serial, pin, algorithm })
    output.done(linesOf(found.token, algorithm, found.abilities), {
      kind: 'probe',
      token: found.token,
      algorithm,
      abilities: { ...found.abilities, wrap: found.abilities.wrap ?? null },
      modes: verdictsOf(found.abilities),
    })
    return 0
  } finally {
    secrets.destroy()
  }
}

const missing = (problem: string) => new CeremonyError('station/usage', { problem, usage })

/** The module that has this token. One that does not start hides no other; a serial in two of them is refused. */
async function moduleOf(modules: readonly SiteModule[], serial: string): Promise<SiteModule> {
  const present: string[] = []
  const having: SiteModule[] = []
  let failure: CeremonyError | undefined
  for (const module of modules) {
    try {
      const serials = (await listed(module)).map((token) => token.serial)
      present.push(...serials)
      if (serials.includes(serial)) having.push(module)
    } catch (error) {
      if (!isCeremonyError(error)) throw error
      failure ??= error
    }
  }
  const [found, second] = having
  const fault = { serial, call: 'C_GetTokenInfo', ckr: 'none' }
  if (second !== undefined) throw new CeremonyError('token/serial-twice', fault)
  if (found !== undefined) return found
  throw failure ?? new CeremonyError('token/not-present', { ...fault, present })
}

async function listed(module: SiteModule): Promise<readonly TokenInfo[]> {
  const host = await startTokenHost(module)
  try {
    return await host.list()
  } finally {
    await host.close()
  }
}

async function probeIn(
  module: SiteModule,
  { serial, pin, algorithm }: { readonly serial: string; readonly pin: Secret; readonly algorithm: Algorithm },
): Promise<{ readonly token: TokenInfo; readonly abilities: BackupAbilities }> {
  const host = await startTokenHost(module)
  try {
    const token = (await host.list()).find((candidate) => candidate.serial === serial)
    await host.login({ serial, pin }) // refuses one that went away meanwhile
    if (token === undefined) throw new CeremonyError('station/bug', { what: 'a login on a token that is not listed' })
    return { token, abilities: await host.probeBackup({ algorithm }) }
  } finally {
    pin.destroy()
    await host.close()
  }
}

const verdictsOf = (abilities: BackupAbilities) => ({
  wrapped: asKeyToken('wrapped', abilities),
  imported: asKeyToken('imported', abilities),
  proofOfWrapped: asProofToken('wrapped', abilities, abilities.wrap),
  proofOfImported: asProofToken('imported', abilities),
})

function linesOf(token: TokenInfo, algorithm: Algorithm, abilities: BackupAbilities): readonly string[] {
  const { wrapped, imported, proofOfWrapped, proofOfImported } = verdictsOf(abilities)
  return [
    `Token ${token.serial}  "${token.label}"  ${token.manufacturer} ${token.model} ${token.firmware}`,
    `Tried with throw-away ${algorithm} keys; ${abilities.destroys ? 'all are destroyed' : 'NOT ALL COULD BE DESTROYED'}:`,
    ...abilities.tried.map((line) => `  ${line}`),
    '',
    `What a plan may say of a key on this token (${algorithm}):`,
    verdictLine('mode wrapped', wrapped),
    verdictLine('mode imported', imported),
    '  mode vendor     not tried: the tool of its maker does it',
    '  mode none       yes: nothing is asked of the token',
    'As the token on which the backup of such a key of another token is proven:',
    verdictLine('mode wrapped', proofOfWrapped),
    verdictLine('mode imported', proofOfImported),
  ]
}

export const verdictLine = (what: string, { possible, why }: Verdict): string =>
  `  ${what.padEnd(15)} ${possible ? 'yes' : 'NO'}: ${why}`
