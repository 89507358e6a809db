// The payload of the bag, gathered from the store: what verify/all verifies, and export/bag then lets out.

import { createPublicKey } from 'node:crypto'
import { encodeExpanded } from '../../core/ceremony/expanded.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { factsOf } from '../../core/ceremony/state.ts'
import { encodeRegister } from '../../core/checks/register.ts'
import { encodePlan } from '../../core/formats/plan.ts'
import type { OutboundFile } from '../../core/media/outbound.ts'
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
  return [
    { path: names.planPath, kind: 'plan', bytes: encodePlan(plan) },
    { path: names.scriptPath, kind: 'script', bytes: encodeExpanded(script) },
    text(names.paperPaths.plan, printPlan(plan, script.planDigest, wordsOfDigest(script.planDigest))),
    text(names.paperPaths.script, printScript(script, plan)),
    text(names.readmePath, readme({ plan, state })),
    ...plan.keys.map((key): OutboundFile => {
      const facts = factsOf(state, 'key/generate', { key: key.id }) ?? factsOf(state, 'key/adopt', { key: key.id })
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
    ...plan.repositories.map((repository): OutboundFile => {
      const facts = factsOf(state, 'root/assemble', { repository: repository.name })
      return { path: names.rootPath(repository), kind: 'tuf-root', bytes: store.get(stringFact(facts, 'sha256', step)) }
    }),
    {
      path: names.registerPath,
      kind: 'register',
      bytes: encodeRegister(context.register.entries().filter((entry) => entry.ceremony === state.opened?.ceremony)),
    },
  ]
}
