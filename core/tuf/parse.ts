// Read a root file strictly. What clients take out of habit and a signer must not is refused here.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import { type JsonObject, type JsonValue, parseJson } from '../formats/json.ts'
import { type TufRole, tufRoles } from '../formats/plan.ts'
import { type At, asArray, asInteger, asObject, asString, item, member, onlyNames, wrong } from '../formats/shape.ts'
import { olpcBytes } from './canonical.ts'
import { isInstant } from './expires.ts'
import { type KeyCache, parseKeys } from './parse-keys.ts'
import type { Warning } from './public-key.ts'
import { printable, refuseUnsafeText } from './text.ts'
import { type FileSignature, identityOf, type RootKey, type RootRole, type UntrustedRoot } from './untrusted.ts'

/** What one root file may cost. Clients read at most 512 000 bytes of a root (tuf-js rootMaxLength). */
export const rootLimits = { maxBytes: 512_000, maxDepth: 16, maxKeys: 256, maxSignatures: 256, maxSigHexDigits: 4096 }

/**
 * Read a root metadata file.
 *
 * Unknown fields are kept (they are signed). What is odd but safe is in `warnings`. Not decided here: who signed it,
 * whether it has expired, whether it follows another.
 *
 * @param what - The name of the file, for words.
 * @param cache - Give the same one for files that share keys; each key is then read once.
 * @throws CeremonyError `input/too-large`, `json/*` (with the place), `tuf/form` and `tuf/key` (with the rule).
 * @see TUF 4.2, 4.3; rules in docs/checks.md; docs/formats/tuf-root.md section 4
 */
export function parseRoot(bytes: Uint8Array, what: string, cache: KeyCache = new Map()): UntrustedRoot {
  const document = parseJson(bytes, { what, maxBytes: rootLimits.maxBytes, maxDepth: rootLimits.maxDepth })
  refuseUnsafeText(document, what)
  const top = asObject(document, { what, path: '' })
  const warnings: Warning[] = []
  for (const name of Object.keys(top)) {
    if (name !== 'signed' && name !== 'signatures') warn(warnings, 'TUF-UNSIGNED-FIELD', unsignedField(name))
  }
  const at: At = { what, path: 'signed' }
  const signed = asObject(top.signed, at)
  const type = asString(signed._type, member(at, '_type'))
  if (type !== 'root') throw form(what, 'TUF-TYPE', 'signed._type', `is "${printable(type)}", not "root"`)
  const keys = parseKeys(signed.keys, member(at, 'keys'), { warnings, cache, maxKeys: rootLimits.maxKeys })
  const roles = parseRoles(signed.roles, member(at, 'roles'), keys)
  warnOfKeys(keys, roles, warnings)
  return {
    what,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    payload: olpcBytes(signed),
    signed,
    version: parseVersion(signed, at),
    expires: parseExpires(signed, at),
    specVersion: parseSpecVersion(signed, at, warnings),
    consistentSnapshot: parseConsistentSnapshot(signed, at, warnings),
    keys,
    roles,
    signatures: parseSignatures(top.signatures, { what, path: 'signatures' }),
    warnings,
  }
}

const unsignedField = (name: string): string =>
  `The field "${printable(name)}" beside "signed" is covered by no signature: anyone may have changed it.`

function warn(warnings: Warning[], rule: string, words: string): void {
  warnings.push({ rule, words })
}

function form(what: string, rule: string, path: string, reason: string): CeremonyError<'tuf/form'> {
  return new CeremonyError('tuf/form', { what, rule, path, reason })
}

function parseVersion(signed: JsonObject, at: At): number {
  const version = asInteger(signed.version, member(at, 'version'), 1)
  if (version === Number.MAX_SAFE_INTEGER) {
    throw form(at.what, 'TUF-VERSION', 'signed.version', 'is so high that no version can follow')
  }
  return version
}

function parseExpires(signed: JsonObject, at: At): string {
  const expires = asString(signed.expires, member(at, 'expires'))
  if (!isInstant(expires)) {
    throw form(
      at.what,
      'TUF-EXPIRES-FORM',
      'signed.expires',
      `is "${printable(expires)}", not a real time as YYYY-MM-DDTHH:MM:SSZ`,
    )
  }
  return expires
}

