// The figures of the module faults, for whoever prints them.

import { matrix } from './matrix.ts'
import { runCells } from './run.ts'

/** One area of what was tried. `survived`: the answer was right, and the next operation worked. */
export type Row = {
  readonly area: string
  readonly tried: number
  readonly survived: number
  /** Wrong answer, no answer, a PIN try that nobody asked for, or nothing worked afterwards. Must be 0. */
  readonly lost: number
  /** How often each code was the answer; `done` where the operation went on all the same. */
  readonly refused: Readonly<Record<string, number>>
  /** What was lost, in words. */
  readonly losses: readonly string[]
}

/** Try the whole matrix: one row for each PKCS#11 function. Takes minutes. */
export async function moduleFaults(): Promise<readonly Row[]> {
  const outcomes = await runCells(matrix)
  return [...Map.groupBy(outcomes, ({ cell }) => cell.function)].map(([name, own]) => {
    const losses = own.filter(({ problems }) => problems.length > 0)
    const refused = Map.groupBy(own, ({ answer }) => answer)
    return {
      area: `module: ${name}`,
      tried: own.length,
      survived: own.length - losses.length,
      lost: losses.length,
      refused: Object.fromEntries([...refused].map(([answer, cells]) => [answer, cells.length])),
      losses: losses.map(({ cell, problems }) => `${cell.function}:${cell.fault}: ${problems.join('; ')}`),
    }
  })
}
