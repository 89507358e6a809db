// The two small tag files of every bag: bagit.txt, which declares it, and bag-info.txt, which says what it is.

import { CeremonyError } from '../errors.ts'
import { decodeUtf8 } from '../formats/json.ts'
import { unseenCharacter } from './text.ts'

/** One line of bag-info.txt, for example `Source-Organization: Acme`. */
export type InfoLine = { readonly label: string; readonly value: string }

/** The whole of bagit.txt (RFC 8493 section 2.1.1). */
export const declaration: Uint8Array = Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')

/** Label of the line that the station adds by itself: sum of sizes, a dot, number of payload files. */
export const oxumLabel = 'Payload-Oxum'

/** Longest bag-info.txt that is written or read. */
export const maxInfoBytes = 64 * 1024

const name = 'bag-info.txt'
const labelForm = /^[A-Za-z][A-Za-z0-9-]{0,63}$/

/**
 * Encode bag-info.txt (RFC 8493 section 2.2.2): one line a label, in the order given, never folded.
 * @throws CeremonyError `bag/tag-file` for a label that is not letters, digits and hyphens or stands twice, and for a
 *   value that is empty, begins or ends in a blank, or holds a character that cannot be seen.
 */
export function encodeInfo(lines: readonly InfoLine[]): Uint8Array {
  checkInfo(lines)
  return Buffer.from(lines.map(({ label, value }) => `${label}: ${value}\n`).join(''), 'utf8')
}

/** The reverse, accepting only what `encodeInfo` writes. Throws the same, and `json/encoding` for bad UTF-8. */
export function parseInfo(bytes: Uint8Array): readonly InfoLine[] {
  if (bytes.length > maxInfoBytes) throw fail(1, `it is larger than ${maxInfoBytes} bytes`)
  const rows = decodeUtf8(bytes, name).split('\n')
  if (rows.pop() !== '') throw fail(rows.length + 1, 'the last line does not end in a newline')
  const lines = rows.map((row, index) => {
    const colon = row.indexOf(': ')
    if (colon === -1) throw fail(index + 1, 'it is not a label, a colon, a blank and a value')
    return { label: row.slice(0, colon), value: row.slice(colon + 2) }
  })
  checkInfo(lines)
  return lines
}

/** Check bagit.txt: these two lines and nothing else. Throws `bag/tag-file`. */
export function checkDeclaration(bytes: Uint8Array): void {
  if (Buffer.compare(bytes, declaration) === 0) return
  throw new CeremonyError('bag/tag-file', {
    path: 'bagit.txt',
    line: 1,
    reason: 'it is not the declaration of BagIt 1.0 in UTF-8',
  })
}

/** Value of Payload-Oxum for these payload files. */
export function oxumOf(payload: readonly Uint8Array[]): string {
  const sizeBytes = payload.reduce((sum, bytes) => sum + bytes.length, 0)
  return `${sizeBytes}.${payload.length}`
}

function checkInfo(lines: readonly InfoLine[]): void {
  const labels = new Set<string>()
  for (const [index, { label, value }] of lines.entries()) {
    if (!labelForm.test(label)) throw fail(index + 1, 'the label is not letters, digits and hyphens')
    if (labels.has(label.toLowerCase())) throw fail(index + 1, `${label} stands there twice`)
    labels.add(label.toLowerCase())
    if (value === '' || value !== value.trim()) throw fail(index + 1, 'the value is empty or has blanks around it')
    const unseen = unseenCharacter(value)
    if (unseen !== undefined) throw fail(index + 1, `the value holds ${unseen}`)
  }
}

const fail = (line: number, reason: string) => new CeremonyError('bag/tag-file', { path: name, line, reason })
