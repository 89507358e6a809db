// Names with their values, one below the other.

import type { BlockOf } from './sheet.ts'

export function FactsBlock({ block }: { readonly block: BlockOf<'facts'> }) {
  return (
    <dl className="paper-facts">
      {block.rows.map(({ name, value }, at) => (
        <div key={at}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
