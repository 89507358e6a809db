// root/draft, root/check and root/assemble: what will be signed, held against every rule, and put together.

import { type Chunk, chunkName, encodeList } from '../../../core/ceremony/chunks.ts'
import { factsOf, madeFacts } from '../../../core/ceremony/state.ts'
import type { RootContext } from '../../../core/checks/context.ts'
import { checkAlike, checkRootDraft } from '../../../core/checks/root.ts'
import { CeremonyError } from '../../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../../core/formats/json.ts'
import type { Id, PlannedRepository } from '../../../core/formats/plan.ts'
import { diffRoots } from '../../../core/tuf/diff.ts'
import { spkiMaterial } from '../../../core/tuf/key.ts'
import { parseRoot } from '../../../core/tuf/parse.ts'
import { printDiff } from '../../../core/tuf/print-diff.ts'
import { printSummary } from '../../../core/tuf/print-summary.ts'
import {
  assembleRoot,
  draftRoot,
  type KeySource,
  payloadOf,
  type RootDraft,
  type RootSignature,
} from '../../../core/tuf/root.ts'
import { verifyRoot } from '../../../core/tuf/verify.ts'
import { draftListOf, reviewedDigest } from '../../../core/verify/lists.ts'
import { rootPath } from '../../../core/verify/names.ts'
import { type ActionContext, type ActionHandler, chunkOf, chunkRepositories, stringFact } from './action.ts'
import { signaturesOfKey } from './signatures.ts'

/** The public keys that this ceremony made or adopted, by plan id. */
export function publicKeysOf(context: ActionContext): ReadonlyMap<Id, KeySource> {
  const keys = new Map<Id, KeySource>()
  for (const key of context.plan.keys) {
    const facts = madeFacts(context.state, key.id)
    if (facts === undefined) continue
    const spki = context.store.get(stringFact(facts, 'spkiSha256', context.step))
    keys.set(key.id, { spki, algorithm: key.algorithm })
  }
  return keys
}

/** The draft follows from the plan and the keys alone, so it is laid out anew whenever it is needed. */
export function draftOf(repository: PlannedRepository, keys: ReadonlyMap<Id, KeySource>): RootDraft {
  const { version, expires, consistentSnapshot, roles } = repository
  return draftRoot({ version, expires, consistentSnapshot, keys, roles })
}

/** Names of keys for people: holder and token, or who holds it outside. */
function keyNamesOf(context: ActionContext, spoken: boolean): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [id, { spki }] of publicKeysOf(context)) {
    const key = context.plan.keys.find((candidate) => candidate.id === id)
    const token = key !== undefined && 'token' in key ? context.desk.planned(key.token) : undefined
    const holder = context.plan.people.find((person) => person.id === token?.holder)?.name
    const who = holder ?? (key !== undefined && 'heldBy' in key ? key.heldBy : id)
    const written = token === undefined ? `${who} (${id})` : `${who} (${id}, token ${token.id})`
    names.set(spkiMaterial(spki), spoken ? `${who} with ${id}` : written)
  }
  return names
}

/** What this chunk's draft is: one payload a repository, their list, and the digest that people review. */
function draftChunk(context: ActionContext) {
  const keys = publicKeysOf(context)
  const drafts = chunkRepositories(context).map((repository) => ({ repository, draft: draftOf(repository, keys) }))
  const payloads = drafts.map(({ repository, draft }) => ({ repository, payload: payloadOf(draft) }))
  const items = draftListOf(payloads)
  return { drafts, payloads, items, reviewed: reviewedDigest(items) }
}

export const rootDraft: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const { payloads, items, reviewed } = draftChunk(context)
    for (const { payload } of payloads) context.store.put(payload)
    return {
      repositories: items.length,
      listSha256: context.store.put(encodeList(items).bytes),
      payloadSha256: reviewed,
      ...summaryOf(context, chunkOf(context)),
    }
  },
}

/**
 * The repositories of a chunk differ only in name, so one summary says what is signed for all: `summary` to be read
 * aloud, `everything` with all values and key ids, for who asks.
 */
