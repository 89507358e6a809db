// What may stand in a text that leaves the station: what a person sees is all there is.

const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * The first character that is not plainly visible: control and escape characters (newline too), bidirectional
 * controls, zero-width and other ignorable characters, separators, private and unassigned ones.
 * NOT caught: letters of different scripts that look alike; the blanks of other scripts (U+00A0 and so on).
 * @returns for example `U+202E at character 7`, or undefined where all is well.
 * @see Unicode UTS #39 section 3, TR #36; rule BAG-PUBLIC
 */
export function unseenCharacter(text: string): string | undefined {
  const match = unseen.exec(text)
  if (match === null) return undefined
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `U+${code} at character ${[...text.slice(0, match.index)].length + 1}`
}
