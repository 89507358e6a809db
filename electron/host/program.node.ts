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

type Described = { readonly seen: string; readonly program: JsonObject }

const described = new Map<string, Described>()

/**
 * SHA-256 over the lines `<sha256>  <path>` of all files, sorted by path; what `sha256sum` over the same list prints. Read again once a file is not the
 * one that was read: the token's and the secret's processes start later, from what lies there then.
 * NOT caught: a file that is changed after this and before they start; what root makes the file system say.
 * @param root - another folder than the program's own, for tests.
 */
export function describeProgram(root = programRoot): JsonObject {
  const paths = [...folders.flatMap((folder) => walk(join(root, folder))), ...files.map((file) => join(root, file))]
  const seen = paths.map(lookedAt).join('\n')
  const before = described.get(root)
  if (before?.seen === seen) return before.program
  const program = readProgram(root, paths)
  described.set(root, { seen, program })
  return program
}

/** A write changes ctime, and only root and the clock can set that. */
function lookedAt(path: string): string {
  const { ino, size, mtimeNs, ctimeNs } = fs.statSync(path, { bigint: true })
  return `${path} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
}

function readProgram(root: string, paths: readonly string[]): JsonObject {
  const names = paths.map((path) => relative(root, path)).sort()
  const lines = names.map((name) => `${sha256(fs.readFileSync(join(root, name)))}  ${name}\n`)
  const { version } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as { version: string } // our own file
  return {
    name: 'anchorite',
    version,
    files: names.length,
    sha256: sha256(Buffer.from(lines.join(''))),
    runtime: `node ${process.version}`,
    packaged: fs.existsSync(join(root, packageList)),
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
