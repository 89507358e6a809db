// Empty lines to write on, under a label.

import type { BlockOf } from './sheet.ts'

export function BlanksBlock({ block }: { readonly block: BlockOf<'blanks'> }) {
  return (
    <div className="paper-blanks">
      <p>{block.label}</p>
      {Array.from({ length: block.count }, (_, at) => (
        <div key={at} className="paper-rule" aria-hidden="true" />
      ))}
    </div>
  )
}
