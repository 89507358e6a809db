// A paragraph; a strong one is what must not be passed over.

import type { BlockOf } from './sheet.ts'

export function ParagraphBlock({ block }: { readonly block: BlockOf<'paragraph'> }) {
  return <p>{block.strong === true ? <strong>{block.text}</strong> : block.text}</p>
}
