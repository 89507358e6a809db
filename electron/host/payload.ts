// The payload of the bag, gathered from the store: what verify/all verifies, and export/bag then lets out.

import { createPublicKey } from 'node:crypto'
import { chunksOf } from '../../core/ceremony/chunks.ts'
import { encodeExpanded } from '../../core/ceremony/expanded.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { factsOf, madeFacts } from '../../core/ceremony/state.ts'
import { encodeRegister } from '../../core/checks/register.ts'
import { parseJson } from '../../core/formats/json.ts'
import { encodePlan } from '../../core/formats/plan.ts'
import { asArray, asObject, asString } from '../../core/formats/shape.ts'
import type { OutboundFile } from '../../core/media/outbound.ts'
import { splitSets } from '../../core/plan/backup.ts'
import { printPlan } from '../../core/plan/print.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import * as names from '../../core/verify/names.ts'
import { type ActionContext, stringFact } from './actions/action.ts'
import { readme } from './readme.ts'

const text = (path: string, lines: readonly string[]): OutboundFile => ({
  path,
  kind: 'text',
  bytes: Buffer.from(`${lines.join('\n')}\n`),
})

/** All files of the payload. Throws `station/bug` where a step has not been passed that makes one. */
export function gatherPayload(context: ActionContext): readonly OutboundFile[] {
  const { plan, state, store, step } = context
  const script = state.script
  const assembled = assembledFiles(context)
  return [
    { path: names.planPath, kind: 'plan', bytes: encodePlan(plan) },
    { path: names.scriptPath, kind: 'script', bytes: encodeExpanded(script) },
    text(names.paperPaths.plan, printPlan(plan, script.planDigest, wordsOfDigest(script.planDigest))),
    text(names.paperPaths.script, printScript(script, plan)),
    text(names.readmePath, readme({ plan, state })),
    ...plan.keys.map((key): OutboundFile => {
      const facts = madeFacts(state, key.id)
      const spki = Buffer.from(store.get(stringFact(facts, 'spkiSha256', step)))
      const pem = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' })
      return { path: names.keyPath(key.id), kind: 'public-key', bytes: Buffer.from(pem) }
    }),
    ...plan.keys.flatMap((key): readonly OutboundFile[] => {
      if (!('token' in key)) return []
      const facts = factsOf(state, 'key/prove', { key: key.id })
      return [
        { path: names.proofPath(key.id), kind: 'dsse', bytes: store.get(stringFact(facts, 'envelopeSha256', step)) },
      ]
    }),
    ...splitSets(plan).flatMap(({ key: set }): readonly OutboundFile[] => {
      const record = stringFact(factsOf(state, 'backup/end', { set }), 'recordSha256', step)
      const proof = stringFact(factsOf(state, 'backup/restore', { set }), 'envelopeSha256', step)
      return [
        { path: names.backupRecordPath(set), kind: 'backup-record', bytes: store.get(record) },
        { path: names.backupProofPath(set), kind: 'dsse', bytes: store.get(proof) },
      ]
    }),
    ...recoveryFiles(context),
    ...plan.repositories.map((repository): OutboundFile => {
      const path = names.rootPath(repository)
      return { path, kind: 'tuf-root', bytes: store.get(assembled.get(path) ?? '') }
    }),
    {
      path: names.registerPath,
      kind: 'register',
      bytes: encodeRegister(context.register.entries().filter((entry) => entry.ceremony === state.opened?.ceremony)),
    },
  ]
}

/** What restored keys signed, the records that the plan brought, and the certificate of a drill. */
function recoveryFiles({ plan, state, store, step }: ActionContext): readonly OutboundFile[] {
  const certificate = factsOf(state, 'recovery/certificate', {})
  const signed = (plan.recovery?.sets ?? []).flatMap(({ id }): readonly OutboundFile[] => {
    const facts = factsOf(state, 'recovery/sign', { set: id })
    if (facts === undefined) return []
    const bytes = store.get(stringFact(facts, 'envelopeSha256', step))
    return [{ path: names.recoveryProofPath(id), kind: 'dsse', bytes }]
  })
  if (certificate === undefined) return signed
  const bytes = store.get(stringFact(certificate, 'certificateSha256', step))
  return [...signed, { path: names.certificatePath, kind: 'json', bytes }]
}

/** Path of each root file to its digest, from the lists that root/assemble left in the store. */
function assembledFiles({ plan, state, store, step }: ActionContext): ReadonlyMap<string, string> {
  const what = 'a list in the store'
  return new Map(
    chunksOf(plan).flatMap((chunk) => {
      const list = store.get(stringFact(factsOf(state, 'root/assemble', { chunk }), 'listSha256', step))
      const items = asArray(parseJson(list, { what, maxBytes: list.length, maxDepth: 4 }), { what, path: '' })
      return items.map((item) => {
        const { file, sha256 } = asObject(item, { what, path: '' })
        return [asString(file, { what, path: 'file' }), asString(sha256, { what, path: 'sha256' })] as const
      })
    }),
  )
}
