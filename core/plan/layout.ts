// Plain text in columns, for a terminal and for paper: at most 100 columns, never cut, wrapped between words.

/** The widest line of anything this folder prints. */
export const pageColumns = 100

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const combining = /\p{M}/u

/** Columns that a text takes in a fixed-width font: 2 for East Asian wide characters, 0 for combining marks. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return columns
}

/** Fill up with blanks on the right. A longer text stays as it is. */
export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

/** Break a text into lines of at most `columns`; a word that is longer by itself is broken. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => pieces(each, columns))) {
    if (line === '') line = word
    else if (columnsOf(line) + 1 + columnsOf(word) <= columns) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

function pieces(word: string, columns: number): readonly string[] {
  const found: string[] = []
  let piece = ''
  for (const character of word) {
    if (columnsOf(piece + character) > columns) {
      found.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...found, piece]
}

/** A text behind a margin: `first` before its first line, as many blanks before the others. */
export function hanging(first: string, text: string): readonly string[] {
  const margin = columnsOf(first)
  return wrap(text, pageColumns - margin).map((line, index) =>
    `${index === 0 ? first : ' '.repeat(margin)}${line}`.trimEnd(),
  )
}

/** Rows of cells under a head, each column as wide as `widths` says; cells wrap inside their column. */
export function tableLines(
  widths: readonly number[],
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => padTo(cell, widths[at] ?? 0)).join('  ')}`.trimEnd()
  const broken = (cells: readonly string[]): readonly string[] => {
    const columns = cells.map((cell, at) => wrap(cell, widths[at] ?? pageColumns))
    const height = Math.max(...columns.map((column) => column.length))
    return Array.from({ length: height }, (_, at) => line(columns.map((column) => column[at] ?? '')))
  }
  return [...broken(head), line(widths.map((width) => '-'.repeat(width))), ...rows.flatMap(broken)]
}
