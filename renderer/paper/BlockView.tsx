// One block, by its kind.

import { BlanksBlock } from './BlanksBlock.tsx'
import { CardPaper } from './CardPaper.tsx'
import { FactsBlock } from './FactsBlock.tsx'
import { FieldsBlock } from './FieldsBlock.tsx'
import { FixedBlock } from './FixedBlock.tsx'
import { HeadingBlock } from './HeadingBlock.tsx'
import { ListBlock } from './ListBlock.tsx'
import { ParagraphBlock } from './ParagraphBlock.tsx'
import { StepsBlock } from './StepsBlock.tsx'
import type { Block } from './sheet.ts'
import { TableBlock } from './TableBlock.tsx'
import { WordsBlock } from './WordsBlock.tsx'

export function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <HeadingBlock block={block} />
    case 'paragraph':
      return <ParagraphBlock block={block} />
    case 'list':
      return <ListBlock block={block} />
    case 'facts':
      return <FactsBlock block={block} />
    case 'table':
      return <TableBlock block={block} />
    case 'steps':
      return <StepsBlock block={block} />
    case 'words':
      return <WordsBlock block={block} />
    case 'fields':
      return <FieldsBlock block={block} />
    case 'blanks':
      return <BlanksBlock block={block} />
    case 'fixed':
      return <FixedBlock block={block} />
    case 'card':
      return <CardPaper card={block.card} />
    case 'page-break':
      return <div className="paper-break" />
    default:
      return block satisfies never
  }
}
