// Splitting a 32-byte secret and putting it together again. The arithmetic is shamir-secret-sharing's; what it lacks is ours.

import { combine as combinePoints, split as splitPoints } from 'shamir-secret-sharing'
import { CeremonyError } from '../errors.ts'
import { type Committed, limits, type Share, type ShareSet, secretBytes, secretCommitment, unmoved } from './share.ts'

/**
 * Split a secret, one share a holder.
 *
 * The coefficients come from the library and the operating system's generator (docs/threat-model.md says so). Not caught: a library that
 * makes bad ones. That every share works is shown afterwards, by `prove`.
 *
 * @param secret - 32 bytes.
 * @param holders - one a share, in the order of the plan; each once.
 * @throws CeremonyError `backup/quorum` where 2 <= threshold < holders <= 16 does not hold.
 */
export async function splitSecret(
  secret: Uint8Array,
  about: Omit<ShareSet, 'shareCount'>,
  holders: readonly string[],
): Promise<readonly Share[]> {
  const { threshold } = about
  const shareCount = holders.length
  const apart = new Set(holders).size === shareCount
  if (secret.length !== secretBytes) throw new RangeError(`a secret of ${secret.length} bytes`)
  if (threshold < 2 || threshold >= shareCount || shareCount > limits.maxShares || !apart)
    throw new CeremonyError('backup/quorum', { threshold, shareCount })
  const copy = Uint8Array.from(secret) // overwritten next; the library takes no view of larger memory
  const points = await splitPoints(copy, shareCount, threshold)
  copy.fill(0)
  return points.map((point, index) => {
    const y = unmoved(point.subarray(0, secretBytes))
    const share = { ...about, shareCount, x: point[secretBytes] ?? 0, holder: holders[index] ?? '', y }
    point.fill(0)
    return share
  })
}

/**
 * Put shares of one set together.
 * @param committed - of the whole secret, from the public record: what comes out must match, and be of that ceremony.
 * @throws CeremonyError `backup/too-few`; `backup/mixed` where two are of different sets or the same card; `backup/secret-differs`.
 */
export async function combineShares(shares: readonly Share[], committed: Committed): Promise<Uint8Array> {
  const [first] = shares
  const needed = first?.threshold ?? 2
  if (first === undefined || shares.length < needed)
    throw new CeremonyError('backup/too-few', { given: shares.length, needed })
  if (!shares.every((share) => sameSet(share, first)) || new Set(shares.map(({ x }) => x)).size !== shares.length)
    throw new CeremonyError('backup/mixed', {})
  const points = shares.map(({ y, x }) => Uint8Array.of(...y, x))
  const secret = unmoved(await combinePoints(points))
  for (const point of points) point.fill(0)
  if (secretCommitment(first, committed, secret) !== committed.secretCommitment) {
    secret.fill(0)
    throw new CeremonyError('backup/secret-differs', {})
  }
  return secret
}

const sameSet = (a: ShareSet, b: ShareSet): boolean =>
  a.set === b.set &&
  a.epoch === b.epoch &&
  a.threshold === b.threshold &&
  a.shareCount === b.shareCount &&
  a.fingerprint === b.fingerprint
