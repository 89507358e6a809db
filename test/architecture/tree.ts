// The files of the checkout, read once, for the tests of this folder. Only what git would track is looked at.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Masked, mask } from './mask.ts'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** As in .gitignore. */
const ignoredFolders = ['node_modules', 'dist', 'out', '.anchorite', '.git']

/** Paths of all files, with slashes, relative to the root, sorted. */
export const allFiles: readonly string[] = list('').sort()

export type Source = { readonly path: string; readonly text: string; readonly masked: Masked }

/** What Node runs or TypeScript reads. Vectors are other people's files. */
export const sources: readonly Source[] = allFiles
  .filter((path) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) && !path.startsWith('test/vectors/'))
  .map((path) => {
    const text = read(path)
    return { path, text, masked: mask(text) }
  })

/** A tracked file as text. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function list(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return ignoredFolders.includes(entry.name) ? [] : list(path)
    return entry.name.endsWith('.node') ? [] : [path]
  })
}
