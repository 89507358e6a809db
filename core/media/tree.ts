// Write and read a whole directory tree through the disk port: create new and flush; look first, then read once.

import { CeremonyError } from '../errors.ts'
import { closing, type Disk, type Look, type OpenDirectory, onDisk } from './disk.ts'
import type { Layout } from './layout.ts'
import { checkPath } from './names.ts'

/** Where a tree lies: an absolute path without a slash at its end. */
export type Place = { readonly disk: Disk; readonly root: string }

/** What is read at most. Sizes are looked at before the first file is read. */
export type BagLimits = {
  readonly maxFiles: number
  readonly maxFileBytes: number
  readonly maxTotalBytes: number
}

/**
 * Write new files under a directory that exists: each one created new and flushed, directories made as needed and
 * flushed, then the file system.
 * @returns whether the file system itself could be flushed (`sync -f`).
 * @throws CeremonyError `bag/exists`, `bag/medium`. What was written before stays; nothing is ever removed.
 */
export async function writeTree(place: Place, layout: Layout): Promise<boolean> {
  const made = new Set([''])
  for (const [path, bytes] of layout) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    for (let depth = 1; depth <= parts.length; depth++) {
      const directory = parts.slice(0, depth).join('/')
      if (made.has(directory)) continue
      await makeDirectory(place, parts.slice(0, depth))
      made.add(directory)
    }
    await within(place, parts, (directory) => createFile(place, `${directory.path}/${name}`, { path, bytes }))
  }
  const deepestFirst = [...made].sort().reverse()
  for (const directory of deepestFirst) {
    await within(place, directory === '' ? [] : directory.split('/'), (open) =>
      onDisk('fsync', show(place, directory), () => open.sync()),
    )
  }
  return onDisk('syncfs', place.root, () => place.disk.syncFileSystem(place.root))
}

/**
 * Read every file under a directory. Two rounds: first all names, kinds and sizes, refusing what does not belong and
 * what is too much; then each file, opened once, never through a link.
 * @returns path to bytes.
 * @throws CeremonyError `bag/name`, `bag/not-plain` (link, device, pipe, mount point), `bag/extra` (empty directory),
 *   `bag/too-much`, `bag/unstable`, `bag/medium`.
 */
export async function readTree(place: Place, limits: BagLimits): Promise<Map<string, Uint8Array>> {
  const root = await onDisk('lstat', place.root, () => place.disk.look(place.root))
  mustBe('a directory', root, place.root, root.device)
  const survey: Survey = { limits, device: root.device, sizes: new Map(), totalBytes: 0 }
  await walk(place, survey, [])
  const files = new Map<string, Uint8Array>()
  for (const [path, sizeBytes] of survey.sizes) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    const read = (directory: OpenDirectory) => readFile(place, `${directory.path}/${name}`, { path, sizeBytes, root })
    files.set(path, await within(place, parts, read))
  }
  return files
}

type Survey = {
  readonly limits: BagLimits
  readonly device: number
  readonly sizes: Map<string, number>
  totalBytes: number
}

async function walk(place: Place, survey: Survey, parts: readonly string[]): Promise<void> {
  const { maxFiles } = survey.limits
  const here = parts.join('/')
  const deeper: string[][] = []
  await within(place, parts, async (directory) => {
    const names = await onDisk('readdir', show(place, here), () => directory.names(maxFiles))
    if (names.length === 0 && here !== '')
      throw new CeremonyError('bag/extra', { path: here, reason: 'it is an empty directory' })
    if (names.length > maxFiles) throw tooMuch(here, `${maxFiles} files`)
    for (const name of names) {
      const path = [...parts, name].join('/')
      checkPath(path)
      const look = await onDisk('lstat', show(place, path), () => place.disk.look(`${directory.path}/${name}`))
      if (look.kind === 'a directory') {
        mustBe('a directory', look, path, survey.device)
        deeper.push([...parts, name])
      } else {
        mustBe('a file', look, path, survey.device)
        count(survey, path, look.sizeBytes)
      }
    }
  })
  for (const next of deeper) await walk(place, survey, next)
}

function count(survey: Survey, path: string, sizeBytes: number): void {
  const { maxFiles, maxFileBytes, maxTotalBytes } = survey.limits
  survey.sizes.set(path, sizeBytes)
  survey.totalBytes += sizeBytes
  if (survey.sizes.size > maxFiles) throw tooMuch(path, `${maxFiles} files`)
  if (sizeBytes > maxFileBytes) throw tooMuch(path, `${maxFileBytes} bytes for one file`)
  if (survey.totalBytes > maxTotalBytes) throw tooMuch(path, `${maxTotalBytes} bytes in all`)
}

async function readFile(
  place: Place,
  at: string,
  file: { readonly path: string; readonly sizeBytes: number; readonly root: Look },
): Promise<Uint8Array> {
  const shown = show(place, file.path)
  return closing(
    shown,
    onDisk('open', shown, () => place.disk.open(at)),
    async (handle) => {
      const look = await onDisk('fstat', shown, () => handle.look())
      mustBe('a file', look, file.path, file.root.device)
      const bytes = await onDisk('read', shown, () => handle.read(file.sizeBytes + 1))
      if (bytes.length !== file.sizeBytes) throw new CeremonyError('bag/unstable', { path: file.path })
      return bytes
    },
  )
}

async function createFile(
  place: Place,
  at: string,
  file: { readonly path: string; readonly bytes: Uint8Array },
): Promise<void> {
  const shown = show(place, file.path)
  await closing(
    shown,
    onDisk('create', shown, () => place.disk.create(at)),
    async (handle) => {
      await onDisk('write', shown, () => handle.writeAll(file.bytes))
      await onDisk('fsync', shown, () => handle.sync())
    },
  )
}

async function makeDirectory(place: Place, parts: readonly string[]): Promise<void> {
  const name = parts.at(-1) ?? ''
  await within(place, parts.slice(0, -1), (parent) =>
    onDisk('mkdir', show(place, parts.join('/')), () => place.disk.makeDirectory(`${parent.path}/${name}`)),
  )
}

/** Open the directory at `parts` step by step from the root, so that no step can be led astray by a link. */
export async function within<T>(
  place: Place,
  parts: readonly string[],
  act: (directory: OpenDirectory) => Promise<T>,
): Promise<T> {
  const enter = (at: string, depth: number): Promise<T> => {
    const shown = show(place, parts.slice(0, depth).join('/'))
    const next = parts[depth]
    return closing(
      shown,
      onDisk('opendir', shown, () => place.disk.openDirectory(at)),
      (directory) => (next === undefined ? act(directory) : enter(`${directory.path}/${next}`, depth + 1)),
    )
  }
  return enter(place.root, 0)
}

function mustBe(kind: 'a file' | 'a directory', look: Look, path: string, device: number): void {
  if (look.kind !== kind) throw new CeremonyError('bag/not-plain', { path, found: look.kind })
  if (look.device !== device) throw new CeremonyError('bag/not-plain', { path, found: 'on another file system' })
}

const show = (place: Place, path: string): string => (path === '' ? place.root : `${place.root}/${path}`)
const tooMuch = (path: string, limit: string) => new CeremonyError('bag/too-much', { path: path || 'the bag', limit })
