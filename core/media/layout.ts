// Which files a bag gets, with which bytes, in which order. The order is what makes a half-written bag recognisable.

import { CeremonyError } from '../errors.ts'
import { bagItMeaning, DECLARATION, INFO, MANIFEST, PAYLOAD, TAG_MANIFEST } from './check.ts'
import { encodeManifest, sha256Hex } from './manifest.ts'
import { checkPaths } from './names.ts'
import { declaration, encodeInfo, type InfoLine, oxumLabel, oxumOf } from './tags.ts'

/** One file, already through the gate. `path` is relative to data/ for payload, a bare name for a tag file. */
export type PublicFile = { readonly path: string; readonly bytes: Uint8Array }

/** Path in the bag to bytes, in the order in which they are written. */
export type Layout = ReadonlyMap<string, Uint8Array>

/**
 * Phase 1: data/**, then manifest-sha256.txt and bag-info.txt, and bagit.txt last, since only that makes it a bag.
 * @throws CeremonyError `bag/name`, `bag/unfinished` where there is no file at all, `bag/tag-file` for bad info lines.
 */
export function layOutExport(files: readonly PublicFile[], info: readonly InfoLine[]): Layout {
  if (files.length === 0) throw new CeremonyError('bag/unfinished', { reason: 'there is no file to put into it' })
  const payload = files.map(({ path, bytes }) => ({ path: PAYLOAD + path, bytes }))
  const oxum = { label: oxumLabel, value: oxumOf(files.map((file) => file.bytes)) }
  const manifest = encodeManifest(payload.map(({ path, bytes }) => ({ path, sha256: sha256Hex(bytes) })))
  const layout = new Map(payload.map(({ path, bytes }) => [path, bytes]))
  return layout
    .set(MANIFEST, manifest)
    .set(INFO, encodeInfo([...info, oxum]))
    .set(DECLARATION, declaration)
}

/**
 * Phase 2: the tag files, and at last tagmanifest-sha256.txt over them and over the three of phase 1.
 * @param exported - the bag as it stands: the bytes of bagit.txt, bag-info.txt and manifest-sha256.txt are taken from it.
 * @throws CeremonyError `bag/name` for a tag file that is not a bare name, or has a name that BagIt gives a meaning.
 */
export function layOutCompletion(exported: ReadonlyMap<string, Uint8Array>, tagFiles: readonly PublicFile[]): Layout {
  for (const { path } of tagFiles) {
    const taken = path === DECLARATION || path === INFO || path.toLowerCase() === 'data' || bagItMeaning.test(path)
    if (path.includes('/') || taken) {
      throw new CeremonyError('bag/name', { path, reason: 'a tag file has a bare name that BagIt itself does not use' })
    }
  }
  const first = [DECLARATION, INFO, MANIFEST].map((path) => ({ path, bytes: exported.get(path) ?? new Uint8Array() }))
  const covered = [...first, ...tagFiles]
  checkPaths(covered.map((file) => file.path))
  const tagManifest = encodeManifest(covered.map(({ path, bytes }) => ({ path, sha256: sha256Hex(bytes) })))
  return new Map(tagFiles.map(({ path, bytes }) => [path, bytes])).set(TAG_MANIFEST, tagManifest)
}
