// The acts and steps of the day, read from the printed script: the same numbers stand on the paper and on the screen.

import type { Sheet } from '../bridge.ts'

export type OutlineStep = { readonly number: number; readonly title: string }
export type OutlineAct = { readonly title: string; readonly steps: readonly OutlineStep[] }

/** @param sheet - the script before the day; each of its blocks of steps is one act. */
export function outlineOf(sheet: Sheet): readonly OutlineAct[] {
  return sheet.blocks.flatMap((block) =>
    block.kind !== 'steps'
      ? []
      : [
          {
            title: block.title.replace(/^Act \d+ of \d+: /, ''),
            steps: block.rows.map((row) => ({ number: Number(row.number), title: row.title })),
          },
        ],
  )
}
