// What all tries at a failing disk come to, as rows.

import type { FaultRow } from '../faults/row.ts'
import { diskMatrix } from './matrix.ts'

/** A row a kind of file. All of it with `ANCHORITE_FAULTS=all`, else the sample. */
export async function diskFaults(): Promise<readonly FaultRow[]> {
  const tries = await diskMatrix(process.env.ANCHORITE_FAULTS === 'all')
  const areas = Map.groupBy(tries, ({ area }) => area)
  return [...areas].map(([area, mine]) => {
    const lost = mine.filter((each) => each.problem !== undefined).length
    const refused: Record<string, number> = {}
    for (const { answer } of mine) if (answer !== 'done') refused[answer] = (refused[answer] ?? 0) + 1
    return { area: `disk: ${area}`, tried: mine.length, survived: mine.length - lost, lost, refused }
  })
}
