// Signatures over metadata, verified with node:crypto, each pair of key and signature once.

import { constants, verify } from 'node:crypto'
import type { Verifier, Warning } from './public-key.ts'
import { identityOf, type RootKey, type UntrustedRoot } from './untrusted.ts'

/** What one signature under one key came to. `oddity` is the rule id of something accepted and said. */
export type SignatureResult = { readonly valid: boolean; readonly oddity?: 'TUF-SIG-SALT' }

/** Results for one payload, by key material, scheme and signature. Never shared between payloads. */
export type SignatureMemo = Map<string, SignatureResult>

/** Who of some keys signed a root. `materials` is what a threshold counts. */
export type Signers = {
  readonly materials: ReadonlySet<string>
  readonly keyIds: readonly string[]
  /** Key ids whose signature is there, not empty, and wrong. */
  readonly invalid: readonly string[]
  readonly warnings: readonly Warning[]
}

/**
 * Which of `keys` signed `root`. A signature counts for the key under whose id it stands, and one key counts once
 * under however many ids (CVE-2020-6174, GHSA-3633-5h82-39pq).
 *
 * At most one verification for each signature entry of the file and each different key under its id; the file has at
 * most 256 entries (CVE-2020-6173). A signature by a key that is not among `keys` is not looked at.
 */
export function signersOf(root: UntrustedRoot, keys: readonly RootKey[], memo: SignatureMemo): Signers {
  const bySignature = new Map(root.signatures.map(({ keyId, sig }) => [keyId, sig]))
  const materials = new Set<string>()
  const keyIds: string[] = []
  const invalid: string[] = []
  const warnings: Warning[] = []
  for (const key of keys) {
    const sig = bySignature.get(key.keyId)
    if (sig === undefined || sig === '' || key.reading.status !== 'usable') continue
    const result = remember(memo, `${identityOf(key)} ${key.scheme} ${sig}`, key.reading.verifier, root.payload, sig)
    if (result.valid) {
      materials.add(key.reading.material)
      keyIds.push(key.keyId)
    } else invalid.push(key.keyId)
    const warning = warningOf(key.keyId, result)
    if (warning !== undefined) warnings.push(warning)
  }
  return { materials, keyIds, invalid, warnings }
}

function remember(
  memo: SignatureMemo,
  name: string,
  verifier: Verifier,
  payload: Uint8Array,
  sig: string,
): SignatureResult {
  const known = memo.get(name)
  if (known !== undefined) return known
  const result = verifyMetadataSignature(verifier, payload, Buffer.from(sig, 'hex'))
  memo.set(name, result)
  return result
}

/**
 * Verify one signature as TUF writes it: ECDSA in DER (not r‖s), Ed25519 64 bytes, RSA-PSS with a salt of the digest's
 * length (any other length is accepted and said), RSA PKCS#1 v1.5.
 *
 * Not said: an ECDSA signature with a high s. Tokens and OpenSSL make one every second time, no client minds, and a
 * warning on most good files would teach people to pass over warnings. So bytes of a file may differ and mean the same.
 * @see TUF 4.2.1; rule TUF-SIG-SALT
 */
export function verifyMetadataSignature(
  verifier: Verifier,
  payload: Uint8Array,
  signature: Uint8Array,
): SignatureResult {
  const { key, hash } = verifier
  switch (verifier.kind) {
    case 'ecdsa':
      return { valid: verify(hash, payload, key, signature) } // node:crypto reads DER unless told otherwise
    case 'ed25519':
      return { valid: verify(null, payload, key, signature) }
    case 'rsa-pkcs1':
      return { valid: verify(hash, payload, { key, padding: constants.RSA_PKCS1_PADDING }, signature) }
    case 'rsa-pss': {
      const padding = constants.RSA_PKCS1_PSS_PADDING
      if (verify(hash, payload, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature)) {
        return { valid: true }
      }
      const anySalt = verify(hash, payload, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature)
      return anySalt ? { valid: true, oddity: 'TUF-SIG-SALT' } : { valid: false }
    }
    default:
      return verifier.kind satisfies never
  }
}

/** Key ids of `keys` are printable: `parseKeys` took no other. */
function warningOf(keyId: string, result: SignatureResult): Warning | undefined {
  if (!result.valid) {
    return { rule: 'TUF-SIG-INVALID', words: `The signature under the key id ${keyId} is wrong and does not count.` }
  }
  if (result.oddity === 'TUF-SIG-SALT') {
    return {
      rule: 'TUF-SIG-SALT',
      words: `The RSA-PSS signature under the key id ${keyId} has an unusual salt length.`,
    }
  }
  return undefined
}
