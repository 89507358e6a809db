// Text in metadata from outside: what may stand in a file, and how it is shown.

import { CeremonyError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'

const printableAscii = /^[ -~]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Refuse control characters and text that is not in Unicode's form NFC, in every name and string of a document.
 * Only PEM text (the string `public`) may hold line feeds. tough signs the NFC form, so any other would be verified
 * over other bytes. Rule TUF-TEXT.
 * @throws CeremonyError `tuf/form` with the path.
 */
export function refuseUnsafeText(value: JsonValue, what: string, path = ''): void {
  if (typeof value === 'string') refuseText(value, what, path)
  if (value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (const [index, entry] of (value as readonly JsonValue[]).entries()) {
      refuseUnsafeText(entry, what, `${path}[${index}]`)
    }
    return
  }
  const object = value as JsonObject // arrays were handled above
  for (const name of Object.keys(object)) {
    const here = path === '' ? name : `${path}.${name}`
    refuseText(name, what, here)
    const entry = object[name] ?? null
    if (name === 'public' && typeof entry === 'string') refuseText(entry.replaceAll('\n', ''), what, here)
    else refuseUnsafeText(entry, what, here)
  }
}

function refuseText(text: string, what: string, path: string): void {
  if (printableAscii.test(text)) return
  const reason = control.test(text)
    ? 'holds a control character'
    : text.normalize('NFC') !== text
      ? 'is not in Unicode form NFC: clients would sign and verify different bytes'
      : undefined
  if (reason === undefined) return
  throw new CeremonyError('tuf/form', { what, rule: 'TUF-TEXT', path: printable(path), reason })
}

/** Text from outside for a person's eyes: everything that is not printable ASCII is shown as \u{...}. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
