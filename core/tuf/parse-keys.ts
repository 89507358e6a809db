// The `keys` of a root file.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import type { JsonValue } from '../formats/json.ts'
import { type At, asObject, asString, member } from '../formats/shape.ts'
import { olpcJson } from './canonical.ts'
import { type KeyReading, readPublicKey, type Warning } from './public-key.ts'
import { printable } from './text.ts'
import type { RootKey } from './untrusted.ts'

/** Keys already read, by their canonical object. It changes only how long reading takes. */
export type KeyCache = Map<string, Omit<RootKey, 'keyId' | 'object'>>

/**
 * Read `signed.keys`: every entry, whether a role uses it or not.
 * @throws CeremonyError `json/shape`, `tuf/form` for too many, `tuf/key` for one that is refused.
 * @see TUF 4.2.1; rules TUF-KEYID, TUF-KEY-TYPE, TUF-KEY-FORM, TUF-KEY-STRENGTH, NO-PRIVATE
 */
export function parseKeys(
  value: JsonValue | undefined,
  at: At,
  context: { readonly warnings: Warning[]; readonly cache: KeyCache; readonly maxKeys: number },
): ReadonlyMap<string, RootKey> {
  const object = asObject(value, at)
  const keyIds = Object.keys(object)
  if (keyIds.length > context.maxKeys) {
    const reason = `holds ${keyIds.length} keys; at most ${context.maxKeys} are read`
    throw new CeremonyError('tuf/form', { what: at.what, rule: 'TUF-KEY-COUNT', path: at.path, reason })
  }
  const keys = new Map<string, RootKey>()
  for (const keyId of keyIds) {
    if (!idForm.test(keyId)) {
      const reason = `has the key id "${printable(keyId)}"; 1 to 128 printable ASCII characters without blanks are read`
      throw new CeremonyError('tuf/form', { what: at.what, rule: 'TUF-KEYID', path: at.path, reason })
    }
    const key = parseKey(keyId, object[keyId], member(at, keyId), context.cache)
    keys.set(keyId, key)
    warnOf(key, context.warnings)
  }
  return keys
}

/** TAP 12 allows any id; what people must compare aloud has to be printable. */
const idForm = /^[!-~]{1,128}$/

function parseKey(keyId: string, value: JsonValue | undefined, at: At, cache: KeyCache): RootKey {
  const object = asObject(value, at)
  const text = olpcJson(object)
  const known = cache.get(text)
  if (known !== undefined) return { ...known, keyId, object }
  const keytype = asString(object.keytype, member(at, 'keytype'))
  const scheme = asString(object.scheme, member(at, 'scheme'))
  const keyvalAt = member(at, 'keyval')
  const keyval = asObject(object.keyval, keyvalAt)
  const publicText = asString(keyval.public, member(keyvalAt, 'public'))
  // securesystemslib once wrote an empty `private`; a filled one is somebody's key.
  const leak = (keyval.private ?? '') !== ''
  const reading: KeyReading = leak
    ? { status: 'refused', rule: 'NO-PRIVATE', reason: 'has a private part beside the public one' }
    : readPublicKey(keytype, scheme, publicText)
  if (reading.status === 'refused') {
    throw new CeremonyError('tuf/key', { what: at.what, rule: reading.rule, keyId, reason: reading.reason })
  }
  const fresh = { keytype, scheme, reading, contentId: createHash('sha256').update(text).digest('hex') }
  cache.set(text, fresh)
  return { ...fresh, keyId, object }
}

function warnOf(key: RootKey, warnings: Warning[]): void {
  if (key.contentId !== key.keyId) {
    const words = `The key id ${key.keyId} is not the SHA-256 of its key object; tough refuses such a file.`
    warnings.push({ rule: 'TUF-KEYID', words })
  }
  if (key.reading.status === 'usable') warnings.push(...key.reading.warnings)
  if (key.reading.status === 'unknown') {
    const words = `The key ${key.keyId} cannot be used (${key.reading.reason}) and never counts; python-tuf and go-tuf refuse such a file.`
    warnings.push({ rule: 'TUF-KEY-TYPE', words })
  }
}
