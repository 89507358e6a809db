// Characters that a reader cannot see or that turn the text around. They have no place in a document that people review.

import { nfcProblem } from './nfc.ts'

/** Control, format (bidi, zero width, tags), private use, unassigned, half surrogates, line separators, blanks other than U+0020. */
const unseen = /[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]--[ ]]/v
const unseenInSource = /[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]--[ \n\t]]/gv

const names: ReadonlyMap<number, string> = new Map([
  [0x09, 'a tab'],
  [0x0a, 'a line break'],
  [0x0d, 'a carriage return'],
  [0x1b, 'an escape character'],
  [0xa0, 'a no-break space'],
  [0xad, 'a soft hyphen'],
  [0x200b, 'a zero-width space'],
  [0x202e, 'a right-to-left override'],
])

/** The character as a person can look it up: `a right-to-left override (U+202E)`. */
export function characterName(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return `${names.get(code) ?? (code < 0x20 || (code >= 0x7f && code < 0xa0) ? 'a control character' : 'an unseen character')} (${number})`
}

/**
 * Why a value may not stand on paper, or undefined. Not caught: letters of different scripts that look alike.
 * @param text - one value; with `lines` it may hold line feeds (PEM).
 */
export function unseenReason(text: string, lines = false): string | undefined {
  const found = unseen.exec(lines ? text.replaceAll('\n', '') : text)
  if (found !== null) return `holds ${characterName(found[0])}`
  return nfcProblem(text, 'it looks like another text')
}

/** The unseen characters of a source text, comments included, with their offsets; at most `limit`. */
export function unseenIn(source: string, limit: number): readonly { readonly offset: number; readonly name: string }[] {
  const found: { offset: number; name: string }[] = []
  for (const match of source.matchAll(unseenInSource)) {
    found.push({ offset: match.index, name: characterName(match[0]) })
    if (found.length >= limit) break
  }
  return found
}

/** Text from a document as a message may show it: short, every unseen character spelled out. */
export function shown(text: string, max = 48): string {
  const short = text.length > max ? `${text.slice(0, max - 3)}...` : text
  return Array.from(short, (character) =>
    unseen.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character,
  ).join('')
}

/** The same in quotes. */
export const quoted = (text: string): string => `"${shown(text)}"`

/** A path and one more name; a name that is not plain is put in quotes. */
export function pathTo(path: string, name: string): string {
  const plain = /^[A-Za-z0-9_-]{1,64}$/.test(name) ? name : quoted(name)
  return path === '' ? plain : `${path}.${plain}`
}
