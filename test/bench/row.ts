// One measured comparison, and the arithmetic that all of them share.

export type BenchRow = {
  readonly name: string
  readonly unit: string
  /** One number a round; round i of ours ran next to round i of theirs. */
  readonly ours: number[]
  readonly theirs: number[]
  /** Median over the rounds of ours / theirs. */
  readonly ratio: number
  /** For example `>= 0.8`. */
  readonly limit: string
  readonly ok: boolean
}

/** The middle of the sorted numbers; of two middles, their mean. @param values - at least one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/**
 * Run both sides in turn, so that the load of the machine hits both alike. Who goes first changes each round.
 * One round before is thrown away (caches, compilation).
 */
export async function interleave(
  rounds: number,
  ours: () => number | Promise<number>,
  theirs: () => number | Promise<number>,
): Promise<{ readonly ours: number[]; readonly theirs: number[] }> {
  const measured: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] }
  const sides = [async () => measured.ours.push(await ours()), async () => measured.theirs.push(await theirs())]
  for (let round = 0; round <= rounds; round++) {
    for (const side of sides) await side()
    sides.reverse()
  }
  return { ours: measured.ours.slice(1), theirs: measured.theirs.slice(1) }
}

/** Put a row together. `limit` says which way is good. */
export function benchRow(
  { name, unit }: { readonly name: string; readonly unit: string },
  { ours, theirs }: { readonly ours: number[]; readonly theirs: number[] },
  limit: { readonly atLeast: number } | { readonly atMost: number },
): BenchRow {
  const ratio = median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
  const ok = 'atLeast' in limit ? ratio >= limit.atLeast : ratio <= limit.atMost
  const words = 'atLeast' in limit ? `>= ${limit.atLeast}` : `<= ${limit.atMost}`
  return { name, unit, ours, theirs, ratio, limit: words, ok }
}
