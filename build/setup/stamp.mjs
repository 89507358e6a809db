// The stamp says what node_modules was made from. It is removed first and written last, so a broken run leaves none.

import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Digests are SHA-256, lower-case hex.
 * @typedef {object} Stamp
 * @property {string} machine - platform and processor, for example `linux-x64`
 * @property {string} lock - of package-lock.json
 * @property {string} command - of the compiler's arguments and the header that they name
 * @property {string} binding - of the compiled pkcs11.node
 */

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules', '.anchorite-setup.json')

/** @param {string | Uint8Array} data */
export const digestOf = (data) => createHash('sha256').update(data).digest('hex')

/**
 * The content of a file, or undefined where there is none. Any other trouble (no permission, a directory) is thrown.
 * @param {string} path
 */
export function readIfThere(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * The stamp, or undefined where there is none or it cannot be understood: both mean "set up again".
 * @param {string} root
 * @returns {Partial<Stamp> | undefined}
 */
export function readStamp(root) {
  const text = readIfThere(stampFile(root))?.toString('utf8')
  if (text === undefined) return undefined
  try {
    /** @type {unknown} */
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** @param {string} root */
export function removeStamp(root) {
  rmSync(stampFile(root), { force: true })
}

/**
 * @param {string} root
 * @param {Stamp} stamp
 */
export function writeStamp(root, stamp) {
  writeFileSync(stampFile(root), `${JSON.stringify(stamp, undefined, 2)}\n`)
}
