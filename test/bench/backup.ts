// Split, prove and combine of a backup, 5 of 9, beside slip39 doing the like: the same cards handed out, the same subsets put together.

import { randomBytes, randomInt } from 'node:crypto'
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { cardText } from '../../core/backup/card.ts'
import { proveShares, subsetsToTry } from '../../core/backup/prove.ts'
import { readCard, typedWords } from '../../core/backup/read-card.ts'
import { commitmentOf, secretCommitment } from '../../core/backup/share.ts'
import { combineShares, splitSecret } from '../../core/backup/split.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

type Slip39 = {
  fromArray(
    secret: readonly number[],
    how: { readonly threshold: number; readonly groups: readonly (readonly [number, number])[] },
  ): { fromPath(path: string): { readonly mnemonics: readonly string[] } }
  recoverSecret(mnemonics: readonly string[], passphrase: string): readonly number[]
}

const load = createRequire(import.meta.url)
const slip39 = load('slip39') as Slip39 // it has no types of its own

const [threshold, count] = [5, 9]
const people = Array.from({ length: count }, (_, index) => `person-${index}`)
const rounds = 9

/**
 * Time from the secret to the secret, ours ÷ slip39, both sides in turn: split for nine people, words for each, every card read back,
 * nine subsets put together and compared, and five once more.
 *
 * slip39 stretches the secret with PBKDF2 (10,000 rounds, its least) at each combine; that is most of its time, and cannot be switched off. Ours
 * checks each card against its check and its commitment instead. Neither side starts a process.
 */
export async function benchBackup(): Promise<BenchRow> {
  const measured = await interleave(
    rounds,
    () => time(ours),
    () => time(theirs),
  )
  return benchRow({ name: 'split, prove, combine a backup 5 of 9, ours ÷ slip39', unit: 'ms' }, measured, { atMost: 1 })
}

async function ours(secret: Uint8Array): Promise<Uint8Array> {
  const about = { set: randomInt(2 ** 33), epoch: 1, threshold, fingerprint: 'a'.repeat(64) }
  const shares = await splitSecret(secret, about, people)
  const origin = { made: 'rehearsal', ceremony: 'a-bench' } as const
  const commitment = secretCommitment({ ...about, shareCount: count }, origin, secret)
  const committed = { ...origin, secretCommitment: commitment }
  const recorded = shares.map(({ y, ...header }) => ({ ...header, commitment: commitmentOf({ ...header, y }) }))
  const read = shares.map(cardText).map((text, index) => {
    const before = new Set(shares.slice(0, index).map(({ x }) => x))
    const reading = readCard(typedWords(text), { shares: recorded, read: before })
    if ('fault' in reading) throw new Error(`a good card is not taken: ${reading.fault}`)
    return reading.share
  })
  await proveShares(read, committed)
  return combineShares(read.slice(0, threshold), committed)
}

async function theirs(secret: Uint8Array): Promise<Uint8Array> {
  const made = slip39.fromArray([...secret], { threshold: 1, groups: [[threshold, count]] })
  const cards = people.map((_, index) => made.fromPath(`r/0/${index}`).mnemonics[0] ?? '')
  const recovered = [...subsetsToTry(cards, threshold), cards.slice(0, threshold)].map((subset) =>
    Uint8Array.from(slip39.recoverSecret(subset, '')),
  )
  for (const one of recovered) if (Buffer.compare(one, secret) !== 0) throw new Error('slip39 gave another secret')
  return recovered[0] ?? new Uint8Array()
}

async function time(run: (secret: Uint8Array) => Promise<Uint8Array>): Promise<number> {
  const secret = new Uint8Array(randomBytes(32))
  const start = performance.now()
  const back = await run(secret)
  const took = performance.now() - start
  if (Buffer.compare(back, secret) !== 0) throw new Error('another secret came back')
  return took
}
