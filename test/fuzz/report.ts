// What the fuzz of every input comes to, for `npm run faults`.

import type { FaultRow } from '../faults/row.ts'
import { allAreas } from './all-areas.ts'
import { runOrders } from './runner.ts'

/** Inputs whose every case is a whole plan, laid out and printed: a case takes milliseconds, not microseconds. */
const slow: ReadonlySet<string> = new Set(['plan (YAML)', 'plan (JSON)', 'plan, arranged anew'])

/** How many cases: of each input, or of all together, where each slow one gets a hundredth. */
export type Amount = { readonly each: number } | { readonly all: number }

function casesOf(name: string, amount: Amount): number {
  if ('each' in amount) return amount.each
  const hundredth = Math.ceil(amount.all / 100)
  if (slow.has(name)) return hundredth
  return Math.ceil((amount.all - slow.size * hundredth) / (allAreas.length - slow.size))
}

/**
 * Try so many cases, from a seed, so that the same table comes out again.
 * A case survives that is refused with a code of ours, or taken with all its properties held; lost is one that hangs,
 * crashes, is told as a fault of the station, or is taken as it must not be. What was lost is told on standard error,
 * with what makes it again.
 */
export async function inputFaults(amount: Amount, seed: number): Promise<readonly FaultRow[]> {
  const tallies = await runOrders(allAreas.map(({ name }) => ({ area: name, cases: casesOf(name, amount), seed })))
  for (const { path, why } of tallies.flatMap(({ found }) => found.slice(0, 3)))
    process.stderr.write(`lost: ${path}: ${why}\n`)
  return tallies.map(({ area, tried, survived, lost, refused }) => ({ area, tried, survived, lost, refused }))
}
