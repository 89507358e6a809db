// Short lines to write on, side by side, each with its label.

import type { BlockOf } from './sheet.ts'

export function FieldsBlock({ block }: { readonly block: BlockOf<'fields'> }) {
  return (
    <div className="paper-fields">
      {block.labels.map((label) => (
        <p key={label} className="paper-line">
          <span>{label}</span>
          <span className="paper-rule" aria-hidden="true" />
        </p>
      ))}
    </div>
  )
}
