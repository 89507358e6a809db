// Text that a module gives (label, serial, maker) is shown to people and compared. It is untrusted.

const maxCharacters = 64

/**
 * Cut the padding of a CK_CHAR field and escape everything but printable ASCII, one to one, so that no control
 * character, bidi mark or look-alike reaches a screen and two different texts never show as one.
 * Longer than 64 characters is cut (no field of PKCS#11 2.40 is longer).
 */
export function escapeText(text: string): string {
  const unpadded = text.replace(/[ \0]+$/, '')
  let escaped = ''
  let count = 0
  for (const character of unpadded) {
    if (count++ === maxCharacters) return `${escaped}\\...`
    escaped += /^[\x20-\x5b\x5d-\x7e]$/.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`
  }
  return escaped
}
