// BagIt manifests: one line a file, in the form that `sha256sum -c` reads. RFC 8493 sections 2.1.3 and 2.2.1.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import { checkPaths } from './names.ts'

/** `path` is relative to the bag; `sha256` is 64 lower-case hex digits. */
export type ManifestEntry = { readonly path: string; readonly sha256: string }

/** SHA-256 in lower-case hex. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const line = /^([0-9a-f]{64}) {2}(\S+)$/
const byPath = (a: ManifestEntry, b: ManifestEntry): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

/**
 * Encode entries as a manifest: digest, two blanks, path, newline; sorted by path in ASCII order.
 * @throws CeremonyError `bag/name` for a path that a bag may not hold, or two that are one on a FAT stick.
 */
export function encodeManifest(entries: readonly ManifestEntry[]): Uint8Array {
  checkPaths(entries.map((entry) => entry.path))
  const lines = [...entries].sort(byPath).map((entry) => `${entry.sha256}  ${entry.path}\n`)
  return Buffer.from(lines.join(''), 'ascii')
}

/**
 * Parse a manifest, and accept only what `encodeManifest` writes: lower-case hex, two blanks, one newline a line,
 * sorted, nothing twice. RFC 8493 allows more (upper case, `*`, tabs, percent-encoding); a second spelling of one
 * bag is refused here on purpose, so that its digest names it.
 * NOT checked here: whether the files are there and fit (`checkBag`).
 *
 * @param name - the manifest's own name, for errors.
 * @throws CeremonyError `bag/tag-file` with the line (from 1), or `bag/name`.
 */
export function parseManifest(bytes: Uint8Array, name: string): readonly ManifestEntry[] {
  const fail = (at: number, reason: string) => new CeremonyError('bag/tag-file', { path: name, line: at, reason })
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (content === '') throw fail(1, 'it lists no file')
  const entries: ManifestEntry[] = []
  // Line by line: split at once, 64 MB of empty lines would take 1 GB.
  for (let start = 0; start < content.length; ) {
    const index = entries.length
    const end = content.indexOf('\n', start)
    if (end === -1) throw fail(index + 1, 'the last line does not end in a newline')
    const match = line.exec(content.slice(start, end))
    start = end + 1
    const [, sha256, path] = match ?? []
    if (sha256 === undefined || path === undefined) throw fail(index + 1, 'it is not a digest, two blanks and a path')
    const before = entries.at(-1)
    if (before !== undefined && before.path >= path)
      throw fail(index + 1, 'the lines are not sorted, or one stands twice')
    entries.push({ path, sha256 })
  }
  checkPaths(entries.map((entry) => entry.path))
  return entries
}
