// A root file in plain words, for `anchorite inspect`.

import { tufRoles } from '../formats/plan.ts'
import { signersOf } from './signature.ts'
import { printable } from './text.ts'
import { identityOf, keysOfRole, type RootKey, type UntrustedRoot } from './untrusted.ts'

const known = ['_type', 'consistent_snapshot', 'expires', 'keys', 'roles', 'spec_version', 'version']

/**
 * Say what a root file is: version, expiry, roles, keys, which signatures are good, and what is odd.
 *
 * Shows, does not judge: a root with too few good signatures is described as such, not refused.
 */
export function describeRoot(root: UntrustedRoot): string[] {
  const own = signersOf(root, keysOfRole(root, 'root'), new Map())
  const { threshold } = root.roles.root
  const lines = [
    `TUF root metadata, version ${root.version}, valid until ${root.expires}.`,
    `Specification ${root.specVersion}; consistent snapshots: ${saysOf(root.consistentSnapshot)}.`,
    `SHA-256 of the file: ${root.sha256}.`,
    own.materials.size >= threshold
      ? `It is signed by ${own.materials.size} of its own root keys; at least ${threshold} must.`
      : `It is NOT yet signed by enough of its own root keys: ${own.materials.size} good, ${threshold} needed.`,
    'Whether it follows the root before it is not decided here; verify the whole chain for that.',
  ]
  for (const role of tufRoles) {
    const keys = keysOfRole(root, role)
    lines.push(`${role}: any ${root.roles[role].threshold} of ${new Set(keys.map(identityOf)).size} keys must sign:`)
    lines.push(...keys.map((key) => `  ${keyLine(key)}`))
  }
  lines.push(`Signatures in the file: ${root.signatures.length}.`)
  for (const { keyId, sig } of root.signatures) {
    const verdict = own.keyIds.includes(keyId) ? 'good' : own.invalid.includes(keyId) ? 'WRONG' : standing(sig)
    lines.push(`  ${printable(keyId)}: ${verdict}`)
  }
  const extra = Object.keys(root.signed).filter((name) => !known.includes(name))
  if (extra.length > 0) lines.push(`Further signed fields: ${extra.map(printable).join(', ')}.`)
  const notes = [...root.warnings, ...own.warnings].map(({ rule, words }) => `Note ${rule}: ${words}`)
  return [...lines, ...new Set(notes)]
}

const saysOf = (value: boolean | undefined): string => (value === undefined ? 'not said' : value ? 'yes' : 'no')

const standing = (sig: string): string =>
  sig === '' ? 'empty, still to be signed' : 'by a key that is no root key of this file; not looked at'

function keyLine(key: RootKey): string {
  const material = key.reading.status === 'usable' ? key.reading.material : 'unreadable'
  return `${printable(key.scheme)}, key id ${key.keyId}, SHA-256 of the key ${material}`
}
