// The signing register: what each key signed last. It is what makes a fork of a repository's history visible.

import { CeremonyError, isCeremonyError } from '../errors.ts'
import { canonicalJson } from '../formats/canonical.ts'
import { decodeUtf8, type JsonValue, parseJson } from '../formats/json.ts'
import type { Instant } from '../formats/plan.ts'
import { asArray, asInteger, asObject, asString, onlyNames } from '../formats/shape.ts'
import { isInstant } from '../tuf/expires.ts'

/** One signature that was about to be made. Digests are SHA-256, 64 lower-case hex digits. */
export type RegisterEntry = {
  /** Of the signing key's SubjectPublicKeyInfo (DER). */
  readonly keySpkiSha256: string
  readonly repository: string
  readonly role: 'root'
  readonly version: number
  /** Of the canonical bytes that are signed. */
  readonly payloadSha256: string
  readonly time: Instant
  /** Id of the ceremony. */
  readonly ceremony: string
}

const FORMAT = 'anchorite/register/v1'
const names = ['ceremony', 'format', 'keySpkiSha256', 'payloadSha256', 'repository', 'role', 'time', 'version']
const lineLimits = { maxBytes: 4096, maxDepth: 2 }

/** One line an entry: canonical JSON (RFC 8785) and a line feed. Lines can be appended to a file that has some. */
export function encodeRegister(entries: readonly RegisterEntry[]): Uint8Array {
  return Buffer.from(entries.map((entry) => `${canonicalJson({ ...entry, format: FORMAT })}\n`).join(''), 'utf8')
}

/**
 * Read a register, strictly: exactly the bytes that `encodeRegister` writes, nothing else.
 *
 * Not caught: lines that someone took away. The copy on the token and the one printed in the bag show that.
 * @throws CeremonyError `json/encoding`, `register/line` with the number of the first line that does not fit.
 * @see docs/checks.md, rule ROOT-FORK
 */
export function parseRegister(bytes: Uint8Array, what: string): readonly RegisterEntry[] {
  const text = decodeUtf8(bytes, what)
  const entries: RegisterEntry[] = []
  // Line by line: millions of empty ones are refused at the first, not held.
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    if (end === -1) throw bad(what, entries.length + 1, 'the file ends in the middle of it')
    entries.push(parseLine(text.slice(start, end), what, entries.length + 1))
    start = end + 1
  }
  return entries
}

function parseLine(text: string, what: string, line: number): RegisterEntry {
  const entry = readLine(what, line, (at) => {
    const object = asObject(parseJson(Buffer.from(text, 'utf8'), { what, ...lineLimits }), at)
    onlyNames(object, at, names)
    if (object.format !== FORMAT) throw bad(what, line, `it is not ${FORMAT}`)
    const { keySpkiSha256, repository, role, version, payloadSha256, time, ceremony } = object
    return entryOf({ keySpkiSha256, repository, role, version, payloadSha256, time, ceremony }, what, line)
  })
  if (canonicalJson({ ...entry, format: FORMAT }) !== text) throw bad(what, line, 'its bytes are not in canonical form')
  return entry
}

/** The last entry of a key, small, for a data object on its token: a JSON array in a fixed order. */
export function encodeTokenEntry(entry: RegisterEntry): Uint8Array {
  const { keySpkiSha256, repository, role, version, payloadSha256, time, ceremony } = entry
  return Buffer.from(
    canonicalJson([FORMAT, keySpkiSha256, repository, role, version, payloadSha256, time, ceremony]),
    'utf8',
  )
}

/** Read one back. @throws CeremonyError `register/line` or `json/encoding`. */
export function parseTokenEntry(bytes: Uint8Array, what: string): RegisterEntry {
  const entry = readLine(what, 1, (at) => {
    const items = asArray(parseJson(bytes, { what, ...lineLimits }), at)
    const [format, keySpkiSha256, repository, role, version, payloadSha256, time, ceremony] = items
    if (items.length !== 8 || format !== FORMAT) throw bad(what, 1, `it is not ${FORMAT}`)
    return entryOf({ keySpkiSha256, repository, role, version, payloadSha256, time, ceremony }, what, 1)
  })
  if (!Buffer.from(bytes).equals(encodeTokenEntry(entry))) throw bad(what, 1, 'its bytes are not in canonical form')
  return entry
}

