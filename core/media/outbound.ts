// The gate: the only way out of the station. A file leaves because it is of a known public kind, not because it was
// not forbidden. Rule BAG-PUBLIC.

import { createPublicKey } from 'node:crypto'
import { encodeEnvelope, parseEnvelope } from '../attest/dsse.ts'
import { encodeRecord, parseRecord } from '../backup/record.ts'
import { findPrivateMaterial } from '../checks/no-private.ts'
import { encodeRegister, parseRegister } from '../checks/register.ts'
import { CeremonyError, isCeremonyError, wordsOf } from '../errors.ts'
import { canonicalBytes, canonicalJson } from '../formats/canonical.ts'
import { decodeUtf8, type JsonValue, parseJson } from '../formats/json.ts'
import { encodePlan, parsePlanJson } from '../formats/plan.ts'
import { asObject, onlyNames } from '../formats/shape.ts'
import { verifyTranscript } from '../transcript/verify.ts'
import { metadataBytes } from '../tuf/encode.ts'
import { parseRoot } from '../tuf/parse.ts'
import { checkPath } from './names.ts'
import { unseenCharacter } from './text.ts'

/** All kinds that may leave. `json` is any document of ours that has no kind of its own. */
export type OutboundKind =
  | 'tuf-root'
  | 'public-key'
  | 'dsse'
  | 'plan'
  | 'script'
  | 'text'
  | 'register'
  | 'backup-record'
  | 'transcript'
  | 'json'

/** `path` as in `PublicFile`: relative to data/, or the bare name of a tag file. */
export type OutboundFile = { readonly path: string; readonly kind: OutboundKind; readonly bytes: Uint8Array }

/** Largest file that leaves. */
export const maxOutboundBytes = 64 * 1024 * 1024

/** What leaves: the bytes, and every text that lies coded inside them, to be scanned too. */
type Encoded = { readonly bytes: Uint8Array; readonly inner: readonly Uint8Array[] }

/**
 * Let a file out: parse it by its kind, encode it again from what was parsed, and scan the result, with what lies
 * coded in it (JSON strings, DSSE payload), for private material. Write what comes back, never what went in.
 *
 * Kept byte for byte or refused: tuf-root (as our encoder writes it, no field beside signed and signatures), text,
 * plan, register, backup record, transcript. Put in canonical form: the others.
 * NOT caught: a secret written as harmless text, for example the words of a share; no secret is in reach of a caller.
 *
 * @throws CeremonyError `bag/not-public` with the reason (its `cause` has the place), `bag/name`.
 * @see docs/formats/bag.md section 1
 */
export function passOutbound(file: OutboundFile): Uint8Array {
  checkPath(file.path)
  if (file.bytes.length > maxOutboundBytes) throw refused(file, `it is larger than ${maxOutboundBytes} bytes`)
  let encoded: Encoded
  try {
    encoded = encode(file)
  } catch (cause) {
    if (!isCeremonyError(cause) || cause.code === 'bag/not-public') throw cause
    throw refused(file, wordsOf(cause).happened.replace(/\.$/, ''), cause)
  }
  for (const bytes of [encoded.bytes, ...encoded.inner]) {
    const found = findPrivateMaterial(bytes)
    if (found !== undefined) throw refused(file, `it holds what looks like private material (${found})`)
  }
  return encoded.bytes
}

function encode(file: OutboundFile): Encoded {
  switch (file.kind) {
    case 'tuf-root':
      return encodeRoot(file)
    case 'public-key':
      return { bytes: encodePublicKey(file), inner: [] }
    case 'dsse':
      return encodeDsse(file)
    case 'text':
      return { bytes: encodeText(file), inner: [] }
    case 'transcript':
      return encodeTranscript(file)
    case 'register':
      return encodeRegisterFile(file)
    case 'plan':
      return encodePlanFile(file)
    case 'backup-record':
      return { bytes: encodeRecord(parseRecord(file.bytes, file.path)), inner: [] }
    case 'script':
    case 'json':
      return encodeJson(file)
    default:
      throw refused(file, `${JSON.stringify(file.kind satisfies never)} is not a public kind`)
  }
}

