// Look for known secrets in every file of a directory: raw, in hex, in base64.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The forms in which a value may have been written down. */
export function formsOf(value: string): readonly Buffer[] {
  const raw = Buffer.from(value)
  // Base64 of a value inside something longer depends on where it begins; the last letter on what follows.
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), raw])
      .toString('base64')
      .replace(/=+$/, '')
    return text.slice(before === 0 ? 0 : before + 1, -1)
  })
  return [raw, ...[raw.toString('hex'), raw.toString('hex').toUpperCase(), ...inside].map((text) => Buffer.from(text))]
}

/** `PATH: VALUE` for each file that holds one of the values in some form, its name included. */
export function tracesIn(directory: string, values: readonly string[]): readonly string[] {
  const forms = values.map((value) => [value, formsOf(value)] as const)
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    const bytes = Buffer.concat([Buffer.from(`${path}\n`), readFileSync(path)])
    return forms
      .filter(([, written]) => written.some((form) => bytes.includes(form)))
      .map(([value]) => `${path}: ${value}`)
  })
}