/** Runs `read`; an error about JSON or its shape becomes `register/line` with the number of the line. */
function readLine(
  what: string,
  line: number,
  read: (at: { readonly what: string; readonly path: string }) => RegisterEntry,
): RegisterEntry {
  try {
    return read({ what, path: '' })
  } catch (cause) {
    if (isCeremonyError(cause, 'register/line')) throw cause
    if (isCeremonyError(cause, 'json/shape')) {
      const { path, expected, found } = cause.detail
      throw bad(what, line, `${path} should be ${expected}, but is ${found}`, cause)
    }
    if (isCeremonyError(cause, 'json/syntax')) throw bad(what, line, cause.detail.reason, cause)
    if (isCeremonyError(cause)) throw bad(what, line, 'it is too long or too deep, or not UTF-8', cause)
    throw cause
  }
}

type Raw = { readonly [K in keyof RegisterEntry]: JsonValue | undefined }

function entryOf(raw: Raw, what: string, line: number): RegisterEntry {
  const text = (name: keyof RegisterEntry): string => asString(raw[name], { what, path: name })
  const digest = (name: 'keySpkiSha256' | 'payloadSha256'): string => {
    if (!/^[0-9a-f]{64}$/.test(text(name))) throw bad(what, line, `${name} is not 64 lower-case hex digits`)
    return text(name)
  }
  if (raw.role !== 'root') throw bad(what, line, 'role is not "root"')
  if (!isInstant(text('time'))) throw bad(what, line, 'time is not YYYY-MM-DDTHH:MM:SSZ')
  return {
    keySpkiSha256: digest('keySpkiSha256'),
    repository: text('repository'),
    role: 'root',
    version: asInteger(raw.version, { what, path: 'version' }, 1),
    payloadSha256: digest('payloadSha256'),
    time: text('time'),
    ceremony: text('ceremony'),
  }
}

function bad(what: string, line: number, reason: string, cause?: unknown): CeremonyError<'register/line'> {
  return new CeremonyError('register/line', { what, line, reason }, cause === undefined ? undefined : { cause })
}

/** A signature that is asked for. */
export type ForkCandidate = Pick<RegisterEntry, 'keySpkiSha256' | 'repository' | 'role' | 'version' | 'payloadSha256'>

/**
 * Rule ROOT-FORK: the entry that forbids this signature, or undefined. A key that signed version N of a repository's
 * root never signs other bytes as version N or lower. The same bytes again are no fork: a lost signature may be made
 * again.
 *
 * Not caught: what was signed where this register, and the token's copy, know nothing of.
 * @returns The highest such entry; of several with that version, the first.
 */
export function forkOf(entries: readonly RegisterEntry[], candidate: ForkCandidate): RegisterEntry | undefined {
  let highest: RegisterEntry | undefined
  for (const entry of entries) {
    if (entry.keySpkiSha256 !== candidate.keySpkiSha256 || entry.repository !== candidate.repository) continue
    if (entry.role !== candidate.role || entry.version < candidate.version) continue
    if (entry.payloadSha256 === candidate.payloadSha256) continue
    if (highest === undefined || entry.version > highest.version) highest = entry
  }
  return highest
}

/** Why the signature is refused, in words. */
export function forkWords(entry: RegisterEntry, candidate: ForkCandidate): string {
  return (
    `This key signed version ${entry.version} of ${entry.repository} on ${entry.time} (${entry.ceremony}), ` +
    `with the digest ${entry.payloadSha256}. It is now asked to sign other bytes as version ${candidate.version}. ` +
    'Two histories of one repository would exist.'
  )
}
