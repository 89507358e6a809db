// A paragraph; a strong one is what must not be passed over. Bold by style, since readers of PDF 1.7 pass over the tag Strong.

import type { BlockOf } from './sheet.ts'

export function ParagraphBlock({ block }: { readonly block: BlockOf<'paragraph'> }) {
  return <p className={block.strong === true ? 'paper-strong' : undefined}>{block.text}</p>
}
