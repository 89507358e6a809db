// What program this is: a digest over its own sources and lock file, and over Node, for the transcript. Self-reported: a false program can lie here.

import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { join, relative } from 'node:path'
import type { JsonObject } from '../../core/formats/json.ts'

/** The folder that holds core/, ceremonies/ and electron/. */
export const programRoot = join(import.meta.dirname, '..', '..')

/** A package carries the list of its files with their digests; a checkout or a copy of one does not. */
const packageList = 'package-files.sha256'

const folders = ['core', 'ceremonies', 'electron', 'renderer']
const files = ['package.json', 'package-lock.json']

let described: JsonObject | undefined

/**
 * SHA-256 over the lines `<sha256>  <path>` of all files, sorted by path; what `sha256sum` over the same list prints. Read once: what runs is what was
 * loaded, and not what a file says later.
 */
export function describeProgram(): JsonObject {
  described ??= readProgram()
  return described
}

function readProgram(): JsonObject {
  const paths = [
    ...folders.flatMap((folder) => walk(join(programRoot, folder))),
    ...files.map((file) => join(programRoot, file)),
  ]
  const names = paths.map((path) => relative(programRoot, path)).sort()
  const lines = names.map((name) => `${sha256(fs.readFileSync(join(programRoot, name)))}  ${name}\n`)
  const { version } = JSON.parse(fs.readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string } // our own file
  return {
    name: 'anchorite',
    version,
    files: names.length,
    sha256: sha256(Buffer.from(lines.join(''))),
    runtime: `node ${process.version}`,
    packaged: fs.existsSync(join(programRoot, packageList)),
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function walk(directory: string): readonly string[] {
  if (!fs.existsSync(directory)) return []
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })
}
