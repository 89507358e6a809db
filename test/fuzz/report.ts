// What the fuzz of every input comes to, for `npm run faults`.

import type { FaultRow } from '../faults/row.ts'
import { allAreas } from './all-areas.ts'
import { runOrders } from './runner.ts'

/**
 * Try `cases` cases for each input, from a fixed seed, so that the same table comes out again.
 * A case survives that is refused with a code of ours, or taken with all its properties held; lost is one that hangs,
 * crashes, is told as a fault of the station, or is taken as it must not be.
 */
export async function inputFaults(cases: number): Promise<readonly FaultRow[]> {
  const tallies = await runOrders(allAreas.map(({ name }) => ({ area: name, cases, seed: 20261124 })))
  return tallies.map(({ area, tried, survived, lost, refused }) => ({ area, tried, survived, lost, refused }))
}
