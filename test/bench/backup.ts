// A backup, split, proven and put together again, beside the npm package slip39 doing the like.

import { createHash, randomBytes, randomInt } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import Slip39 from 'slip39'
import { cardWords } from '../../core/backup/card.ts'
import { proveShares, subsetsToTry } from '../../core/backup/prove.ts'
import { readCard } from '../../core/backup/read-card.ts'
import { commitmentOf, secretCommitment } from '../../core/backup/share.ts'
import { combineShares, splitSecret } from '../../core/backup/split.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

const rounds = 9
const threshold = 5
const holders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']

/**
 * Ours: split 5 of 9, words of nine cards, nine cards read back against their commitments, the covering subsets combined, one last combine.
 * Theirs: nine mnemonics, the same subsets recovered, one last recovery; iteration exponent 0, its smallest.
 */
export async function benchBackup(): Promise<BenchRow> {
  const measured = await interleave(
    rounds,
    () => timed(ours),
    () => timed(theirs),
  )
  return benchRow({ name: 'backup split, proven and combined, 5 of 9 ÷ slip39', unit: 'ms' }, measured, { atMost: 1 })
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

async function ours(): Promise<void> {
  const secret = randomBytes(32)
  const about = { set: randomInt(2 ** 33), epoch: 1, threshold, fingerprint: createHash('sha256').digest('hex') }
  const shares = await splitSecret(secret, about, holders)
  const recorded = shares.map((share) => {
    const { y: _, ...header } = share
    return { ...header, commitment: commitmentOf(share) }
  })
  const commitment = secretCommitment({ ...about, shareCount: holders.length }, secret)
  const back = shares.map((share) => {
    const reading = readCard(cardWords(share), { shares: recorded, read: new Set() })
    if (!('share' in reading)) throw new Error(reading.fault)
    return reading.share
  })
  await proveShares(back, commitment)
  const found = await combineShares(back.slice(0, threshold), commitment)
  if (Buffer.compare(found, secret) !== 0) throw new Error('not the secret')
}

async function theirs(): Promise<void> {
  const secret = [...randomBytes(32)]
  const slip = Slip39.fromArray(secret, {
    passphrase: '',
    threshold: 1,
    groups: [[threshold, holders.length, '']],
    iterationExponent: 0,
  })
  const mnemonics = slip.fromPath('r/0').mnemonics
  for (const subset of [...subsetsToTry(mnemonics, threshold), mnemonics.slice(0, threshold)]) {
    if (Buffer.compare(Buffer.from(Slip39.recoverSecret([...subset], '')), Buffer.from(secret)) !== 0)
      throw new Error('not the secret')
  }
}
