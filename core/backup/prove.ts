// Proof that every share works: each subset that must give the secret gives it, from what people read back.

import type { Committed, Share } from './share.ts'
import { combineShares } from './split.ts'

/** Up to this many shares, every subset is tried; above it, a covering set: C(9, 5) is 126, C(16, 8) is 12,870. */
const everySubsetUpTo = 7

/**
 * The subsets that are tried. Up to seven shares all C(n, k) of them. Above that n subsets, each of k neighbours around the circle: every
 * share stands in k of them, beside its neighbours on both sides. They decide all others: two neighbouring subsets share k - 1 shares and
 * the secret, k points of polynomials of degree k - 1, which are therefore one and the same; so every share lies on it.
 */
export function subsetsToTry<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length <= everySubsetUpTo) return subsets(items, size)
  const around = [...items, ...items]
  return items.map((_, start) => around.slice(start, start + size))
}

function subsets<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]]
  return items.flatMap((item, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]))
}

/**
 * Combine each subset of the shares that were read back, and compare with the commitment.
 * @returns how many subsets were tried.
 * @throws CeremonyError `backup/*` for the first that does not give the secret.
 */
export async function proveShares(shares: readonly Share[], committed: Committed): Promise<number> {
  const tries = subsetsToTry(shares, shares[0]?.threshold ?? 0)
  for (const subset of tries) (await combineShares(subset, committed)).fill(0)
  return tries.length
}
