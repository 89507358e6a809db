// A slow disk: every call takes its time, and single flushes take seconds. The day is the same day, byte for byte.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import type { TokenHost, TokenKey } from '../../core/token/port.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { realDisk } from '../../electron/host/disk.node.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { beginStation, eventsOf, moveOn, newTable, type Station, scratch, type Table } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'
import { type DiskCall, watchDisk } from './watch.ts'

// The digest over the sources stands in the transcript. Somebody may edit them between the two days: it is taken once.
vi.mock('../../electron/host/program.node.ts', async (original) => {
  const real = await original<typeof import('../../electron/host/program.node.ts')>()
  const program = real.describeProgram()
  return { ...real, describeProgram: () => program }
})

// So does how much space is free, which other tests take and give back meanwhile.
vi.mock('../../electron/host/readiness.node.ts', async (original) => {
  const real = await original<typeof import('../../electron/host/readiness.node.ts')>()
  let first: ReturnType<typeof real.readiness> | undefined
  const readiness: typeof real.readiness = (input) => {
    const now = real.readiness(input) // asked as often as ever: the calls of the disk are compared
    first ??= now
    return first
  }
  return { ...real, readiness }
})

/** What a disk takes for a call, and for each of the flushes that are slow; in milliseconds. */
type Slowness = { readonly callMs: number; readonly flushMs: number }

/** In the middle of these a flush is slow, and somebody presses something: twice what runs, and a deviation. */
const moments = ['key/generate', 'export/bag', 'ceremony.close'] as const
type Moment = (typeof moments)[number]

type Day = {
  readonly transcript: string
  readonly events: readonly CeremonyEvent[]
  /** SHA-256 of every file of the bag, by path. */
  readonly bag: Readonly<Record<string, string>>
  /** What became of what was pressed, in the order in which it was answered. */
  readonly pressed: readonly string[]
  /** Tokens' calls that were under way at a call of the disk: their deadline would have run. */
  readonly duringToken: readonly string[]
  readonly tokenCalls: number
  readonly diskCalls: number
}

const stand = new Int32Array(new SharedArrayBuffer(4))
const wait = (ms: number): void => void (ms > 0 && Atomics.wait(stand, 0, 0, ms))
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What keys and signatures are is chance; a second day gets those of the first, so that all the rest can be compared. */
type Chance = {
  readonly keys: Map<string, TokenKey>
  readonly made: Table['tokens']
  readonly signed: Map<string, Uint8Array>
}

const chanceOf = (table: Table): Chance => ({ keys: new Map(), made: table.tokens, signed: new Map() })

test('a slow disk is no fault: the same digests, what is pressed meanwhile waits its turn, and no deadline of a token runs', async () => {
  const place = scratch()
  const first = newTable(examplePlan())
  const chance = chanceOf(first)
  try {
    const quick = await playDay(place.directory, first, chance, { callMs: 0, flushMs: 0 })
    const slow = await playDay(place.directory, newTable(examplePlan()), chance, { callMs: 1, flushMs: 2000 })

    const lines = quick.transcript.split('\n')
    const other = slow.transcript.split('\n').findIndex((line, index) => line !== lines[index])
    expect(other, 'the first line that is another one').toBe(-1)
    expect(slow.transcript.length).toBe(quick.transcript.length)
    expect(slow.bag).toEqual(quick.bag)
    expect(Object.keys(slow.bag).length).toBeGreaterThan(10)

    expect(slow.pressed).toEqual(quick.pressed)
    // The act that was under way is done and no step to perform any more; a deviation is taken as long as the day lasts.
    expect(slow.pressed).toEqual([
      'key/generate: again: ceremony/not-now',
      'key/generate: deviation: done',
      'export/bag: again: ceremony/not-now',
      'export/bag: deviation: done',
      'ceremony.close: again: ceremony/not-now',
      'ceremony.close: deviation: ceremony/not-now',
    ])
    for (const action of ['key/generate', 'export/bag']) {
      const at = slow.events.findIndex((event) => event.type === 'intent' && event.action === action)
      expect(slow.events.slice(at + 1, at + 3).map(({ type }) => type)).toEqual(['outcome', 'deviation'])
    }
    expect(slow.events.at(-1)?.type).toBe('closed')

    expect(slow.duringToken).toEqual([])
    expect(slow.tokenCalls).toBeGreaterThan(50)
    expect(slow.diskCalls).toBe(quick.diskCalls)
  } finally {
    place.remove()
  }
})