function parseSpecVersion(signed: JsonObject, at: At, warnings: Warning[]): string {
  const text = asString(signed.spec_version, member(at, 'spec_version'))
  if (!/^1\.(0|[1-9]\d*)(\.(0|[1-9]\d*))?$/.test(text)) {
    throw form(at.what, 'TUF-SPEC-VERSION', 'signed.spec_version', `is "${printable(text)}", not a version 1.x.y`)
  }
  if (text.split('.').length !== 3)
    warn(warnings, 'TUF-SPEC-VERSION', `spec_version "${text}" has two parts, not three.`)
  return text
}

function parseConsistentSnapshot(signed: JsonObject, at: At, warnings: Warning[]): boolean | undefined {
  const value = signed.consistent_snapshot
  if (value === undefined)
    warn(warnings, 'TUF-CONSISTENT', 'consistent_snapshot is not said; tuf-js refuses this file.')
  else if (typeof value !== 'boolean') throw wrong(member(at, 'consistent_snapshot'), 'true or false', value)
  return value
}

function parseRoles(
  value: JsonValue | undefined,
  at: At,
  keys: ReadonlyMap<string, RootKey>,
): { readonly [R in TufRole]: RootRole } {
  const roles = asObject(value, at)
  onlyNames(roles, at, tufRoles)
  const parse = (role: TufRole): RootRole => parseRole(roles[role], member(at, role), keys)
  return { root: parse('root'), targets: parse('targets'), snapshot: parse('snapshot'), timestamp: parse('timestamp') }
}

function parseRole(value: JsonValue | undefined, at: At, keys: ReadonlyMap<string, RootKey>): RootRole {
  const object = asObject(value, at)
  const listAt = member(at, 'keyids')
  const keyIds = asArray(object.keyids, listAt).map((keyId, index) => asString(keyId, item(listAt, index)))
  if (new Set(keyIds).size !== keyIds.length) throw form(at.what, 'TUF-KEYID', listAt.path, 'names one key twice')
  const threshold = asInteger(object.threshold, member(at, 'threshold'), 1)
  const different = new Set<string>()
  for (const keyId of keyIds) {
    const key = keys.get(keyId)
    if (key === undefined)
      throw form(at.what, 'TUF-KEYID', listAt.path, `names the key ${printable(keyId)}, which is not in the file`)
    different.add(identityOf(key))
  }
  if (threshold > different.size) {
    const reason = `is ${threshold}, but the role has ${different.size} different keys: it could never be met`
    throw form(at.what, 'TUF-THRESHOLD', `${at.path}.threshold`, reason)
  }
  return { keyIds, threshold, object }
}

function warnOfKeys(
  keys: ReadonlyMap<string, RootKey>,
  roles: { readonly [R in TufRole]: RootRole },
  warnings: Warning[],
): void {
  const used = new Set(tufRoles.flatMap((role) => roles[role].keyIds))
  const seen = new Map<string, string>()
  for (const key of keys.values()) {
    if (!used.has(key.keyId)) warn(warnings, 'TUF-UNUSED-KEY', `The key ${key.keyId} is listed, but no role uses it.`)
    const identity = identityOf(key)
    const other = seen.get(identity)
    if (other !== undefined) {
      warn(warnings, 'TUF-KEY-UNIQUE', `One key stands under two ids, ${other} and ${key.keyId}. It counts once.`)
    }
    seen.set(identity, key.keyId)
  }
}

const sigForm = /^(?:[0-9a-f]{2})*$/

function parseSignatures(value: JsonValue | undefined, at: At): readonly FileSignature[] {
  const list = asArray(value, at)
  if (list.length > rootLimits.maxSignatures) {
    const reason = `holds ${list.length} signatures; at most ${rootLimits.maxSignatures} are read`
    throw form(at.what, 'TUF-SIG-COUNT', at.path, reason)
  }
  const seen = new Set<string>()
  return list.map((entry, index) => {
    const here = item(at, index)
    const object = asObject(entry, here)
    const keyId = asString(object.keyid, member(here, 'keyid'))
    const sig = asString(object.sig, member(here, 'sig'))
    if (seen.has(keyId))
      throw form(at.what, 'TUF-SIG-DUPLICATE', here.path, `is a second signature under the key id ${printable(keyId)}`)
    seen.add(keyId)
    if (sig.length > rootLimits.maxSigHexDigits || !sigForm.test(sig)) {
      throw form(at.what, 'TUF-SIG-FORM', `${here.path}.sig`, 'is not lower-case hex')
    }
    return { keyId, sig }
  })
}
