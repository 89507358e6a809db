// What a new root changes, as data: for the signing screen, the paper, and `anchorite diff`.

import type { TufRole } from '../formats/plan.ts'
import { tufRoles } from '../formats/plan.ts'
import { olpcJson } from './canonical.ts'
import { identityOf, keysOfRole, type RootKey, type UntrustedRoot } from './untrusted.ts'

/** A key as a person knows it. `name` is undefined where the caller has none for this material. */
export type NamedKey = { readonly name: string | undefined; readonly keyId: string; readonly kind: string }

export type RootChange =
  | { readonly kind: 'value'; readonly field: string; readonly before: string; readonly after: string }
  | { readonly kind: 'threshold'; readonly role: TufRole; readonly before: number; readonly after: number }
  | { readonly kind: 'key-added' | 'key-removed'; readonly role: TufRole; readonly key: NamedKey }
  /** The same material under another id. */
  | { readonly kind: 'key-id'; readonly key: NamedKey; readonly before: string; readonly after: string }
  /** The same id, and something else written under it. `replaced` is true when it is not even the same key. */
  | {
      readonly kind: 'key-content'
      readonly key: NamedKey
      readonly before: string
      readonly after: string
      readonly replaced: boolean
    }

export type RootFact =
  | { readonly kind: 'value'; readonly field: string; readonly value: string }
  | {
      readonly kind: 'role'
      readonly role: TufRole
      readonly threshold: number
      readonly keys: readonly NamedKey[]
      /** Keys in the role, of which `keys` are those that stay. */
      readonly keyCount: number
    }

/** A group of which `threshold` must sign: the root keys of the version before, and those of this one. */
export type Signing = { readonly version: number; readonly threshold: number; readonly keys: readonly NamedKey[] }

export type RootDiff = {
  /** undefined for a first root. */
  readonly before: number | undefined
  readonly after: number
  readonly changes: readonly RootChange[]
  readonly stays: readonly RootFact[]
  readonly mustSign: readonly Signing[]
}

/**
 * Compare two roots as a signer needs it. Keys are matched by material, so one key under two ids is one key.
 *
 * Nothing of `signed` is left out: fields that are not known here are compared as their canonical JSON.
 * Signatures are not compared. Neither root is verified here.
 *
 * @param before - undefined for a first root: everything is new.
 * @param names - What people call a key, by key material (SHA-256 of its SPKI, hex).
 */
export function diffRoots(
  before: UntrustedRoot | undefined,
  after: UntrustedRoot,
  names: ReadonlyMap<string, string>,
): RootDiff {
  const changes: RootChange[] = []
  const stays: RootFact[] = []
  for (const field of fieldsOf(before, after)) {
    const [old, now] = [fieldText(before, field), fieldText(after, field)]
    if (old === now) stays.push({ kind: 'value', field, value: now })
    else changes.push({ kind: 'value', field, before: old, after: now })
  }
  changes.push(...keyChanges(before, after, names))
  for (const role of tufRoles) {
    const { changed, fact } = compareRole(before, after, role, names)
    changes.push(...changed)
    if (fact !== undefined) stays.push(fact)
  }
  const group = (root: UntrustedRoot): Signing => ({
    version: root.version,
    threshold: root.roles.root.threshold,
    keys: keysOfRole(root, 'root').map((key) => named(key, names)),
  })
  const mustSign = before === undefined ? [group(after)] : [group(before), group(after)]
  return { before: before?.version, after: after.version, changes, stays, mustSign }
}

/** The value shown where a field is not there. */
export const ABSENT = '(not there)'

const compared = ['_type', 'keys', 'roles']

function fieldsOf(before: UntrustedRoot | undefined, after: UntrustedRoot): readonly string[] {
  const first = ['version', 'expires', 'consistent_snapshot', 'spec_version']
  const all = [...Object.keys(after.signed), ...Object.keys(before?.signed ?? {})]
  return [...new Set([...first, ...all.filter((name) => !compared.includes(name)).sort()])]
}

function fieldText(root: UntrustedRoot | undefined, field: string): string {
  const value = root?.signed[field]
  if (value === undefined) return ABSENT
  return typeof value === 'string' ? value : olpcJson(value)
}

function named(key: RootKey, names: ReadonlyMap<string, string>): NamedKey {
  return { name: names.get(identityOf(key)), keyId: key.keyId, kind: key.scheme }
}

/** Keys whose id or content changed, whatever roles they have. */
function keyChanges(
  before: UntrustedRoot | undefined,
  after: UntrustedRoot,
  names: ReadonlyMap<string, string>,
): readonly RootChange[] {
  if (before === undefined) return []
  const changes: RootChange[] = []
  for (const key of after.keys.values()) {
    const same = before.keys.get(key.keyId)
    if (same !== undefined) {
      const [old, now] = [olpcJson(same.object), olpcJson(key.object)]
      const replaced = identityOf(same) !== identityOf(key)
      if (old !== now) changes.push({ kind: 'key-content', key: named(key, names), before: old, after: now, replaced })
      continue
    }
    const twin = [...before.keys.values()].find((old) => identityOf(old) === identityOf(key))
    if (twin !== undefined) {
      changes.push({ kind: 'key-id', key: named(key, names), before: twin.keyId, after: key.keyId })
    }
  }
  return changes
}

function compareRole(
  before: UntrustedRoot | undefined,
  after: UntrustedRoot,
  role: TufRole,
  names: ReadonlyMap<string, string>,
): { readonly changed: readonly RootChange[]; readonly fact: RootFact | undefined } {
  const changed: RootChange[] = []
  const old = before === undefined ? [] : keysOfRole(before, role)
  const now = keysOfRole(after, role)
  const oldIdentities = new Set(old.map(identityOf))
  const nowIdentities = new Set(now.map(identityOf))
  for (const key of old) {
    if (!nowIdentities.has(identityOf(key))) changed.push({ kind: 'key-removed', role, key: named(key, names) })
  }
  for (const key of now) {
    if (!oldIdentities.has(identityOf(key))) changed.push({ kind: 'key-added', role, key: named(key, names) })
  }
  const { threshold } = after.roles[role]
  const oldThreshold = before?.roles[role].threshold ?? 0
  if (oldThreshold !== threshold) changed.push({ kind: 'threshold', role, before: oldThreshold, after: threshold })
  changed.push(...roleFields(before, after, role))
  const staying = now.filter((key) => oldIdentities.has(identityOf(key))).map((key) => named(key, names))
  if (staying.length === 0 && oldThreshold !== threshold) return { changed, fact: undefined }
  return { changed, fact: { kind: 'role', role, threshold, keys: staying, keyCount: now.length } }
}

function roleFields(before: UntrustedRoot | undefined, after: UntrustedRoot, role: TufRole): readonly RootChange[] {
  const [old, now] = [before?.roles[role].object ?? {}, after.roles[role].object]
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()
  return fields
    .filter((name) => name !== 'keyids' && name !== 'threshold')
    .map((name) => ({ name, before: old[name], after: now[name] }))
    .map(({ name, before: a, after: b }) => ({ name, before: textOf(a), after: textOf(b) }))
    .filter((field) => field.before !== field.after)
    .map((field) => ({ kind: 'value', field: `${role}.${field.name}`, before: field.before, after: field.after }))
}

const textOf = (value: Parameters<typeof olpcJson>[0] | undefined): string =>
  value === undefined ? ABSENT : olpcJson(value)
