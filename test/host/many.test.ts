// Several stations on one directory, each a process of its own: a lock has one holder, and no line of the register is lost.
// ANCHORITE_FUZZ_SEED=S lets the same processes make their steps in the same order again.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseRegister } from '../../core/checks/register.ts'
import { registerNames } from '../../electron/host/register.node.ts'
import { type Random, randomFrom } from '../fuzz/random.ts'
import { linesEach } from './one-of-many.ts'
import { scratch } from './station.ts'

const program = new URL('./one-of-many.ts', import.meta.url).pathname
const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())

let place: ReturnType<typeof scratch>
const started: ChildProcess[] = []
beforeEach(() => {
  place = scratch()
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  place.remove()
})

/** Another process: it says a line and waits, and goes on when it is told. */
type Other = { readonly goOn: () => Promise<string> }

async function startOther(what: 'lock' | 'register'): Promise<Other> {
  const child = spawn(process.execPath, [program, what, place.directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  expect(await next()).toBe('ready')
  return {
    goOn: () => {
      child.stdin.write('.')
      return next()
    },
  }
}

const startOthers = (what: 'lock' | 'register', count: number): Promise<readonly Other[]> =>
  Promise.all(Array.from({ length: count }, () => startOther(what)))

async function allReady(others: readonly Other[]): Promise<void> {
  expect(await Promise.all(others.map((other) => other.goOn()))).toEqual(others.map(() => 'ready'))
}

const roundDirectory = (round: number): string => join(place.directory, String(round).padStart(4, '0'))

/** Let them make their steps in an order of chance, each some in a row. @returns what each said at its end. */
async function inSomeOrder(others: readonly Other[], random: Random): Promise<readonly string[]> {
  const ends: string[] = []
  for (const waiting = [...others]; waiting.length > 0; ) {
    const at = random.below(waiting.length)
    for (let steps = 1 + random.below(random.chance(50) ? 2 : 12); steps > 0; steps--) {
      const said = await waiting[at]?.goOn()
      if (said === undefined || said === 'step') continue
      ends.push(said)
      waiting.splice(at, 1)
      break
    }
  }
  return ends
}

test('STATION-ONE: of three that find the holder dead one takes over, in whatever order they make their steps', async () => {
  const rounds = 150
  const script = `
    import { takeLock } from ${JSON.stringify(new URL('../../electron/host/lock.node.ts', import.meta.url).href)}
    takeLock(process.argv[1]); process.kill(process.pid, 'SIGKILL')`
  for (let round = 0; round < rounds; round++) mkdirSync(roundDirectory(round))
  spawnSync(process.execPath, ['--input-type=module', '-e', script, roundDirectory(0)])
  const dead = readFileSync(join(roundDirectory(0), 'lock'))
  for (let round = 1; round < rounds; round++) writeFileSync(join(roundDirectory(round), 'lock'), dead)
  const others = await startOthers('lock', 3)
  for (let round = 0; round < rounds; round++) {
    const said = await inSomeOrder(others, randomFrom(seed + round))
    const where = `ANCHORITE_FUZZ_SEED=${seed} round ${round}`
    expect(said.toSorted(), where).toEqual(['station/locked', 'station/locked', 'taken'])
    if (round < rounds - 1) await allReady(others)
  }
})

test('ROOT-FORK: what many enter at one moment in one register stands in it, each line whole', async () => {
  const [rounds, stations] = [5, 6]
  for (let round = 0; round < rounds; round++) mkdirSync(roundDirectory(round))
  const others = await startOthers('register', stations)
  for (let round = 0; round < rounds; round++) {
    expect(await Promise.all(others.map((other) => other.goOn()))).toEqual(others.map(() => 'entered'))
    const entries = parseRegister(readFileSync(join(roundDirectory(round), registerNames.production)), 'register')
    expect(entries).toHaveLength(linesEach * stations)
    expect(new Set(entries.map(({ repository, version }) => `${repository} ${version}`)).size).toBe(entries.length)
    if (round < rounds - 1) await allReady(others)
  }
})
