// One sheet as a printable page. Semantic HTML, so that the PDF is tagged; what runs on every page is set by the style sheet.

import './paper.css'
import { BlockView } from './BlockView.tsx'
import type { Sheet } from './sheet.ts'
import { words } from './words.ts'

/** Title, the watermark of a rehearsal, and the blocks in their order. */
export function PaperPage({ sheet }: { readonly sheet: Sheet }) {
  // Cards lie apart from one another, each for one person: each is a page of its own, with nothing around it.
  if (sheet.sheet === 'card')
    return (
      <main className="paper cards">
        {sheet.blocks.map((block, at) => (
          <BlockView key={at} block={block} />
        ))}
      </main>
    )
  return (
    <main className="paper">
      {sheet.mode === 'rehearsal' && (
        <div className="paper-watermark" aria-hidden="true">
          {words.rehearsal}
        </div>
      )}
      <header className="paper-title">
        <h1>{sheet.title}</h1>
        <p>{sheet.subtitle}</p>
        <p className="paper-mode">{words[sheet.mode]}</p>
      </header>
      {sheet.blocks.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </main>
  )
}
