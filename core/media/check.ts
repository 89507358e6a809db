// A bag, checked whole from its bytes. No disk in here: the same function serves the station and a witness's device.

import { CeremonyError } from '../errors.ts'
import { type ManifestEntry, parseManifest, sha256Hex } from './manifest.ts'
import { checkPaths } from './names.ts'
import { checkDeclaration, type InfoLine, oxumLabel, oxumOf, parseInfo } from './tags.ts'

export const PAYLOAD = 'data/'
export const DECLARATION = 'bagit.txt'
export const INFO = 'bag-info.txt'
export const MANIFEST = 'manifest-sha256.txt'
export const TAG_MANIFEST = 'tagmanifest-sha256.txt'

/** Names that other BagIt tools would act on: further manifests, and the list of files to download. */
export const bagItMeaning = /^(?:(?:tag)?manifest-.*|fetch\.txt)$/i

declare const checked: unique symbol

type Whole = {
  /** Path in the bag to bytes, tag files too, sorted by path. These bytes were checked; use them, not the medium. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly payload: readonly ManifestEntry[]
  readonly info: readonly InfoLine[]
  /** Digest of manifest-sha256.txt: it stands for the whole payload, and the transcript names it. */
  readonly manifestSha256: string
  readonly [checked]: true
}

/**
 * A bag that is whole. `exported`: the payload is there, the transcript and the seal are not yet. `complete`: finished.
 * Only `checkBag` makes one.
 */
export type CheckedBag =
  | (Whole & { readonly state: 'exported' })
  | (Whole & { readonly state: 'complete'; readonly tagManifestSha256: string })

/**
 * Check that a bag is whole: every file that is listed is there and has its digest, and nothing else is there; the
 * tag files have the one form that the station writes (BAG-WHOLE, BAG-NAME).
 *
 * NOT caught: who made it. A whole bag made anew by someone else passes; the seal over the transcript, which names
 * `manifestSha256`, tells. In state `exported` nothing covers bag-info.txt but its own form and Payload-Oxum.
 *
 * @param files - path to bytes, of every file there is.
 * @throws CeremonyError `bag/unfinished`, `bag/tag-file`, `bag/name`, `bag/missing`, `bag/extra`, `bag/altered`
 *   (the first thing that does not fit, with its path), `json/encoding`.
 * @see docs/formats/bag.md section 4; RFC 8493 section 3
 */
export function checkBag(files: ReadonlyMap<string, Uint8Array>): CheckedBag {
  const paths = [...files.keys()].sort()
  checkPaths(paths)
  const tags = paths.filter((path) => !path.startsWith(PAYLOAD) && path !== TAG_MANIFEST)
  for (const path of tags) {
    if (path.includes('/')) throw new CeremonyError('bag/extra', { path, reason: 'only data/ is a directory in a bag' })
    if (path !== MANIFEST && bagItMeaning.test(path)) {
      throw new CeremonyError('bag/extra', {
        path,
        reason: 'BagIt gives that name a meaning that the station does not use',
      })
    }
  }
  checkDeclaration(required(files, DECLARATION))
  const manifest = required(files, MANIFEST)
  const tagManifest = files.get(TAG_MANIFEST)
  if (tagManifest === undefined) refuseHalfDone(tags)
  else checkTags(files, tags, tagManifest)

  const payload = parseManifest(manifest, MANIFEST)
  const outside = payload.find((entry) => !entry.path.startsWith(PAYLOAD))
  if (outside !== undefined) throw tagFile(MANIFEST, `${outside.path} is not in data/`)
  covers(
    files,
    paths.filter((path) => path.startsWith(PAYLOAD)),
    { name: MANIFEST, entries: payload },
  )

  const info = parseInfo(required(files, INFO))
  const oxum = oxumOf(payload.map((entry) => required(files, entry.path)))
  if (info.find((line) => line.label === oxumLabel)?.value !== oxum) throw tagFile(INFO, `${oxumLabel} is not ${oxum}`)

  const sorted = new Map(paths.map((path) => [path, required(files, path)]))
  const whole = { files: sorted, payload, info, manifestSha256: sha256Hex(manifest) }
  const bag =
    tagManifest === undefined
      ? { ...whole, state: 'exported' }
      : { ...whole, state: 'complete', tagManifestSha256: sha256Hex(tagManifest) }
  return bag as unknown as CheckedBag // the brand: this function is its only maker
}

/** Without a tag manifest only the files of the export may stand there; anything more was left by a broken completion. */
function refuseHalfDone(tags: readonly string[]): void {
  const started = tags.find((path) => path !== DECLARATION && path !== INFO && path !== MANIFEST)
  if (started !== undefined) {
    throw new CeremonyError('bag/unfinished', { reason: `${started} is there, but ${TAG_MANIFEST} is not` })
  }
}

function checkTags(files: ReadonlyMap<string, Uint8Array>, tags: readonly string[], tagManifest: Uint8Array): void {
  const entries = parseManifest(tagManifest, TAG_MANIFEST)
  for (const name of [DECLARATION, INFO, MANIFEST]) {
    if (!entries.some((entry) => entry.path === name)) throw tagFile(TAG_MANIFEST, `it does not list ${name}`)
  }
  const inside = entries.find((entry) => entry.path.includes('/'))
  if (inside !== undefined) throw tagFile(TAG_MANIFEST, `${inside.path} is not a tag file`)
  covers(files, tags, { name: TAG_MANIFEST, entries })
}

/** Every entry is a file with that digest, and every one of `paths` is an entry. */
function covers(
  files: ReadonlyMap<string, Uint8Array>,
  paths: readonly string[],
  manifest: { readonly name: string; readonly entries: readonly ManifestEntry[] },
): void {
  const listed = new Set(manifest.entries.map((entry) => entry.path))
  for (const entry of manifest.entries) {
    const bytes = files.get(entry.path)
    if (bytes === undefined) throw new CeremonyError('bag/missing', { path: entry.path, manifest: manifest.name })
    const found = sha256Hex(bytes)
    if (found !== entry.sha256) {
      const detail = { path: entry.path, manifest: manifest.name, expected: entry.sha256, found }
      throw new CeremonyError('bag/altered', detail)
    }
  }
  const extra = paths.find((path) => !listed.has(path))
  if (extra !== undefined)
    throw new CeremonyError('bag/extra', { path: extra, reason: `${manifest.name} does not list it` })
}

function required(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw new CeremonyError('bag/unfinished', { reason: `${path} is missing` })
  return bytes
}

const tagFile = (path: string, reason: string) => new CeremonyError('bag/tag-file', { path, line: 1, reason })
