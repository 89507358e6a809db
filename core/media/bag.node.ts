// The bag on a medium: written in two phases, never over anything, read back each time; and read whole.

import { dirname, resolve } from 'node:path'
import { CeremonyError } from '../errors.ts'
import { type CheckedBag, checkBag, TAG_MANIFEST } from './check.ts'
import { realDisk } from './disk.node.ts'
import { type Disk, onDisk } from './disk.ts'
import { type Layout, layOutCompletion, layOutExport, type PublicFile } from './layout.ts'
import { type ManifestEntry, sha256Hex } from './manifest.ts'
import { type OutboundFile, passOutbound } from './outbound.ts'
import type { InfoLine } from './tags.ts'
import { type BagLimits, type Place, readTree, within, writeTree } from './tree.ts'

/** Far above any bag of the station, far below what fills its memory. */
export const bagLimits: BagLimits = {
  maxFiles: 50_000,
  maxFileBytes: 64 * 1024 * 1024,
  maxTotalBytes: 512 * 1024 * 1024,
}

export type WrittenBag = {
  /** Digest of manifest-sha256.txt; goes into the transcript, and so under the seal. */
  readonly manifestSha256: string
  readonly files: readonly (ManifestEntry & { readonly sizeBytes: number })[]
  /** False where the station has no `sync`; files and directories were flushed one by one all the same. */
  readonly fileSystemSynced: boolean
}

/**
 * Phase 1, export: make the directory, write payload, manifest, bag-info.txt and at last bagit.txt, flush, read back.
 * Every file goes through the gate first (BAG-PUBLIC); nothing is written if one does not pass.
 *
 * On failure what was written stays and is no bag, since bagit.txt comes last: write again under another name.
 * NOT caught: a medium that answers the read-back from its own cache, or the kernel's; see docs/formats/bag.md section 3.
 *
 * @param request.directory - must not exist; its parent must (BAG-NEW).
 * @param request.files - `path` is relative to data/.
 * @param request.info - lines of bag-info.txt; Payload-Oxum is added.
 * @throws CeremonyError `bag/not-public`, `bag/name`, `bag/tag-file`, `bag/exists`, `bag/medium`,
 *   `bag/read-back` (BAG-READ-BACK).
 */
export async function writeBag(request: {
  readonly directory: string
  readonly files: readonly OutboundFile[]
  readonly info: readonly InfoLine[]
  readonly disk?: Disk
}): Promise<WrittenBag> {
  const place = placeOf(request.directory, request.disk)
  const layout = layOutExport(throughTheGate(request.files), request.info)
  checkBag(layout)

  await onDisk('mkdir', place.root, () => place.disk.makeDirectory(place.root))
  const fileSystemSynced = await writeTree(place, layout)
  await syncParent(place)
  const bag = await readBack(place, layout)
  const files = bag.payload.map((entry) => ({ ...entry, sizeBytes: layout.get(entry.path)?.length ?? 0 }))
  return { manifestSha256: bag.manifestSha256, files, fileSystemSynced }
}

/**
 * Phase 2, complete: check the exported bag again, add the tag files, at last tagmanifest-sha256.txt, flush, read back.
 * A tag file that stands there already with these very bytes is kept, so that a break in between can be resumed.
 *
 * @param request.manifestSha256 - what `writeBag` returned: another bag in that place is refused.
 * @param request.tagFiles - for example transcript.jsonl and seal.dsse.json; `path` is a bare name.
 * @throws CeremonyError as `writeBag` and `readBag`; `bag/other`; `bag/exists` for a file with other bytes.
 */
export async function completeBag(request: {
  readonly directory: string
  readonly manifestSha256: string
  readonly tagFiles: readonly OutboundFile[]
  readonly disk?: Disk
}): Promise<{ readonly tagManifestSha256: string; readonly fileSystemSynced: boolean }> {
  const place = placeOf(request.directory, request.disk)
  const tagFiles = throughTheGate(request.tagFiles)
  const standing = await readTree(place, bagLimits)
  const missing: PublicFile[] = []
  for (const file of tagFiles) {
    const there = standing.get(file.path)
    if (there === undefined) missing.push(file)
    else if (Buffer.compare(there, file.bytes) !== 0) throw exists(place, file.path)
  }
  if (standing.has(TAG_MANIFEST)) throw exists(place, TAG_MANIFEST)

  const exported = new Map(standing)
  for (const file of tagFiles) exported.delete(file.path)
  const { manifestSha256 } = checkBag(exported)
  if (manifestSha256 !== request.manifestSha256) {
    const detail = { path: place.root, expected: request.manifestSha256, found: manifestSha256 }
    throw new CeremonyError('bag/other', detail)
  }
  const layout = layOutCompletion(exported, tagFiles)
  checkBag(new Map([...exported, ...layout]))

  const toWrite = new Map(layout)
  for (const { path } of tagFiles) if (standing.has(path)) toWrite.delete(path)
  const fileSystemSynced = await writeTree(place, toWrite)
  await readBack(place, new Map([...exported, ...layout]))
  return { tagManifestSha256: sha256Hex(layout.get(TAG_MANIFEST) ?? new Uint8Array()), fileSystemSynced }
}

/**
 * Read a bag from a medium, once, and check it whole. Use the bytes that come back, never the medium again.
 * The caller decides which state it needs: only `complete` has transcript and seal.
 *
 * @throws CeremonyError as `readTree` and `checkBag`; `input/unreadable` where there is no such directory.
 */
export async function readBag(
  directory: string,
  limits: BagLimits = bagLimits,
  disk: Disk = realDisk,
): Promise<CheckedBag> {
  const place = placeOf(directory, disk)
  try {
    await disk.look(place.root)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it cannot be looked at'
    throw new CeremonyError('input/unreadable', { what: place.root, reason }, { cause })
  }
  return checkBag(await readTree(place, limits))
}

/** From a fresh open, every byte as it was written, and a whole bag (BAG-READ-BACK). */
async function readBack(place: Place, layout: Layout): Promise<CheckedBag> {
  const found = await readTree(place, bagLimits)
  for (const [path, bytes] of layout) {
    const back = found.get(path)
    if (back === undefined || sha256Hex(back) !== sha256Hex(bytes)) {
      throw new CeremonyError('bag/read-back', { path: `${place.root}/${path}` })
    }
  }
  return checkBag(found)
}

/** The bag's own name stands in the directory above it. That one may be reached through a link, hence the `/.`. */
async function syncParent(place: Place): Promise<void> {
  const parent = `${dirname(place.root)}/.`
  await within({ disk: place.disk, root: parent }, [], (open) => onDisk('fsync', parent, () => open.sync()))
}

const throughTheGate = (files: readonly OutboundFile[]): readonly PublicFile[] =>
  files.map((file) => ({ path: file.path, bytes: passOutbound(file) }))

/** `resolve` also cuts a slash at the end, which would make the last part follow a link. */
const placeOf = (directory: string, disk: Disk = realDisk): Place => ({ disk, root: resolve(directory) })

const exists = (place: Place, path: string) => new CeremonyError('bag/exists', { path: `${place.root}/${path}` })
