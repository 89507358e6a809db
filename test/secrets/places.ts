// Everything that a rehearsal leaves in a folder, as bytes to search: each file with its path, and the text inside PDF.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findIn, type Wanted } from './forms.ts'

export type Searched = { readonly tried: number; readonly found: readonly string[] }

/** Path and content of each file under `folder`; a path is searched too. Text in a PDF is packed, so it is unpacked. */
export function filesUnder(folder: string): ReadonlyMap<string, Buffer> {
  const places = new Map<string, Buffer>()
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    places.set(`name of ${path}`, Buffer.from(path))
    if (!entry.isFile()) continue
    places.set(path, readFileSync(path))
    if (path.endsWith('.pdf')) places.set(`text of ${path}`, execFileSync('pdftotext', [path, '-']))
  }
  return places
}

/** `PLACE: SECRET (FORM)` for each find; no value stands in it. `tried` counts places x forms. */
export function search(places: ReadonlyMap<string, Buffer>, secrets: readonly Wanted[]): Searched {
  const forms = secrets.reduce((sum, secret) => sum + secret.forms.size, 0)
  const found = [...places].flatMap(([place, bytes]) =>
    findIn(bytes, secrets).map(({ name, form, count }) => `${place}: ${name} (${form}, ${count} times)`),
  )
  return { tried: places.size * forms, found }
}
