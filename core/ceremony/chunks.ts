// Bulk in chunks: repositories that differ only in name go through a step together, at most 256, named by the digest of their list.

import { createHash } from 'node:crypto'
import { canonicalBytes, canonicalJson } from '../formats/canonical.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'
import type { Plan, PlannedRepository } from '../formats/plan.ts'

/** Items of one intent and one outcome, at most. 10,000 repositories are some forty chunks. */
export const chunkSize = 256

/** A run of `plan.repositories`: `count` of them, from index `first`. */
export type Chunk = { readonly first: number; readonly count: number }

/** Neighbours in the plan that are alike in everything but their name, in runs of at most `size`. */
export function chunksOf(plan: Plan, size: number = chunkSize): readonly Chunk[] {
  const chunks: { first: number; count: number }[] = []
  let form = ''
  for (const [index, repository] of plan.repositories.entries()) {
    const own = formOf(repository)
    const last = chunks.at(-1)
    if (last !== undefined && own === form && last.count < size) last.count++
    else chunks.push({ first: index, count: 1 })
    form = own
  }
  return chunks
}

export function repositoriesOf(plan: Plan, chunk: Chunk): readonly PlannedRepository[] {
  return plan.repositories.slice(chunk.first, chunk.first + chunk.count)
}

/** What people call a chunk: the repository itself, or how many there are and the first and last name. */
export function chunkName(plan: Plan, chunk: Chunk): string {
  const names = repositoriesOf(plan, chunk).map((repository) => repository.name)
  const [first = ''] = names
  return names.length === 1 ? first : `${names.length} repositories, ${first} to ${names.at(-1)}`
}

/** One part of a step id: the name with dots for slashes, or the numbers of the first and last, counted from 1. */
export function chunkId(plan: Plan, chunk: Chunk): string {
  const [only] = repositoriesOf(plan, chunk)
  if (chunk.count === 1 && only !== undefined) return only.name.replaceAll('/', '.')
  return `${chunk.first + 1}-${chunk.first + chunk.count}`
}

/** The bytes by which a chunk's list is kept in the store, and the digest that an intent or outcome names it by. */
export function encodeList(items: readonly JsonObject[]): { readonly bytes: Uint8Array; readonly sha256: string } {
  const bytes = canonicalBytes(items)
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function formOf(repository: PlannedRepository): string {
  const { name: _name, ...rest } = repository
  return canonicalJson(rest as unknown as JsonValue) // a parsed plan holds only JSON values
}
