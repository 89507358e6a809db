// Names in a bag. Sticks are FAT and are read on Windows too, so a name must mean one file everywhere. Rule BAG-NAME.

import { CeremonyError } from '../errors.ts'

/** Bounds of a name, in characters (all ASCII), and of its depth, in parts. */
export const nameLimits = { part: 128, path: 200, parts: 8 } as const

const form = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/
const windowsDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/**
 * Why one part of a path may not stand in a bag; undefined when it may.
 * @param part - a file or directory name, without separators.
 */
function badPart(part: string): string | undefined {
  if (part === '') return 'a part of it is empty'
  if (part.startsWith('.')) return 'a part of it begins with a dot'
  if (part.length > nameLimits.part) return `a part of it is longer than ${nameLimits.part} characters`
  if (!form.test(part)) return 'it holds something else than ASCII letters, digits, dot, hyphen and underscore'
  if (part.endsWith('.')) return 'a part of it ends in a dot, which Windows drops'
  if (windowsDevice.test(part)) return 'Windows keeps that name for a device'
  return undefined
}

/**
 * Check one path inside a bag: relative, `/` between its parts (BAG-NAME).
 * @throws CeremonyError `bag/name` with the reason.
 * @see docs/formats/bag.md section 2; RFC 8493 section 5.1.3 (Windows), 5.2 (path traversal)
 */
export function checkPath(path: string): void {
  const fail = (reason: string) => new CeremonyError('bag/name', { path: path.slice(0, nameLimits.path + 1), reason })
  if (path.length > nameLimits.path) throw fail(`it is longer than ${nameLimits.path} characters`)
  if (path.startsWith('/')) throw fail('it is an absolute path')
  const parts = path.split('/')
  if (parts.length > nameLimits.parts) throw fail(`it is nested more than ${nameLimits.parts} levels deep`)
  for (const part of parts) {
    const reason = badPart(part)
    if (reason !== undefined) throw fail(reason)
  }
}

/**
 * Check all paths of a bag together: each by `checkPath`, and no two that a FAT stick takes for one. So `Key.pem`
 * beside `key.pem` is refused, `Keys/a` beside `keys/b`, `a` beside `a/b`, and the same path twice (BAG-NAME).
 * @throws CeremonyError `bag/name` naming the second of the two.
 */
export function checkPaths(paths: Iterable<string>): void {
  const seen = new Map<string, { readonly spelled: string; readonly isFile: boolean }>()
  for (const path of paths) {
    checkPath(path)
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const isFile = end === -1
      const spelled = isFile ? path : path.slice(0, end)
      const other = seen.get(spelled.toLowerCase())
      if (other !== undefined && (other.spelled !== spelled || other.isFile || isFile)) {
        throw new CeremonyError('bag/name', { path, reason: `on a FAT stick it is the same name as ${other.spelled}` })
      }
      seen.set(spelled.toLowerCase(), { spelled, isFile })
      if (isFile) break
    }
  }
}
