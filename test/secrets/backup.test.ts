// A whole backup as a station has it done: the KEK, the shares and the dice are in the memory of the secret host alone, and in no place at all once it ended.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCard, typedWords } from '../../core/backup/read-card.ts'
import type { SplitFacts } from '../../core/backup/secret-port.ts'
import { combineShares } from '../../core/backup/split.ts'
import { fairRolls, fingerprint, holders, origin } from '../backup/scope.ts'
import { readOf, watchFamily } from './family.ts'
import { type Wanted, wanted, wantedBytes } from './forms.ts'
import { sayLoudly } from './loud.ts'
import { filesUnder, search } from './places.ts'
import { copiesOf } from './process-memory.ts'

const directory = mkdtempSync(join(tmpdir(), 'anchorite-backup-secrets-'))
afterAll(() => rmSync(directory, { recursive: true }))

type Who = 'station' | 'secret host'
/** How many copies of each secret stood in a process at a moment; undefined where it is not ours to read. */
const looks = new Map<string, ReadonlyMap<string, number> | undefined>()
const places = new Map<string, Buffer>()
let secrets: readonly Wanted[] = []
let hostPid = 0

/** A key or a share: each half for itself, so that a copy that is half overwritten is found too. */
const halves = (name: string, bytes: Uint8Array): readonly Wanted[] => [
  wantedBytes(`${name}, first half`, bytes.slice(0, 16)),
  wantedBytes(`${name}, second half`, bytes.slice(16)),
]
/** Four words in a row of the share. */
const run = (name: string, words: readonly string[]): Wanted =>
  wanted(`${name}, words 15 to 18`, words.slice(14, 18).join(' '))
/** Whose card is looked for: that of the first and of the last. Each look goes through a hundred megabytes for each form of each. */
const lookedFor: readonly string[] = [holders[0], holders[4]]

/** The KEK, as anybody has it who has enough cards. */
async function kekOf(facts: SplitFacts, cards: readonly Uint8Array[]): Promise<Uint8Array> {
  const about = { set: facts.set, epoch: 1, threshold: cards.length, shareCount: holders.length, fingerprint }
  const shares = facts.shares.map((share) => ({ ...about, ...share }))
  const read = cards.map((words) => {
    const reading = readCard(typedWords(words), { shares, read: new Set() })
    if (!('share' in reading)) throw new Error(`a card that cannot be read: ${reading.fault}`)
    return reading.share
  })
  return combineShares(read, { ...origin, ceremony: 'a-test', secretCommitment: facts.secretCommitment })
}

