// A heading inside a sheet; the sheet's own title is the only h1.

import type { BlockOf } from './sheet.ts'

export function HeadingBlock({ block }: { readonly block: BlockOf<'heading'> }) {
  switch (block.level) {
    case 1:
    case 2:
      return <h2>{block.text}</h2>
    case 3:
      return <h3>{block.text}</h3>
    default:
      return block.level satisfies never
  }
}
