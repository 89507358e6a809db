// A station at one moment: every file of its directory, and what the tokens hold. Put back later, as after a power cut.

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Plan } from '../../core/formats/plan.ts'
import type { FakeToken } from '../fakes/token-host.ts'
import { makeTokens, type Table } from './station.ts'

export type Snapshot = {
  /** Path in the directory to bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly tokens: ReadonlyMap<string, FakeToken>
}

export function takeSnapshot(directory: string, plan: Plan, table: Table): Snapshot {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return {
    files: new Map(paths.map((path) => [relative(directory, path), shared(readFileSync(path))])),
    tokens: copyTokens(plan, table.tokens),
  }
}

/** Hundreds of moments hold the same files: the same bytes are kept once. */
const kept = new Map<string, Uint8Array>()

function shared(bytes: Uint8Array): Uint8Array {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const before = kept.get(digest)
  if (before === undefined) kept.set(digest, bytes)
  return before ?? bytes
}

/**
 * Empty the directory and lay the files as they were. The lock is still held, by a process that is gone.
 * @returns the table with the tokens as they were; the snapshot stays as it is.
 */
export function putBack(directory: string, plan: Plan, snapshot: Snapshot): Table {
  rmSync(directory, { recursive: true, force: true })
  for (const [path, bytes] of snapshot.files) {
    const place = join(directory, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, path.endsWith('/lock') ? leftByTheDead(bytes) : bytes)
  }
  return { tokens: copyTokens(plan, snapshot.tokens), calls: [], cues: [] }
}

/** The same lock, held by a process with another start time: that one is gone. */
export function leftByTheDead(lock: Uint8Array): string {
  return JSON.stringify({ ...JSON.parse(new TextDecoder().decode(lock)), started: '1' })
}

function copyTokens(plan: Plan, tokens: ReadonlyMap<string, FakeToken>): Map<string, FakeToken> {
  const copies = makeTokens(plan)
  for (const [id, token] of tokens) {
    const copy = copies.get(id)
    if (copy === undefined) continue
    copy.label = token.label
    copy.initialised = token.initialised
    for (const [objectId, key] of token.keys) copy.keys.set(objectId, key)
    for (const [label, value] of token.data) copy.data.set(label, value)
    copy.pins.user = { ...token.pins.user }
    copy.pins.so = { ...token.pins.so }
  }
  return copies
}
