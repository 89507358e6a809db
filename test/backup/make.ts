// A backup for tests: a random secret, split for people whose names begin with A, B, C.

import { createHash, randomBytes, randomInt } from 'node:crypto'
import { cardWords } from '../../core/backup/card.ts'
import type { Expected, RecordedShare } from '../../core/backup/read-card.ts'
import { type Committed, commitmentOf, type Share, secretCommitment } from '../../core/backup/share.ts'
import { splitSecret } from '../../core/backup/split.ts'

export type TestBackup = {
  readonly secret: Uint8Array
  readonly shares: readonly Share[]
  readonly commitment: Committed
  readonly recorded: readonly RecordedShare[]
  readonly cards: readonly (readonly string[])[]
  readonly expected: Expected
}

const origin = { made: 'rehearsal', ceremony: 'a-test' } as const

export const people = ['amina', 'bruno', 'chen', 'dora', 'emi', 'farid', 'greta', 'hugo', 'ines', 'jon'] as const

/** @param of - how many shares; `needed` of them suffice. */
export async function makeBackup(needed: number, of: number, epoch = 1): Promise<TestBackup> {
  const secret = randomBytes(32)
  const fingerprint = createHash('sha256').update(randomBytes(8)).digest('hex')
  const about = { set: randomInt(2 ** 33), epoch, threshold: needed, fingerprint }
  const shares = await splitSecret(secret, about, people.slice(0, of))
  return testBackup(secret, shares)
}

/** What stands around shares that were made of this secret. */
export function testBackup(secret: Uint8Array, shares: readonly Share[]): TestBackup {
  const recorded = shares.map(({ y: _, ...header }, index) => ({
    ...header,
    commitment: commitmentOf(shares[index] as Share), // the same list
  }))
  const [first] = shares
  if (first === undefined) throw new RangeError('a backup without shares')
  return {
    secret,
    shares,
    commitment: { ...origin, secretCommitment: secretCommitment(first, origin, secret) },
    recorded,
    cards: shares.map(cardWords),
    expected: { shares: recorded, read: new Set() },
  }
}
