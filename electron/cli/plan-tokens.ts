// anchorite plan check FILE --token: what the plan says of each backup, held against what its tokens can do, before the day.

import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import { type Id, type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { SplitSet } from '../../core/formats/plan-backup.ts'
import { parseSite, siteGaps } from '../../core/formats/site.ts'
import { splitSets } from '../../core/plan/backup.ts'
import { recordOf } from '../../core/plan/recovery.ts'
import { setAside } from '../../core/plan/waivable.ts'
import { Secret } from '../../core/secret.ts'
import { asKeyToken, asProofToken, asRestoreToken, type Verdict } from '../../core/token/backup-modes.ts'
import type { BackupAbilities } from '../../core/token/backup-port.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { scriptRoles } from '../host/scripts.ts'
import { TokenDesk } from '../host/token-desk.ts'
import { confirmed } from './confirm.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { verdictLine } from './probe.ts'
import { PreparedSecrets } from './secrets-fd.ts'
import { usage } from './usage.ts'

export type PlanTokensValues = {
  readonly plan: string
  readonly site?: string
  readonly secretsFd?: string | undefined
  readonly yes: boolean
}

const maxDocumentBytes = 1024 * 1024

/** PINs come as `user-pin/TOKEN=PIN`, a line for each token of the plan that is concerned. */
export async function checkPlanTokens(values: PlanTokensValues, output: Output): Promise<ExitCode> {
  if (values.site === undefined) throw missing('plan check --token takes --site')
  const plan = parsePlan(readNamedFile(values.plan, maxDocumentBytes), values.plan, scriptRoles)
  const site = parseSite(readNamedFile(values.site, maxDocumentBytes), values.site)
  const [gap] = siteGaps(site, plan)
  if (gap !== undefined) throw new CeremonyError('ceremony/site-gap', { gap })
  const wanted = wantedOf(plan)
  if (wanted.length === 0) {
    output.done(['The plan splits no key and restores none: no token was asked.'], { kind: 'plan-tokens', sets: [] })
    return 0
  }
  const secrets = PreparedSecrets.read(values.secretsFd)
  try {
    for (const { token } of wanted)
      if (!secrets.has(`user-pin/${token}`))
        throw missing(`The user PIN of ${token} is missing: a line user-pin/${token}=PIN on --secrets-fd`)
    const names = [...new Set(wanted.map(({ token }) => token))].join(', ')
    const asked = `Make throw-away keys on ${names} and destroy them again? It takes one login for each.`
    if (!(await confirmed(asked, { yes: values.yes, json: output.json }))) {
      output.done(['Nothing was done.'], { kind: 'plan-tokens', tried: false })
      return 1
    }
    const desk = new TokenDesk(plan, site, startTokenHost)
    try {
      return report(plan, await probeAll(desk, wanted, secrets, output), output)
    } finally {
      await desk.release()
    }
  } finally {
    secrets.destroy()
  }
}

const missing = (problem: string) => new CeremonyError('station/usage', { problem, usage })

type Wanted = { readonly token: Id; readonly algorithm: Algorithm }
type Probed = Wanted & { readonly abilities?: BackupAbilities; readonly problem?: string; readonly code?: string }

function keyOf(plan: Plan, { key }: SplitSet): Wanted {
  const found = plan.keys.find((candidate) => candidate.id === key)
  if (found === undefined || !('token' in found))
    throw new CeremonyError('station/bug', { what: `the set of ${key} without a token` })
  return { token: found.token, algorithm: found.algorithm }
}

/** What the plan brings back, and into which token. */
const restoredSets = ({ recovery }: Plan) =>
  recovery?.level === 'full'
    ? recovery.sets.flatMap((set) =>
        set.into === undefined ? [] : [{ id: set.id, into: set.into, record: recordOf(set) }],
      )
    : []

/** Every token with every kind of key that it is to hold, once; the tokens one after the other, so that each is logged in once. */
function wantedOf(plan: Plan): readonly Wanted[] {
  const all = splitSets(plan).flatMap((set) => {
    const own = keyOf(plan, set)
    return [own, { token: set.proof, algorithm: own.algorithm }]
  })
  const back = restoredSets(plan).map(({ into, record }) => ({ token: into, algorithm: record.key.algorithm }))
  const once = new Map([...all, ...back].map((wanted) => [`${wanted.token} ${wanted.algorithm}`, wanted]))
  return [...once.values()].toSorted((a, b) => a.token.localeCompare(b.token))
}

async function probeAll(
  desk: TokenDesk,
  wanted: readonly Wanted[],
  secrets: PreparedSecrets,
  output: Output,
): Promise<readonly Probed[]> {
  const probed: Probed[] = []
  for (const each of wanted) {
    output.say(`Trying ${each.algorithm} on ${each.token} (${desk.serialOf(each.token)})`)
    // A token that could not be tried is not tried again: a wrong PIN is one try.
    const before = probed.find(({ token, problem }) => token === each.token && problem !== undefined)
    probed.push(before === undefined ? await probeOne(desk, each, secrets) : { ...before, ...each })
  }
  return probed
}

async function probeOne(desk: TokenDesk, { token, algorithm }: Wanted, secrets: PreparedSecrets): Promise<Probed> {
  const pin = Secret.take(secrets.get(`user-pin/${token}`) ?? new Uint8Array(0))
  try {
    const host = await desk.login(token, () => pin)
    return { token, algorithm, abilities: await host.probeBackup({ algorithm }) }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { token, algorithm, problem: wordsOf(error).happened, code: error.code }
  } finally {
    pin.destroy()
  }
}

type Held = Verdict & { readonly tried: boolean }

function report(plan: Plan, probed: readonly Probed[], output: Output): ExitCode {
  const of = (wanted: Wanted) =>
    probed.find(({ token, algorithm }) => token === wanted.token && algorithm === wanted.algorithm)
  const held = (found: Probed | undefined, judge: (abilities: BackupAbilities) => Verdict): Held => {
    if (found?.abilities !== undefined) return { ...judge(found.abilities), tried: true }
    return { possible: false, tried: false, why: `not tried: ${found?.problem ?? 'no token'}` }
  }
  const sets = splitSets(plan).map((set) => {
    const own = keyOf(plan, set)
    const source = of(own)
    return {
      key: set.key,
      mode: set.mode,
      token: own.token,
      proof: set.proof,
      onToken: held(source, (abilities) => asKeyToken(set.mode, abilities)),
      onProof: held(of({ ...own, token: set.proof }), (abilities) =>
        asProofToken(set.mode, abilities, source?.abilities?.wrap),
      ),
    }
  })
  const restored = restoredSets(plan).map(({ id, into, record }) => {
    const from = record.blob.mechanism === 'aes-kwp' ? 'aes-kwp' : 'aes-cbc-pad'
    const mayBeSoftware = setAside(plan, 'BACKUP-SOFTWARE', id) !== undefined
    const found = of({ token: into, algorithm: record.key.algorithm })
    return { key: id, token: into, onToken: held(found, (able) => asRestoreToken(able, from, mayBeSoftware)) }
  })
  const all = [...sets.flatMap(({ onToken, onProof }) => [onToken, onProof]), ...restored.map(({ onToken }) => onToken)]
  const untried = all.filter(({ tried }) => !tried).length
  const refused = all.filter(({ tried, possible }) => tried && !possible).length
  output.done(
    [
      ...sets.flatMap(({ key, mode, token, proof, onToken, onProof }) => [
        `${key}, mode ${mode}`,
        verdictLine(`on ${token}`, onToken),
        verdictLine(`proof ${proof}`, onProof),
      ]),
      ...restored.flatMap(({ key, token, onToken }) => [`${key}, restored`, verdictLine(`into ${token}`, onToken)]),
      '',
      refused + untried === 0
        ? `Every backup of the plan can be ${sets.length === 0 ? 'restored' : 'made'} with these tokens.`
        : `${refused} of ${all.length} cannot be done as the plan says; ${untried} could not be tried.`,
    ],
    { kind: 'plan-tokens', sets, restored, refused, untried },
  )
  if (refused > 0) return 1
  return untried > 0 ? 3 : 0
}
