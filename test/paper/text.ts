// A sheet as lines of text, for golden files and for looking into it; and its steps by number.

import type { Block, Sheet, StepRow } from '../../core/formats/sheet.ts'

export const stepRows = (sheet: Sheet): readonly StepRow[] =>
  sheet.blocks.flatMap((block) => (block.kind === 'steps' ? block.rows : []))

/** The row of a step by its number. */
export function rowOf(sheet: Sheet, number: number): StepRow {
  const row = stepRows(sheet).find((each) => each.number === String(number))
  if (row === undefined) throw new Error(`there is no step ${number}`)
  return row
}

export const lineOf = (row: StepRow, label: string): string | undefined =>
  row.lines.find((line) => line.label === label)?.text

/** Every text of a value, in order. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** The rows of the table that stands under a heading which begins so. */
export function tableUnder(sheet: Sheet, title: string): readonly (readonly string[])[] {
  const at = sheet.blocks.findIndex((block) => block.kind === 'heading' && block.text.startsWith(title))
  const block = sheet.blocks[at + 1]
  return block?.kind === 'table' ? block.rows : []
}

/** One line a block, one a row: what a reviewer of a golden file can read. */
export const printSheet = (sheet: Sheet): string => {
  const { blocks, ...head } = sheet
  return `${[JSON.stringify(head), ...blocks.flatMap(printBlock)].join('\n')}\n`
}

function printBlock(block: Block): readonly string[] {
  if (block.kind === 'steps') {
    return [`steps ${block.title}`, ...block.rows.map((row) => `  ${JSON.stringify(row)}`), `  ${block.end}`]
  }
  if (block.kind === 'table') {
    const columns = block.columns.map(({ title, group }) => (group === undefined ? title : `${group} ${title}`))
    return [`table ${block.caption}`, ...[columns, ...block.rows].map((row) => `  ${row.join(' | ')}`)]
  }
  return [JSON.stringify(block)]
}
