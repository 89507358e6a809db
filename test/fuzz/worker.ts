// The other end of runner.ts: runs areas one after another and says after each case where it is.

import { parentPort, workerData } from 'node:worker_threads'
import { allAreas } from './all-areas.ts'
import { runArea, type Tally } from './case.ts'

export type Order = { readonly area: string; readonly cases: number; readonly seed: number }
/** Number of the order and of the case within it, written before the case is read. */
export type Data = { readonly orders: readonly Order[]; readonly at: SharedArrayBuffer }
export type Told = { readonly order: number; readonly tally: Tally }

const { orders, at } = workerData as Data // runner.ts gave it
const place = new Int32Array(at)
for (const [order, { area: name, cases, seed }] of orders.entries()) {
  const area = allAreas.find((candidate) => candidate.name === name)
  if (area === undefined) throw new Error(`there is no area "${name}"`)
  const tally = runArea(area, cases, seed, (index) => {
    Atomics.store(place, 0, order)
    Atomics.store(place, 1, index)
  })
  parentPort?.postMessage({ order, tally } satisfies Told)
}
