import { describe, expect, test } from 'vitest'
import { proveShares, subsetsToTry } from '../../core/backup/prove.ts'
import type { Share } from '../../core/backup/share.ts'
import { combineShares, splitSecret } from '../../core/backup/split.ts'
import { makeBackup, people } from './make.ts'

const about = { set: 1, epoch: 1, threshold: 2, fingerprint: '0'.repeat(64) }

/** Every choice of `size` of the items. */
const choices = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  size === 0 ? [[]] : items.flatMap((item, at) => choices(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]))

describe('refused', () => {
  test.each([
    ['one share is enough', 1, 3],
    ['all shares are needed', 3, 3],
    ['more are needed than there are', 4, 3],
    ['a single share', 2, 1],
    ['seventeen shares', 2, 17],
  ])('a quorum where %s (BACKUP-QUORUM)', async (_what, threshold, count) => {
    const holders = Array.from({ length: count }, (_, index) => `person-${index}`)
    await expect(splitSecret(new Uint8Array(32), { ...about, threshold }, holders)).rejects.toMatchObject({
      code: 'backup/quorum',
    })
  })

  test('a person with two shares (BACKUP-QUORUM)', async () =>
    await expect(splitSecret(new Uint8Array(32), about, ['amina', 'bruno', 'amina'])).rejects.toMatchObject({
      code: 'backup/quorum',
    }))

  test('too few, two of one card, cards of two sets, of two epochs', async () => {
    const { shares, commitment } = await makeBackup(3, 5)
    const stranger = await makeBackup(3, 5)
    const combine = (...given: readonly (Share | undefined)[]) => combineShares(given as readonly Share[], commitment)
    const [a, b, c] = shares
    await expect(combine()).rejects.toMatchObject({ code: 'backup/too-few' })
    await expect(combine(a, b)).rejects.toMatchObject({ code: 'backup/too-few', detail: { given: 2, needed: 3 } })
    await expect(combine(a, b, b)).rejects.toMatchObject({ code: 'backup/mixed' })
    await expect(combine(a, b, stranger.shares[2])).rejects.toMatchObject({ code: 'backup/mixed' })
    await expect(combine(a, b, c === undefined ? c : { ...c, epoch: 2 })).rejects.toMatchObject({
      code: 'backup/mixed',
    })
  })

  test('a share that is another one: what comes out is not taken, though plain Shamir would give it', async () => {
    const { shares, commitment } = await makeBackup(2, 3)
    const [a, b] = shares as readonly [Share, Share] // of three
    const wrong = { ...b, y: b.y.with(0, (b.y[0] ?? 0) ^ 1) }
    await expect(combineShares([a, wrong], commitment)).rejects.toMatchObject({ code: 'backup/secret-differs' })
  })
})

describe('all subsets', () => {
  const sizes = [3, 4, 5, 6, 7].flatMap((count) =>
    Array.from({ length: count - 2 }, (_, index) => [index + 2, count] as const),
  )
  test.each(sizes)(
    '%i of %i: each subset that must, gives the secret; one share less is refused',
    async (needed, of) => {
      const { shares, secret, commitment } = await makeBackup(needed, of)
      for (const subset of choices(shares, needed))
        expect(await combineShares(subset, commitment)).toEqual(new Uint8Array(secret))
      for (const subset of choices(shares, needed - 1))
        await expect(combineShares(subset, commitment)).rejects.toMatchObject({ code: 'backup/too-few' })
      expect(await proveShares(shares, commitment)).toBe(choices(shares, needed).length)
    },
  )

  test('above seven shares a covering set: each share, and each pair of neighbours', async () => {
    const tries = subsetsToTry(people.slice(0, 9), 5)
    expect(tries).toHaveLength(9)
    for (const person of people.slice(0, 9)) expect(tries.filter((one) => one.includes(person))).toHaveLength(5)
    const { shares, commitment } = await makeBackup(5, 9)
    expect(await proveShares(shares, commitment)).toBe(9)
    const [first] = shares
    const bad = shares.map((share) => (share === first ? { ...share, y: new Uint8Array(32) } : share))
    await expect(proveShares(bad, commitment)).rejects.toMatchObject({ code: 'backup/secret-differs' })
  })
})
