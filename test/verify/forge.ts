// The attacker's workshop: a finished bag taken apart, changed, chained anew, and put together so that all digests fit again.

import { createHash } from 'node:crypto'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { canonicalBytes } from '../../core/formats/canonical.ts'
import type { JsonValue } from '../../core/formats/json.ts'
import { type CheckedBag, checkBag, INFO, MANIFEST, TAG_MANIFEST } from '../../core/media/check.ts'
import { encodeManifest } from '../../core/media/manifest.ts'
import { encodeInfo, oxumLabel, oxumOf, parseInfo } from '../../core/media/tags.ts'
import { digestOfLine, type Entry, GENESIS } from '../../core/transcript/entry.ts'

export type Files = Map<string, Uint8Array>

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Manifest, Payload-Oxum and tag manifest made to fit the files as they are now. */
export function refit(files: Files): Files {
  const payload = [...files].filter(([path]) => path.startsWith('data/')).sort(([a], [b]) => (a < b ? -1 : 1))
  files.set(MANIFEST, encodeManifest(payload.map(([path, bytes]) => ({ path, sha256: sha256(bytes) }))))
  refitInfo(
    files,
    payload.map(([, bytes]) => bytes),
  )
  files.delete(TAG_MANIFEST)
  const tags = [...files].filter(([path]) => !path.startsWith('data/')).sort(([a], [b]) => (a < b ? -1 : 1))
  return files.set(TAG_MANIFEST, encodeManifest(tags.map(([path, bytes]) => ({ path, sha256: sha256(bytes) }))))
}

/** An info file that was itself damaged is left as it is. */
function refitInfo(files: Files, payload: readonly Uint8Array[]): void {
  const info = files.get(INFO)
  if (info === undefined) return
  try {
    const lines = parseInfo(info).filter(({ label }) => label !== oxumLabel)
    files.set(INFO, encodeInfo([...lines, { label: oxumLabel, value: oxumOf(payload) }]))
  } catch {
    return // what the test did to it is the point
  }
}

export const asBag = (files: Files): CheckedBag => checkBag(refit(new Map(files)))

export const entriesOf = (files: Files): readonly Entry[] =>
  new TextDecoder()
    .decode(files.get('transcript.jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry) // the station wrote it

type Edit = (event: CeremonyEvent, at: { readonly seq: number; readonly head: string }) => CeremonyEvent | undefined

/**
 * The transcript with every event edited (undefined: left out) and the chain made anew. What follows from the chain is
 * made to fit: numbers of intents, heads that were compared, the digest of the bag's manifest.
 */
export function rechain(files: Files, edit: Edit = (event) => event): Files {
  const manifest = sha256(refit(new Map(files)).get(MANIFEST) ?? new Uint8Array())
  const moved = new Map<number, number>()
  const lines: Uint8Array[] = []
  let previous = GENESIS
  for (const entry of entriesOf(files)) {
    const seq = lines.length
    const event = edit(entry.event as unknown as CeremonyEvent, { seq, head: previous }) // the station wrote it
    if (event === undefined) continue
    moved.set(entry.seq, seq)
    const fitted = fit(event, { head: previous, manifest, moved })
    const line = canonicalBytes({ ...entry, seq, previous, event: fitted } as unknown as JsonValue) // events are JSON
    previous = digestOfLine(line)
    lines.push(Buffer.concat([line, Buffer.from('\n')]))
  }
  return new Map(files).set('transcript.jsonl', Buffer.concat(lines))
}

function fit(
  event: CeremonyEvent,
  to: { readonly head: string; readonly manifest: string; readonly moved: ReadonlyMap<number, number> },
): CeremonyEvent {
  if (event.type === 'answered' && 'head' in event.values) return { ...event, values: { head: to.head } }
  if (event.type === 'answered' && 'manifest-digest' in event.values)
    return { ...event, values: { 'manifest-digest': to.manifest } }
  if (event.type === 'outcome') {
    const intent = to.moved.get(event.intent) ?? event.intent
    const facts = 'manifestSha256' in event.facts ? { ...event.facts, manifestSha256: to.manifest } : event.facts
    return { ...event, intent, facts }
  }
  if (event.type === 'failed') return { ...event, intent: to.moved.get(event.intent) ?? event.intent }
  return event
}
