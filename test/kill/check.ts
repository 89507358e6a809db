// What must hold of a ceremony that was killed, taken up and closed. Every problem in words; none is the aim.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EventOf } from '../../core/ceremony/event.ts'
import type { Action } from '../../core/ceremony/script.ts'
import { parseRegister } from '../../core/checks/register.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { olpcBytes } from '../../core/tuf/canonical.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { rootPath } from '../../core/verify/names.ts'
import { objectIdOf } from '../../electron/host/actions/key.ts'
import { registerNames } from '../../electron/host/register.node.ts'
import { scripts } from '../../electron/host/scripts.ts'
import type { FoundKey } from './objects.ts'
import { ceremonyIn, type Line, type Scene, stepsOf, userPin, wholeLines } from './scene.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** @returns what does not hold, one line each. */
export async function problemsOf(scene: Scene): Promise<readonly string[]> {
  const ceremony = ceremonyIn(scene)
  if (ceremony === undefined) return ['there is no ceremony']
  const lines = wholeLines(ceremony)
  return [
    ...(await bagProblems(scene, ceremony)),
    ...keyProblems(scene, lines),
    ...settleProblems(lines),
    ...signatureProblems(scene, lines),
    ...storeProblems(ceremony),
  ]
}

/** The bag verifies, holds this very transcript, and was written once. */
async function bagProblems(scene: Scene, ceremony: string): Promise<readonly string[]> {
  const problems: string[] = []
  try {
    const bag = await readBag(join(scene.live, 'bag'))
    const { verdict } = verifyBag(bag, scripts)
    if (verdict !== 'sealed') problems.push(`the verdict on the bag is ${verdict}`)
    const own = readFileSync(join(ceremony, 'transcript.jsonl'))
    if (!own.equals(bag.files.get('transcript.jsonl') ?? new Uint8Array()))
      problems.push('the bag holds another transcript')
  } catch (error) {
    problems.push(`the bag does not verify: ${String((error as { code?: unknown }).code ?? error)}`)
  }
  for (const step of stepsThat(scene, 'export/bag')) {
    const written = wholeLines(ceremony).filter(({ event }) => passes(event, step)).length
    if (written !== 1) problems.push(`the bag was written ${written} times`)
  }
  return problems
}

/** An outcome, or a decision that it was done. */
const passes = (event: Line['event'], step: string): boolean =>
  (event.type === 'outcome' && event.step === step) ||
  (event.type === 'reconciled' && event.step === step && event.decision === 'done')

/** Ids of the steps of this script that do this. */
const stepsThat = ({ plan }: Scene, action: Action): readonly string[] =>
  stepsOf(plan).flatMap((step) => (step.kind === 'perform' && step.action === action ? [step.id] : []))

/** The keys that this script makes on a token. */
const madeHere = ({ plan }: Scene): ReadonlySet<string | undefined> =>
  new Set(
    stepsOf(plan).flatMap((step) =>
      step.kind === 'perform' && step.action === 'key/generate' ? [step.bound.key] : [],
    ),
  )

/** Exactly one pair on each token for each key that is made there, with the planned CKA_ID, and nothing else. */
function keyProblems(scene: Scene, lines: readonly Line[]): readonly string[] {
  const opened = lines[0]?.event
  const ceremony = opened?.type === 'opened' ? opened.ceremony : ''
  const tokens = scene.plan.tokens.map(({ id }) => ({ serial: scene.serials.get(id) ?? '', pin: userPin(id) }))
  const found = JSON.parse(
    execFileSync(process.execPath, [new URL('./objects.ts', import.meta.url).pathname], {
      input: JSON.stringify({ module: scene.module, tokens }),
      encoding: 'utf8',
    }),
  ) as readonly FoundKey[] // objects.ts wrote it
  const made = madeHere(scene)
  const planned = scene.plan.keys.flatMap((key) => {
    if (!('token' in key) || !made.has(key.id)) return []
    const at = `${scene.serials.get(key.token)} ${objectIdOf(ceremony, key.id)}`
    return [`public ${at}`, `private ${at}`]
  })
  // A restored key stays where nothing destroys it again.
  const restored = stepsThat(scene, 'recovery/destroy').length > 0 ? [] : (scene.plan.recovery?.sets ?? [])
  for (const { id, into = '' } of restored) {
    const at = `${scene.serials.get(into)} ${objectIdOf(ceremony, `${id}.restored`)}`
    planned.push(`public ${at}`, `private ${at}`)
  }
  const there = found.map(({ kind, serial, objectId }) => `${kind} ${serial} ${objectId}`)
  return planned.toSorted().join('\n') === there.toSorted().join('\n')
    ? []
    : [`on the tokens lie ${there.length} keys, ${planned.length} were planned, or other ones`]
}

/** Every intent has one end: an outcome, a failure that was known, or a person's decision. */
export function settleProblems(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ seq, event }) => {
    if (event.type !== 'intent') return []
    const ends = lines.filter(({ event: end }) => {
      if (end.type === 'failed') return end.intent === seq && end.unknown !== true
      return (end.type === 'outcome' || end.type === 'reconciled') && end.intent === seq
    })
    return ends.length === 1 ? [] : [`intent ${seq} (${event.step}) has ${ends.length} ends`]
  })
}

/** One root payload was signed and no other; a signature that was made again stands in the transcript as such. */
function signatureProblems(scene: Scene, lines: readonly Line[]): readonly string[] {
  if (stepsThat(scene, 'root/sign').length === 0) return []
  const register = parseRegister(readFileSync(join(scene.live, 'station', registerNames.rehearsal)), 'register')
  return scene.plan.repositories.flatMap((repository) => {
    const path = join(scene.live, 'bag', 'data', rootPath(repository))
    if (!existsSync(path)) return [`${path} is missing`]
    const root = JSON.parse(readFileSync(path, 'utf8')) as { signed: never; signatures: readonly unknown[] } // the bag verified
    const payload = sha256(olpcBytes(root.signed))
    const entries = register.filter((entry) => entry.repository === repository.name)
    const other = entries.filter((entry) => entry.payloadSha256 !== payload).length
    const intents = lines.flatMap(({ event }) =>
      event.type === 'intent' && event.action === 'root/sign' ? [event] : [],
    )
    return [
      ...(other === 0 ? [] : [`${other} signatures over another payload`]),
      ...(root.signatures.length === repository.roles.root.keys.length ? [] : ['the root lacks a signature']),
      ...(entries.length <= intents.length ? [] : ['a signature was made without an intent']),
      ...unsaidSignatures(lines, intents),
    ]
  })
}

/** Every further intent to sign with one key follows a line that says how the one before it ended. */
export function unsaidSignatures(lines: readonly Line[], intents: readonly EventOf<'intent'>[]): readonly string[] {
  return [...new Set(intents.map(({ step }) => step))].flatMap((step) => {
    const begun = intents.filter((intent) => intent.step === step).length
    const said = lines.filter(
      ({ event }) =>
        (event.type === 'reconciled' && event.step === step && event.decision === 'again') ||
        (event.type === 'failed' && event.step === step && event.unknown !== true),
    ).length
    return begun === said + 1 ? [] : [`${step}: begun ${begun} times, and ${said} times said to be done again`]
  })
}

/** What bears a digest as its name is that. */
function storeProblems(ceremony: string): readonly string[] {
  const store = join(ceremony, 'store')
  return readdirSync(store)
    .filter((name) => /^[0-9a-f]{64}$/.test(name) && sha256(readFileSync(join(store, name))) !== name)
    .map((name) => `the store holds ${name}, which it is not`)
}
