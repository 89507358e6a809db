// All words of a digest with a box for each, and its hexadecimal form beneath.

import type { BlockOf } from './sheet.ts'
import { WordGrid } from './WordGrid.tsx'
import { words } from './words.ts'

export function WordsBlock({ block }: { readonly block: BlockOf<'words'> }) {
  return (
    <section className="paper-digest">
      <WordGrid label={block.label} words={block.words} tick />
      <p className="paper-hex">
        {words.hex} {block.hex}
      </p>
    </section>
  )
}