async function playDay(directory: string, table: Table, chance: Chance, { callMs, flushMs }: Slowness): Promise<Day> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  const asked: string[] = []
  const duringToken: string[] = []
  const answers: Promise<void>[] = []
  const pressed: string[] = []
  const left = new Set<Moment>(moments)
  let running: Moment | undefined
  let diskCalls = 0
  let station: Station | undefined
  /** By the people of the room, at the moment at which the disk makes them wait. */
  const press = (at: Moment): void => {
    const step = station?.host.view().step?.id ?? 'close'
    const note = (what: string) => (reply: { ok: boolean; error?: { code: string } }) =>
      void pressed.push(`${at}: ${what}: ${reply.ok ? 'done' : reply.error?.code}`)
    if (station === undefined) return
    answers.push(
      station.call('ceremony.perform', { step, by: 'bruno' }).then(note('again')),
      station.call('ceremony.deviation', { by: 'emi', text: `The disk is slow, ${at}.` }).then(note('deviation')),
    )
  }
  const decide = ({ call, path }: DiskCall): undefined => {
    diskCalls++
    duringToken.push(...asked.map((method) => `${call} of ${path} during ${method}`))
    wait(callMs)
    const fits = running === 'key/generate' ? path.endsWith('transcript.jsonl') : path.startsWith('bag/')
    if (call !== 'fsync' || running === undefined || !fits || !left.delete(running)) return undefined
    press(running)
    wait(flushMs)
    return undefined
  }
  const unwatch = watchDisk(directory, decide)
  try {
    const start = (host: TokenHost): TokenHost => watched(sameAs(host, table, chance), asked)
    station = beginStation({ directory, disk: realDisk, table, start })
    for (let view = station.host.view(); view.bag === null; ) {
      const move = station.player.next(view)
      running = moments.find((moment) =>
        move.call === 'ceremony.perform' ? view.step?.action === moment : move.call === moment,
      )
      view = await moveOn(station, move)
      await Promise.all(answers.splice(0))
      running = undefined
      view = station.host.view()
    }
    await station.host.leave()
  } finally {
    unwatch()
  }
  expect(left, 'moments at which no flush was slow').toEqual(new Set())
  const bag = await readBag(join(directory, 'bag'), bagLimits)
  verifyBag(bag, scripts)
  return {
    transcript: readFileSync(join(directory, 'station', 'test-ceremony', 'transcript.jsonl'), 'utf8'),
    events: eventsOf(station),
    bag: Object.fromEntries([...bag.files].map(([path, bytes]) => [path, sha256(bytes)])),
    pressed,
    duringToken,
    tokenCalls: table.calls.length,
    diskCalls,
  }
}

/** Makes the keys and signatures of an earlier day again, where there was one. */
function sameAs(host: TokenHost, table: Table, { keys, made, signed }: Chance): TokenHost {
  return {
    ...host,
    generateKeyPair: async (request) => {
      const key = await host.generateKeyPair(request)
      const before = keys.get(request.objectId)
      if (before === undefined) keys.set(request.objectId, key)
      for (const [id, token] of table.tokens) {
        const same = made.get(id)?.keys.get(request.objectId)
        if (same !== undefined) token.keys.set(request.objectId, same)
      }
      return before ?? key
    },
    sign: async (request) => {
      const now = await host.sign(request)
      return request.messages.map((message, index) => {
        const what = `${request.objectId} ${sha256(message)}`
        const signature = signed.get(what) ?? now[index] ?? new Uint8Array()
        signed.set(what, signature)
        return signature
      })
    },
  }
}

/** Tells of each call as long as it is under way: the process of a token takes a turn or more of the loop to answer. */
function watched(host: TokenHost, asked: string[]): TokenHost {
  const wrap = (method: string, act: (request: never) => unknown) => async (request: never) => {
    asked.push(method)
    try {
      const answer = await act(request)
      await new Promise(setImmediate)
      return answer
    } finally {
      asked.splice(asked.indexOf(method), 1)
    }
  }
  const beside = ['waiting', 'extend', 'giveUp', 'close']
  return Object.fromEntries(
    Object.entries(host).map(([method, act]) => [method, beside.includes(method) ? act : wrap(method, act)]),
  ) as unknown as TokenHost // the same methods
}
