// Is this root genuine: one file by its own keys, and a chain of them from the first to the last.

import { CeremonyError } from '../errors.ts'
import { parseRoot } from './parse.ts'
import type { KeyCache } from './parse-keys.ts'
import type { Warning } from './public-key.ts'
import { type SignatureMemo, type Signers, signersOf } from './signature.ts'
import { keysOfRole, type UntrustedRoot } from './untrusted.ts'

declare const verified: unique symbol

/** A root signed by its own threshold. Only this file makes one. `warnings` now has those of the signatures too. */
export type VerifiedRoot = UntrustedRoot & {
  /** Ids of its own root keys that signed it. */
  readonly signedBy: readonly string[]
  readonly [verified]: 'root'
}

/** Roots of which each follows the one before it. Only `verifyRootChain` makes one. */
export type VerifiedRootChain = {
  /** Oldest first; never empty. */
  readonly roots: readonly VerifiedRoot[]
  readonly last: VerifiedRoot
  /** True when the first file was compared with a SHA-256 from elsewhere. Without, the chain is consistent, not authenticated. */
  readonly anchored: boolean
  readonly warnings: readonly (Warning & { readonly what: string })[]
  readonly [verified]: 'chain'
}

export type ChainOptions = {
  /** SHA-256 of the first file, 64 lower-case hex digits, from a source that is trusted already. */
  readonly anchorSha256?: string
  /** What the files together are called, for words. */
  readonly what?: string
}

/**
 * Check that a root is signed by its own threshold of root keys, counting each key material once.
 *
 * Says nothing about who those keys belong to, whether the root follows another, or whether it has expired.
 * @throws CeremonyError `tuf/threshold`, rule TUF-SELF-SIGNED.
 * @see TUF 5.3.4 (second half)
 */
export function verifyRoot(root: UntrustedRoot): VerifiedRoot {
  return selfSigned(root, new Map())
}

/**
 * Check a chain of root files, oldest first: each version exactly one higher, each signed by the threshold of the root
 * before it and by its own, each file named `N.root.json` holding version N.
 *
 * Expiry is not judged: old roots are expired by nature, and the last one's is for the caller, who knows the time
 * (`chain.last.expires`). The first root is believed on its own signatures unless `anchorSha256` is given.
 *
 * @throws CeremonyError with the first reason to refuse: those of `parseRoot`; `tuf/no-root`, `tuf/anchor`,
 *   `tuf/version`, `tuf/threshold`, each with the file and the rule.
 * @see TUF 5.3.3-5.3.9; rules TUF-ANCHOR, TUF-FILE-VERSION, TUF-VERSION, TUF-CHAIN, TUF-SELF-SIGNED
 */
export function verifyRootChain(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  options: ChainOptions = {},
): VerifiedRootChain {
  const cache: KeyCache = new Map()
  const roots: VerifiedRoot[] = []
  const warnings: (Warning & { readonly what: string })[] = []
  let previous: VerifiedRoot | undefined
  for (const { name, bytes } of files) {
    const root = parseRoot(bytes, name, cache)
    if (previous === undefined) checkAnchor(root, options)
    checkFileName(root)
    previous = previous === undefined ? verifyRoot(root) : verifyNext(previous, root)
    roots.push(previous)
    for (const warning of previous.warnings) warnings.push({ ...warning, what: name })
  }
  if (previous === undefined) throw new CeremonyError('tuf/no-root', { what: options.what ?? 'The list of files' })
  return brandChain({ roots, last: previous, anchored: options.anchorSha256 !== undefined, warnings })
}

/**
 * Check one step of a chain: `root` follows `previous`, which is verified.
 * @throws CeremonyError `tuf/version` or `tuf/threshold` (rule TUF-CHAIN for the old keys, TUF-SELF-SIGNED for its own).
 * @see TUF 5.3.4, 5.3.5
 */
export function verifyNext(previous: VerifiedRoot, root: UntrustedRoot): VerifiedRoot {
  const expected = previous.version + 1
  if (root.version !== expected) {
    const detail = { what: root.what, rule: 'TUF-VERSION', expected, found: root.version }
    throw new CeremonyError('tuf/version', detail)
  }
  const memo: SignatureMemo = new Map()
  const signers = signersOf(root, keysOfRole(previous, 'root'), memo)
  requireThreshold('TUF-CHAIN', root, previous, signers)
  return selfSigned(root, memo, signers.warnings)
}

function selfSigned(root: UntrustedRoot, memo: SignatureMemo, fromOldKeys: readonly Warning[] = []): VerifiedRoot {
  const signers = signersOf(root, keysOfRole(root, 'root'), memo)
  requireThreshold('TUF-SELF-SIGNED', root, root, signers)
  return brandRoot({
    ...root,
    warnings: withoutDoubles([...root.warnings, ...fromOldKeys, ...signers.warnings]),
    signedBy: signers.keyIds,
  })
}

function requireThreshold(rule: string, root: UntrustedRoot, judge: UntrustedRoot, signers: Signers): void {
  const { threshold } = judge.roles.root
  if (signers.materials.size >= threshold) return
  throw new CeremonyError('tuf/threshold', {
    what: root.what,
    rule,
    version: root.version,
    keysOfVersion: judge.version,
    signed: signers.materials.size,
    threshold,
    reason: whyNot(signers),
  })
}

function whyNot(signers: Signers): string {
  const reasons: string[] = []
  if (signers.invalid.length > 0) reasons.push(`wrong signature under ${signers.invalid.join(', ')}`)
  if (signers.keyIds.length > signers.materials.size) reasons.push('one key signed under several ids and counts once')
  return reasons.join('; ')
}

function checkAnchor(root: UntrustedRoot, options: ChainOptions): void {
  const expected = options.anchorSha256
  if (expected === undefined || expected === root.sha256) return
  throw new CeremonyError('tuf/anchor', { what: root.what, rule: 'TUF-ANCHOR', expected, found: root.sha256 })
}

function checkFileName(root: UntrustedRoot): void {
  const digits = /(?:^|[/\\])(\d{1,15})\.root\.json$/.exec(root.what)?.[1]
  if (digits === undefined || Number(digits) === root.version) return
  const detail = { what: root.what, rule: 'TUF-FILE-VERSION', expected: Number(digits), found: root.version }
  throw new CeremonyError('tuf/version', detail)
}

function withoutDoubles(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.length < 2 ? warnings : [...new Map(warnings.map((w) => [`${w.rule} ${w.words}`, w])).values()]
}

const brandRoot = (root: UntrustedRoot & { readonly signedBy: readonly string[] }): VerifiedRoot => root as VerifiedRoot // the brand: thresholds were met on the lines above
const brandChain = (chain: Omit<VerifiedRootChain, typeof verified>): VerifiedRootChain => chain as VerifiedRootChain // the brand: every step was checked above
