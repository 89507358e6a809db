// The acts and steps of the day, read from the printed script: the same numbers stand on the paper and on the screen.

import type { Sheet } from '../bridge.ts'

export type OutlineStep = {
  readonly number: number
  readonly title: string
  /** Most days it is left out: it stands only after something happened that should not. */
  readonly onlyIf: boolean
}
export type OutlineAct = { readonly title: string; readonly steps: readonly OutlineStep[] }

/** As core/paper/step-lines.ts prints it. */
const onlyIfLabel = 'ONLY IF'

/** @param sheet - the script before the day; each of its blocks of steps is one act. */
export function outlineOf(sheet: Sheet): readonly OutlineAct[] {
  return sheet.blocks.flatMap((block) =>
    block.kind !== 'steps'
      ? []
      : [
          {
            title: block.title.replace(/^Act \d+ of \d+: /, ''),
            steps: block.rows.map((row) => ({
              number: Number(row.number),
              title: row.title,
              onlyIf: row.lines.some(({ label }) => label === onlyIfLabel),
            })),
          },
        ],
  )
}

/** What stands only after a void is shown while one of it stands. @param number - of the step that stands. */
export function shownSteps({ steps }: OutlineAct, number: number): readonly OutlineStep[] {
  const happened = steps.some((step) => step.onlyIf && step.number === number)
  return steps.filter(({ onlyIf }) => happened || !onlyIf)
}
