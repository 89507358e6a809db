// root/draft, root/check and root/assemble: what will be signed, held against every rule, and put together.

import { createHash } from 'node:crypto'
import { factsOf } from '../../../core/ceremony/state.ts'
import { checkRootDraft } from '../../../core/checks/root.ts'
import { CeremonyError } from '../../../core/errors.ts'
import type { JsonValue } from '../../../core/formats/json.ts'
import type { Id, PlannedRepository } from '../../../core/formats/plan.ts'
import { diffRoots } from '../../../core/tuf/diff.ts'
import { spkiMaterial } from '../../../core/tuf/key.ts'
import { parseRoot } from '../../../core/tuf/parse.ts'
import { printDiff } from '../../../core/tuf/print-diff.ts'
import {
  assembleRoot,
  draftRoot,
  type KeySource,
  payloadOf,
  type RootDraft,
  type RootSignature,
} from '../../../core/tuf/root.ts'
import { verifyRoot } from '../../../core/tuf/verify.ts'
import { rootPath } from '../../../core/verify/names.ts'
import { type ActionContext, type ActionHandler, repositoryOf, stringFact } from './action.ts'

/** The public keys that this ceremony made or adopted, by plan id. */
export function publicKeysOf(context: ActionContext): ReadonlyMap<Id, KeySource> {
  const keys = new Map<Id, KeySource>()
  for (const key of context.plan.keys) {
    const facts =
      factsOf(context.state, 'key/generate', { key: key.id }) ?? factsOf(context.state, 'key/adopt', { key: key.id })
    if (facts === undefined) continue
    keys.set(key.id, {
      spki: context.store.get(stringFact(facts, 'spkiSha256', context.step)),
      algorithm: key.algorithm,
    })
  }
  return keys
}

/** The draft follows from the plan and the keys alone, so it is laid out anew whenever it is needed. */
export function draftOf(context: ActionContext, repository: PlannedRepository): RootDraft {
  const { version, expires, consistentSnapshot, roles } = repository
  return draftRoot({ version, expires, consistentSnapshot, keys: publicKeysOf(context), roles })
}

/** Names of keys for people: holder and token, or who holds it outside. */
export function keyNamesOf(context: ActionContext): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [id, { spki }] of publicKeysOf(context)) {
    const key = context.plan.keys.find((candidate) => candidate.id === id)
    const token = key !== undefined && 'token' in key ? context.desk.planned(key.token) : undefined
    const holder = context.plan.people.find((person) => person.id === token?.holder)?.name
    const who = holder ?? (key !== undefined && 'heldBy' in key ? key.heldBy : id)
    names.set(spkiMaterial(spki), token === undefined ? `${who} (${id})` : `${who} (${id}, token ${token.id})`)
  }
  return names
}

export const rootDraft: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const repository = repositoryOf(context)
    const draft = draftOf(context, repository)
    const unsigned = parseRoot(assembleRoot(draft, []), rootPath(repository))
    const payload = payloadOf(draft)
    return {
      repository: repository.name,
      version: repository.version,
      payloadSha256: context.store.put(payload),
      summary: printDiff(diffRoots(undefined, unsigned, keyNamesOf(context))),
    }
  },
}

/** @throws CeremonyError `ceremony/check-failed` naming every rule that does not hold. */
export function checkedDraft(context: ActionContext, fileBytes?: Uint8Array): JsonValue {
  const repository = repositoryOf(context)
  const results = checkRootDraft({
    draft: draftOf(context, repository),
    ...(fileBytes === undefined ? {} : { fileBytes }),
    plan: context.plan,
    repository,
    keys: publicKeysOf(context),
    now: `${context.now.slice(0, 19)}Z`,
    lastSigned: context.register.entries(),
  })
  // A fork is judged where each key signs: there a recorded deviation may allow it.
  const failed = results.filter((result) => !result.ok && result.id !== 'ROOT-FORK')
  if (failed.length > 0) {
    throw new CeremonyError('ceremony/check-failed', {
      rules: failed.map(({ id, subject, words }) => `${id} (${subject}): ${words}`).join('; '),
    })
  }
  return results.map(({ id, ok, subject, words }) => `${id} ${ok ? 'holds' : 'does not hold'} (${subject}): ${words}`)
}

export const rootCheck: ActionHandler = {
  prepare: async (context) => {
    const recorded = stringFact(factsOf(context.state, 'root/draft', context.step.bound), 'payloadSha256', context.step)
    const payloadSha256 = createHash('sha256')
      .update(payloadOf(draftOf(context, repositoryOf(context))))
      .digest('hex')
    if (payloadSha256 !== recorded)
      throw new CeremonyError('ceremony/check-failed', { rules: 'the draft is not the one that was shown' })
    checkedDraft(context)
    return { payloadSha256 }
  },
  act: async (context) => ({ rules: checkedDraft(context) }),
}

export const rootAssemble: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const repository = repositoryOf(context)
    const bytes = assembleRoot(draftOf(context, repository), signaturesOf(context, repository))
    verifyRoot(parseRoot(bytes, rootPath(repository)))
    checkedDraft(context, bytes)
    return {
      repository: repository.name,
      file: rootPath(repository),
      sha256: context.store.put(bytes),
      sizeBytes: bytes.length,
    }
  },
}

function signaturesOf(context: ActionContext, repository: PlannedRepository): readonly RootSignature[] {
  return repository.roles.root.keys.flatMap((key) => {
    const facts = factsOf(context.state, 'root/sign', { key, repository: repository.name })
    if (facts === undefined) return []
    const signature = context.store.get(stringFact(facts, 'signatureSha256', context.step))
    return [{ keyId: stringFact(facts, 'keyId', context.step), signature }]
  })
}