function encodeRoot(file: OutboundFile): Encoded {
  parseRoot(file.bytes, file.path)
  const document = parse(file, file.bytes)
  onlyNames(asObject(document, { what: file.path, path: '' }), { what: file.path, path: '' }, ['signed', 'signatures'])
  const bytes = metadataBytes(document)
  if (Buffer.compare(bytes, file.bytes) !== 0) throw refused(file, 'its bytes are not as the station writes a root')
  return { bytes, inner: stringsOf(document) }
}

/** One SubjectPublicKeyInfo in PEM. node:crypto would also take a private key or a certificate here, hence the header. */
function encodePublicKey(file: OutboundFile): Uint8Array {
  const text = decodeUtf8(file.bytes, file.path)
  const blocks = text.match(/-----BEGIN [^\n]*/g) ?? []
  if (blocks.length !== 1 || !text.startsWith('-----BEGIN PUBLIC KEY-----')) {
    throw refused(file, 'it is not one public key in PEM')
  }
  try {
    return Buffer.from(
      createPublicKey({ key: text, format: 'pem', type: 'spki' }).export({ format: 'pem', type: 'spki' }),
    )
  } catch (cause) {
    throw refused(file, 'it is not a public key that can be read', cause)
  }
}

function encodeDsse(file: OutboundFile): Encoded {
  const envelope = parseEnvelope(file.bytes, file.path)
  const payload = parse(file, envelope.payload)
  return { bytes: encodeEnvelope(envelope), inner: [envelope.payload, ...stringsOf(payload)] }
}

/** Lines of UTF-8 in which everything can be seen, each ended by one newline. */
function encodeText(file: OutboundFile): Uint8Array {
  const text = decodeUtf8(file.bytes, file.path)
  const lines = text.split('\n')
  if (lines.pop() !== '') throw refused(file, 'its last line does not end in a newline')
  mustBeSeen(file, lines)
  return Buffer.from(text, 'utf8')
}

/** The record is let out as it is or not at all; a text that cannot be seen does not hold it back. */
function encodeTranscript(file: OutboundFile): Encoded {
  const { lines } = verifyTranscript(file.bytes, file.path)
  return { bytes: file.bytes, inner: lines.flatMap(({ entry }) => stringsOf(entry.event)) }
}

/** Head-counts and roles kept apart are the script's, were judged before the day began, and are not judged again here. */
function encodePlanFile(file: OutboundFile): Encoded {
  const bytes = encodePlan(parsePlanJson(file.bytes, file.path, () => ({ apart: [], headCounts: {} })))
  return { bytes, inner: stringsOf(parse(file, bytes)) }
}

function encodeRegisterFile(file: OutboundFile): Encoded {
  const entries = parseRegister(file.bytes, file.path)
  mustBeSeen(
    file,
    entries.map((entry) => canonicalJson({ ...entry })),
  )
  return { bytes: encodeRegister(entries), inner: entries.flatMap((entry) => stringsOf({ ...entry })) }
}

function encodeJson(file: OutboundFile): Encoded {
  const document = parse(file, file.bytes)
  mustBeSeen(file, [canonicalJson(document)])
  return { bytes: canonicalBytes(document), inner: stringsOf(document) }
}

function mustBeSeen(file: OutboundFile, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    const unseen = unseenCharacter(line)
    if (unseen !== undefined) throw refused(file, `line ${index + 1} holds a character that cannot be seen, ${unseen}`)
  }
}

const parse = (file: OutboundFile, bytes: Uint8Array): JsonValue =>
  parseJson(bytes, { what: file.path, maxBytes: maxOutboundBytes, maxDepth: 32 })

/** All strings and names in a document, decoded, as one text: a line break in a PEM is an escape in the JSON. */
function stringsOf(value: JsonValue): readonly Uint8Array[] {
  const strings: string[] = []
  const collect = (inside: JsonValue): void => {
    if (typeof inside === 'string') strings.push(inside)
    else if (Array.isArray(inside)) for (const next of inside) collect(next)
    else if (inside !== null && typeof inside === 'object') {
      for (const [name, next] of Object.entries(inside)) {
        strings.push(name)
        collect(next)
      }
    }
  }
  collect(value)
  return [Buffer.from(strings.join('\n'), 'utf8')]
}

const refused = ({ path, kind }: OutboundFile, reason: string, cause?: unknown) =>
  new CeremonyError('bag/not-public', { path, kind, reason }, { cause })
