// Rule NO-PRIVATE: find private keys in bytes that are about to leave the station.

import { numberOf } from '../backup/words.ts'
import { privateDer } from './private-der.ts'

/** How deep encodings inside encodings are opened: base64 of a PEM file, hex of base64. */
const maxNesting = 3

/** Found where every pattern matches. Each has a bounded width, so a hostile file costs no more than its length. */
type Mark = { readonly found: string; readonly patterns: readonly RegExp[] }

const marks: readonly Mark[] = [
  { found: 'a PEM private key', patterns: [/-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY/i] },
  { found: 'an SSH2 private key', patterns: [/---- BEGIN[ A-Z0-9]{0,40}PRIVATE KEY/i] },
  { found: 'an OpenSSH private key', patterns: [/openssh-key-v1\0/] },
  { found: 'an age secret key', patterns: [/AGE-SECRET-KEY-|AGE-PLUGIN-[A-Z0-9-]{1,40}-1/i] },
  { found: 'a PuTTY private key', patterns: [/PuTTY-User-Key-File-\d/] },
  { found: 'a minisign or signify secret key', patterns: [/untrusted comment:[^\n]{0,200}\bsecret key/i] },
  {
    found: 'a private JSON Web Key',
    patterns: [/["']kty["']\s{0,9}:\s{0,9}["'](?:EC|RSA|OKP|oct)["']/, /["'](?:d|k)["']\s{0,9}:\s{0,9}["'][\w-]{16}/],
  },
  { found: 'a private part in a key object', patterns: [/["']private["']\s{0,9}:\s{0,9}["'][^"']/] },
  { found: 'a wrapped key of a backup', patterns: [/anchorite\/key-blob\/v1/] },
  { found: 'an XML RSA private key', patterns: [/<RSAKeyValue>/, /<D>/] },
]

/**
 * What private key material stands anywhere in `bytes`, in words, or undefined.
 *
 * Looks for text marks (PEM of every kind, OpenSSH, PGP, cosign and sigstore, age, minisign, PuTTY, JWK, `private`
 * members of TUF keys), and for PKCS#8 (plain and encrypted), SEC1, PKCS#1 and PKCS#12 in DER, and opens hex,
 * base64 and base64url on the way, also nested, and UTF-16.
 *
 * Also: a wrapped key of a backup (it belongs into safes, not into bags), and words of a share card, twelve or more in a row.
 *
 * Not caught: a bare 32-byte scalar or seed without a mark around it (it looks like a digest), PINs, fewer words of a card,
 * anything compressed or encrypted under another form.
 */
export function findPrivateMaterial(bytes: Uint8Array): string | undefined {
  return search(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
}

function search(bytes: Buffer, nesting: number): string | undefined {
  const latin = bytes.toString('latin1')
  const texts = latin.includes('\0') ? [latin, latin.replaceAll('\0', '')] : [latin] // the second is what UTF-16 says
  for (const text of texts) {
    const found = markIn(text) ?? (holdsShareWords(text) ? 'the words of a share card' : undefined)
    if (found !== undefined) return found
  }
  const der = privateDer(bytes)
  if (der !== undefined) return der
  if (nesting >= maxNesting) return undefined
  for (const inner of texts.flatMap((text) => [...decodings(text)])) {
    const found = search(inner, nesting + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Twelve words of the BIP-39 list in a row, whatever stands between them: prose has other words long before that. */
const wordsInARow = 12

function holdsShareWords(text: string): boolean {
  let row = 0
  for (const [word] of text.matchAll(/[A-Za-z]+/g)) {
    row = numberOf(word.toLowerCase()) === undefined ? 0 : row + 1
    if (row >= wordsInARow) return true
  }
  return false
}

function markIn(text: string): string | undefined {
  const plain = text.replaceAll('\\"', '"') // JSON inside a JSON string
  return marks.find(({ patterns }) => patterns.every((pattern) => pattern.test(plain)))?.found
}

// The start of a key is enough to know it, so a run that line breaks cut is still found in its first piece.
const hexRun = /[0-9a-fA-F]{24,}/g
const spacedHexRun = /(?:[0-9a-fA-F]{2}[ :]){12,}[0-9a-fA-F]{2}/g
const base64Run = /[A-Za-z0-9+/_-]{20,}/g

function* decodings(text: string): Generator<Buffer> {
  for (const [run] of text.matchAll(hexRun)) {
    yield Buffer.from(run.slice(0, run.length & ~1), 'hex')
    yield Buffer.from(run.slice(1, 1 + ((run.length - 1) & ~1)), 'hex')
  }
  for (const [run] of text.matchAll(spacedHexRun)) yield Buffer.from(run.replace(/[ :]/g, ''), 'hex')
  for (const [run] of text.matchAll(base64Run)) {
    for (let shift = 0; shift < 4; shift++) yield Buffer.from(run.slice(shift), 'base64')
  }
}
