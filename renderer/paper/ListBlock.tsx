// A list; with `tick` each item has an empty box before it.

import type { BlockOf } from './sheet.ts'

export function ListBlock({ block }: { readonly block: BlockOf<'list'> }) {
  return (
    <ul className={block.tick ? 'paper-ticks' : 'paper-list'}>
      {block.items.map((item, at) => (
        <li key={at}>
          {block.tick && <span className="paper-box" aria-hidden="true" />}
          <span>{item}</span>
        </li>
      ))}
    </ul>
  )
}