beforeAll(async () => {
  const dice = fairRolls()
  const known: Wanted[] = [wanted('dice', Buffer.from(dice).toString().slice(20, 60))]
  const script = new URL('./backup-station.ts', import.meta.url).pathname
  const args = [script, fingerprint, String(dice.length)]
  const station = spawn(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: directory, TMPDIR: directory },
    cwd: directory,
  })
  const pid = station.pid ?? -1
  const [, , , said, handed, given] = station.stdio as unknown as [null, null, null, Readable, Readable, Writable] // as they were asked for
  const family = watchFamily(pid)
  let cards = Buffer.alloc(0)
  handed.on('data', (piece: Buffer) => {
    cards = Buffer.concat([cards, piece])
  })
  const nextCard = async (length: number): Promise<Uint8Array> => {
    while (cards.length < length) await once(handed, 'data')
    const card = cards.subarray(0, length)
    cards = cards.subarray(length)
    return card
  }
  const early: Uint8Array[] = []
  let facts: SplitFacts | undefined
  const look = (moment: string) => {
    family.sample()
    // While it runs in the forms that a process works with; at the end in all.
    const forms = moment === 'closed' ? undefined : ['bytes', 'UTF-8', 'UTF-16, little end first']
    for (const [who, one] of [
      ['station', pid],
      ['secret host', hostPid],
    ] as const) {
      const search = () => {
        const copies = copiesOf(one, known, forms)
        return copies && new Map([...copies].map(([name, { plain, wide, base64 }]) => [name, plain + wide + base64]))
      }
      let sums = search()
      // It overwrites what its heap freed a moment after it answered; on a machine at work that moment may still be to come.
      const isOwed = (name: string) => (moment === 'proven' ? /card|share/ : /dice/).test(name)
      const owes = () => [...(sums ?? [])].some(([name, count]) => count > 0 && isOwed(name))
      for (let again = 0; who === 'secret host' && again < 20 && owes(); again++) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
        sums = search()
      }
      looks.set(`${moment}, ${who}`, sums)
    }
  }
  for await (const line of createInterface({ input: said })) {
    const message = JSON.parse(line)
    if (message.host !== undefined) {
      hostPid = message.host
      given.write(dice)
    }
    if (message.facts !== undefined) facts = message.facts
    if (message.early !== undefined) early.push(await nextCard(message.bytes))
    if (message.early !== undefined && early.length === 3 && facts !== undefined)
      known.push(...halves('KEK', await kekOf(facts, early)))
    if (message.card !== undefined) {
      const words = Buffer.from(await nextCard(message.bytes))
        .toString()
        .split(' ')
      if (!lookedFor.includes(message.card)) continue
      known.push(run(`card of ${message.card}`, words))
      known.push(...halves(`share of ${message.card}`, mnemonicToEntropy(words.slice(6, 30).join(' '), wordlist)))
    }
    if (message.moment !== undefined) {
      look(message.moment)
      given.write('.')
    }
  }
  secrets = known
  for (const [path, bytes] of [...family.seen, ...filesUnder(directory)]) places.set(path, bytes)
})

/** What was found, by name, where it was; nothing where it stood nowhere. */
const found = (moment: string, who: Who, name = /./): readonly string[] =>
  [...(looks.get(`${moment}, ${who}`) ?? [])].flatMap(([secret, count]) =>
    count > 0 && name.test(secret) ? [secret] : [],
  )

const mayLook = (): boolean => {
  if (looks.get('split, station') !== undefined) return true
  sayLoudly('the memory of station and secret host was not searched for a KEK: only root may read it here')
  return false
}

test('every moment was looked at, and every kind of secret', () => {
  const moments = ['dice typed', 'split', 'card shown', 'read back', 'proven', 'closed']
  expect([...looks.keys()]).toEqual(moments.flatMap((moment) => [`${moment}, station`, `${moment}, secret host`]))
  expect(secrets).toHaveLength(1 + 2 + lookedFor.length * 3)
})

test('the search finds the dice and a card while the station has them, KEK and shares in the secret host', () => {
  if (!mayLook()) return
  expect(found('dice typed', 'station')).toEqual(['dice'])
  expect(found('card shown', 'station')).toContain('card of amina, words 15 to 18')
  for (const moment of ['split', 'read back', 'proven'])
    expect(found(moment, 'secret host', /KEK/)).toEqual(['KEK, first half', 'KEK, second half'])
  expect(found('read back', 'secret host', /share of emi/)).toHaveLength(2)
})

test('SECRET-APART: no KEK is ever in the memory of the station; dice and cards are while they are typed and shown, and no longer', () => {
  if (!mayLook()) return
  expect(found('split', 'station')).toEqual([])
  expect(found('card shown', 'station', /KEK|share|dice/)).toEqual([])
  for (const moment of ['read back', 'proven', 'closed'])
    expect([moment, found(moment, 'station')]).toEqual([moment, []])
})

test('after the split no dice, after the proof no share and no card is in the secret host; with its end it is gone', () => {
  if (!mayLook()) return
  expect(found('split', 'secret host', /dice/)).toEqual([])
  expect(found('proven', 'secret host', /card|share/)).toEqual([])
  expect(looks.get('closed, secret host')).toBeUndefined()
  expect(readOf(hostPid, 'status')).toBeUndefined()
})

test('no secret is in an argument, a variable or a file of either, in any form', () => {
  expect([...places.keys()].some((place) => place.includes('environ'))).toBe(true)
  expect(search(places, secrets).found).toEqual([])
})
