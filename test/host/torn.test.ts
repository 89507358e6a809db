// What a power cut or a meddler leaves of the transcript: a torn last line is kept beside; anything else is refused unchanged.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fakeDisk } from '../fakes/disk.ts'
import { putBack, type Snapshot, takeSnapshot } from './snapshot.ts'
import { beginStation, codeOf, eventsOf, playTo, reopenStation, scratch, type Table } from './station.ts'

let place: ReturnType<typeof scratch>
let whole: Snapshot
let table: Table

const directory = () => join(place.directory, 'station', 'test-ceremony')
const file = () => join(directory(), 'transcript.jsonl')
const plan = () => beginStation({ directory: join(place.directory, 'plan-only') }).plan

beforeEach(async () => {
  place = scratch()
  const station = beginStation({ directory: place.directory })
  await playTo(station, 'open/safety')
  whole = takeSnapshot(place.directory, station.plan, station.table)
  await station.host.leave()
  table = putBack(place.directory, station.plan, whole)
})
afterEach(() => place.remove())

const open = (disk = fakeDisk()) => reopenStation({ directory: place.directory, table, disk })
const beside = (): readonly string[] => readdirSync(directory()).filter((name) => name.includes('torn'))

describe('a torn last line', () => {
  test('of any length is cut off, kept beside the transcript, and the restart says so', async () => {
    const bytes = readFileSync(file())
    const last = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1
    for (const cut of [last + 1, last + 2, last + 20, bytes.length - 2, bytes.length - 1]) {
      putBack(place.directory, plan(), whole)
      writeFileSync(file(), bytes.subarray(0, cut))
      const station = open()
      expect(readFileSync(join(directory(), `transcript.jsonl.torn-at-${last}`))).toEqual(bytes.subarray(last, cut))
      const [before, restarted] = eventsOf(station).slice(-2)
      expect(before?.type).toBe('answered')
      expect(restarted).toMatchObject({ type: 'restarted', torn: { bytes: cut - last } })
      // The step whose line was torn stands again: nobody was shown that it had passed.
      expect(station.host.view().step?.id).toBe('retrieve/head')
      await station.host.leave()
    }
  })

  test('twice at the same place: both are kept', async () => {
    const bytes = readFileSync(file())
    for (const torn of ['{"event":{"ty', '{"eve']) {
      writeFileSync(file(), Buffer.concat([bytes, Buffer.from(torn)]))
      const station = open()
      await station.host.leave()
    }
    expect(
      beside()
        .map((name) => readFileSync(join(directory(), name), 'utf8'))
        .sort(),
    ).toEqual(['{"eve', '{"event":{"ty'])
  })

  test('and the power is cut again before it is cut off: the next start goes on', async () => {
    writeFileSync(file(), Buffer.concat([readFileSync(file()), Buffer.from('{"event":{"ty')]))
    const disk = fakeDisk()
    const cutting = disk.ftruncateSync
    Object.assign(disk, {
      ftruncateSync: () => {
        throw Object.assign(new Error('on cue'), { code: 'EIO' })
      },
    })
    expect(codeOf(() => open(disk))).toBe('station/disk')
    Object.assign(disk, { ftruncateSync: cutting })
    const station = open(disk)
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'restarted', torn: { bytes: 13 } })
    await station.host.leave()
  })

  test('that is all there is: nothing had begun, and that is said', () => {
    writeFileSync(file(), readFileSync(file()).subarray(0, 40))
    expect(codeOf(() => open())).toBe('transcript/empty')
    writeFileSync(file(), '')
    expect(codeOf(() => open())).toBe('transcript/empty')
  })
})

describe('refused, with the file as it was found', () => {
  const lines = () => readFileSync(file(), 'utf8').split('\n')
  test.each<readonly [name: string, damage: () => string, code: string]>([
    ['a byte altered', () => lines().join('\n').replace('"by":"hugo"', '"by":"huge"'), 'transcript/broken-link'],
    ['a line taken out', () => [...lines().slice(0, 3), ...lines().slice(4)].join('\n'), 'transcript/gap'],
    ['the first line taken out', () => lines().slice(1).join('\n'), 'transcript/gap'],
    ['two lines swapped', () => [lines()[0], lines()[2], lines()[1], ...lines().slice(3)].join('\n'), 'transcript/gap'],
    [
      'a line written twice',
      () => [...lines().slice(0, 3), lines()[2], ...lines().slice(3)].join('\n'),
      'transcript/gap',
    ],
    ['an empty line', () => `${lines().join('\n')}\n`, 'transcript/line'],
    ['another spelling of the same JSON', () => lines().join('\n').replace('{"event"', '{ "event"'), 'transcript/line'],
    ['Windows line ends', () => lines().join('\r\n'), 'transcript/line'],
    ['something else than the transcript of this ceremony', () => '{"a":1}\n', 'transcript/line'],
  ])('%s', (_name, damage, code) => {
    const damaged = damage()
    writeFileSync(file(), damaged)
    // Even with a torn line behind it: the damage comes first, and nothing is cut off.
    for (const tail of ['', '{"torn']) {
      writeFileSync(file(), damaged + tail)
      expect(codeOf(() => open())).toBe(code)
      expect(readFileSync(file(), 'utf8')).toBe(damaged + tail)
      expect(beside()).toEqual([])
    }
  })

  test('a link in place of the transcript, and a plan in the store that is not the one of its digest', () => {
    const bytes = readFileSync(file())
    const [first] = lines()
    const { event } = JSON.parse(first ?? '') as { event: { planDigest: string } } // the opening entry
    writeFileSync(join(directory(), 'store', event.planDigest), '{}')
    expect(codeOf(() => open())).toBe('station/store')
    expect(readFileSync(file())).toEqual(bytes)
  })
})
