// A power cut while the record goes into the bag leaves the file that was being written short: it is removed and made again.

import fs from 'node:fs'
import { join } from 'node:path'
import { DECLARATION, INFO, MANIFEST } from '../../core/media/check.ts'
import { layOutCompletion } from '../../core/media/layout.ts'
import { type OutboundFile, passOutbound } from '../../core/media/outbound.ts'
import { onDisk } from './disk.node.ts'
import { readNamedFile } from './read-file.node.ts'

/**
 * Remove from the bag every file of the completion that is shorter than it will be and begins as it will: nothing in it
 * is lost, since the same bytes are written next. Without this a bag could never be closed after such a cut. Any other
 * file, also one that merely differs, stays as it lies, and `completeBag` refuses it (`bag/exists`).
 * @param directory - the exported bag; one that is not there is the caller's to refuse.
 * @param tagFiles - what the completion adds, before the tag manifest.
 * @throws CeremonyError `station/disk`, `input/*`, and what the gate refuses (`bag/not-public`).
 */
export function removeTorn(directory: string, tagFiles: readonly OutboundFile[]): void {
  const exported = new Map<string, Uint8Array>()
  for (const name of [DECLARATION, INFO, MANIFEST]) {
    const bytes = plainFile(join(directory, name), maxTagBytes)
    if (bytes === undefined) return // not an exported bag
    exported.set(name, bytes)
  }
  const wanted = layOutCompletion(
    exported,
    tagFiles.map((file) => ({ path: file.path, bytes: passOutbound(file) })),
  )
  for (const [name, bytes] of wanted) {
    const path = join(directory, name)
    const there = plainFile(path, bytes.length)
    if (there !== undefined && isTorn(there, bytes)) onDisk('unlink', path, () => fs.unlinkSync(path))
  }
}

const maxTagBytes = 16 * 1024 * 1024

/** The bytes of a plain file; undefined where there is none, or a link, or more than `maxBytes`. */
function plainFile(path: string, maxBytes: number): Uint8Array | undefined {
  const look = onDisk('lstat', path, () => fs.lstatSync(path, { throwIfNoEntry: false }))
  return look?.isFile() === true && look.size <= maxBytes ? readNamedFile(path, maxBytes) : undefined
}

/** Its beginning, and after that nothing, or the zeros that a file system lays where data did not arrive. */
function isTorn(there: Uint8Array, wanted: Uint8Array): boolean {
  let same = 0
  while (same < there.length && there[same] === wanted[same]) same++
  if (same === wanted.length) return false
  return there.subarray(same).every((byte) => byte === 0)
}
