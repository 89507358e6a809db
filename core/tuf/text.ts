// Text in metadata from outside: what may stand in a file, and how it is shown.

import { CeremonyError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../formats/json.ts'
import { nfcProblem } from '../formats/nfc.ts'

const printableAscii = /^[ -~]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Refuse control characters and text that is not in Unicode's form NFC, in every name and string of a document.
 * Only PEM text (the string `public`) may hold line feeds. tough signs the NFC form, so any other would be verified
 * over other bytes. Rule TUF-TEXT.
 * @throws CeremonyError `tuf/form` with the path.
 */
export function refuseUnsafeText(value: JsonValue, what: string): void {
  const found = unsafeIn(value)
  if (found === undefined) return
  const path = printable(found.path.replace(/^\./, ''))
  throw new CeremonyError('tuf/form', { what, rule: 'TUF-TEXT', path: path || 'the document', reason: found.reason })
}

type Unsafe = { readonly path: string; readonly reason: string }

/** The first unsafe text and its path, which is put together only when there is one: every file passes through here. */
function unsafeIn(value: JsonValue): Unsafe | undefined {
  if (typeof value === 'string') return unsafeText(value)
  if (value === null || typeof value !== 'object') return undefined
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[] // Array.isArray does not narrow readonly arrays
    for (let index = 0; index < items.length; index++) {
      const found = unsafeIn(items[index] ?? null)
      if (found !== undefined) return { ...found, path: `[${index}]${found.path}` }
    }
    return undefined
  }
  const object = value as JsonObject // arrays were handled above
  for (const name of Object.keys(object)) {
    const entry = object[name] ?? null
    const pem = name === 'public' && typeof entry === 'string'
    const found = unsafeText(name) ?? unsafeIn(pem ? entry.replaceAll('\n', '') : entry)
    if (found !== undefined) return { ...found, path: `.${name}${found.path}` }
  }
  return undefined
}

function unsafeText(text: string): Unsafe | undefined {
  if (printableAscii.test(text)) return undefined
  if (control.test(text)) return { path: '', reason: 'holds a control character' }
  const reason = nfcProblem(text, 'clients would sign and verify different bytes')
  return reason === undefined ? undefined : { path: '', reason }
}

/** Text from outside for a person's eyes: everything that is not printable ASCII is shown as \u{...}. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