function summaryOf(
  context: ActionContext,
  chunk: Chunk,
): { readonly summary: readonly string[]; readonly everything: readonly string[] } {
  const [repository, ...more] = chunkRepositories(context)
  const unsigned = parseRoot(assembleRoot(draftOf(repository, publicKeysOf(context)), []), rootPath(repository))
  const summary = printSummary(diffRoots(undefined, unsigned, keyNamesOf(context, true)))
  const everything = printDiff(diffRoots(undefined, unsigned, keyNamesOf(context, false)))
  const all = more.length === 0 ? [] : [`The same for all ${chunkName(context.plan, chunk)}.`]
  return { summary: [...all, ...summary], everything: [...all, ...everything] }
}

/**
 * Hold the draft of every repository of the chunk, or the files made of it, against every rule.
 * @throws CeremonyError `ceremony/check-failed` naming every rule that does not hold.
 */
export function checkedChunk(context: ActionContext, files?: ReadonlyMap<string, Uint8Array>): JsonValue {
  const keys = publicKeysOf(context)
  const [first, ...alike] = chunkRepositories(context)
  const lastSigned = context.register.known()
  const of = (repository: PlannedRepository, bytes: Uint8Array | undefined): RootContext => ({
    draft: draftOf(repository, keys),
    ...(bytes === undefined ? {} : { fileBytes: bytes }),
    plan: context.plan,
    repository,
    keys,
    now: `${context.now.slice(0, 19)}Z`,
    lastSigned,
  })
  const firstFile = files?.get(first.name)
  const results = [
    ...checkRootDraft(of(first, firstFile)),
    ...alike.flatMap((repository) => {
      const file = files?.get(repository.name)
      const same =
        firstFile === undefined ? file === undefined : Buffer.compare(firstFile, file ?? new Uint8Array()) === 0
      return same ? checkAlike(of(repository, file)) : checkRootDraft(of(repository, file))
    }),
  ]
  // A fork is judged where each key signs: there a recorded deviation may allow it.
  const failed = results.filter((result) => !result.ok && result.id !== 'ROOT-FORK')
  if (failed.length > 0) {
    const rules = failed.slice(0, 20).map(({ id, subject, words }) => `${id} (${subject}): ${words}`)
    throw new CeremonyError('ceremony/check-failed', { rules: rules.join('; ') })
  }
  const said = results.map(({ id, ok, words }) => `${id} ${ok ? 'holds' : 'does not hold'}: ${words}`)
  return [...new Set(said)]
}

export const rootCheck: ActionHandler = {
  prepare: async (context) => {
    const recorded = stringFact(factsOf(context.state, 'root/draft', context.step.bound), 'payloadSha256', context.step)
    if (draftChunk(context).reviewed !== recorded) {
      throw new CeremonyError('ceremony/check-failed', { rules: 'the draft is not the one that was shown' })
    }
    checkedChunk(context)
    return { payloadSha256: recorded }
  },
  act: async (context) => ({ rules: checkedChunk(context) }),
}

export const rootAssemble: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const keys = publicKeysOf(context)
    const signatures = signaturesOfChunk(context)
    const files = new Map<string, Uint8Array>()
    const items: JsonObject[] = []
    for (const repository of chunkRepositories(context)) {
      const bytes = assembleRoot(draftOf(repository, keys), signatures.get(repository.name) ?? [])
      verifyRoot(parseRoot(bytes, rootPath(repository)))
      files.set(repository.name, bytes)
      items.push({ repository: repository.name, file: rootPath(repository), sha256: context.store.put(bytes) })
    }
    checkedChunk(context, files)
    const only = items.length === 1 ? items[0] : undefined
    return { files: items.length, listSha256: context.store.put(encodeList(items).bytes), ...(only ?? {}) }
  },
}

/** By repository: the signatures of every root key that signed this chunk. */
function signaturesOfChunk(context: ActionContext): ReadonlyMap<string, readonly RootSignature[]> {
  const [first] = chunkRepositories(context)
  const perKey = first.roles.root.keys.flatMap((key) => signaturesOfKey(context, key) ?? [])
  return new Map(
    chunkRepositories(context).map(({ name }) => [
      name,
      perKey.flatMap(({ keyId, signatures }) => {
        const signature = signatures.get(name)
        return signature === undefined ? [] : [{ keyId, signature }]
      }),
    ]),
  )
}
