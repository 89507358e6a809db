// A table: heads repeat on every page, rows are never split, neighbours with the same group stand under one head.

import type { BlockOf } from './sheet.ts'

type Table = BlockOf<'table'>
type Column = Table['columns'][number]

export function TableBlock({ block }: { readonly block: Table }) {
  const grouped = block.columns.some(({ group }) => group !== undefined)
  const signed = block.columns.some(({ blank }) => blank === true)
  return (
    <table className={signed ? 'paper-table paper-signed' : 'paper-table'}>
      {block.caption !== '' && <caption>{block.caption}</caption>}
      <colgroup>
        {block.columns.map((column, at) => (
          <col key={at} style={{ width: `${column.width}%` }} />
        ))}
      </colgroup>
      <thead>
        {grouped && (
          <tr>
            {groupsOf(block.columns).map(({ title, span }, at) =>
              title === undefined ? (
                <td key={at} colSpan={span} />
              ) : (
                <th key={at} scope="colgroup" colSpan={span} className="paper-half">
                  {title}
                </th>
              ),
            )}
          </tr>
        )}
        <tr>
          {block.columns.map((column, at) => (
            <th key={at} scope="col" className={edge(block.columns, at)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, place) =>
              place === 0 ? (
                <th key={place} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={place} className={edge(block.columns, place)}>
                  {hurts(cell) ? <span className="paper-strong">{cell}</span> : cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Marked by the sheet itself with "!", so it needs no colour; bold only helps. */
const hurts = (cell: string): boolean => cell === 'NO !' || cell === 'YES !'

/** The first column of a group has a line at its left. */
const edge = (columns: readonly Column[], at: number): string | undefined => {
  const group = columns[at]?.group
  return group !== undefined && columns[at - 1]?.group !== group ? 'paper-half' : undefined
}

function groupsOf(
  columns: readonly Column[],
): readonly { readonly title: string | undefined; readonly span: number }[] {
  const groups: { title: string | undefined; span: number }[] = []
  for (const { group } of columns) {
    const last = groups.at(-1)
    if (last !== undefined && last.title === group) last.span++
    else groups.push({ title: group, span: 1 })
  }
  return groups
}
