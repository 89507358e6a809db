// Lines as they are, in a fixed-width face: a public key.

import type { BlockOf } from './sheet.ts'

export function FixedBlock({ block }: { readonly block: BlockOf<'fixed'> }) {
  return <pre className="paper-fixed">{block.lines.join('\n')}</pre>
}
