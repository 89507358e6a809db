// PAPER-TEXT: what stands on paper is all there is. Texts from people and devices are made visible before they reach a sheet.

const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u
const everyUnseen = new RegExp(unseen.source, 'gu')
/** A fourth mark over one letter would climb into the line above. */
const piledMarks = /(?<=\p{M}{3})\p{M}/u
const everyPiledMark = new RegExp(piledMarks.source, 'gu')

/**
 * Write out every character that paper would not show, or that would turn or pile up the text, as `[U+202E]`: controls
 * and line breaks, bidirectional controls, zero-width and ignorable characters, blanks other than the blank, private and
 * unassigned ones, and the fourth and further marks over one letter. Everything else stays.
 * NOT caught: letters of different scripts that look alike; the literal text `[U+202E]`, typed by somebody.
 * @see docs/formats/sheet.md section 3, rule PAPER-TEXT
 */
export const visible = (text: string): string => text.replace(everyPiledMark, nameOf).replace(everyUnseen, nameOf)

/** Whether a text can stand on a sheet as it is. */
export const isVisible = (text: string): boolean => !unseen.test(text) && !piledMarks.test(text)

const nameOf = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`

/** The same value with every text in it made visible. For data made of lists, objects and texts. */
export function visibleIn<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T & string // a text stays a text
  if (Array.isArray(value)) return value.map((item: unknown) => visibleIn(item)) as T & unknown[] // item by item, in order
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, visibleIn<unknown>(member)] as const)
  return Object.fromEntries(members) as T & object // the same names
}
