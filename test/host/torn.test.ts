// What a power cut or a meddler leaves of the transcript: a torn last line is kept beside; anything else is refused unchanged.
// And what it leaves of the files beside it: before anything is built on one that stands there already, its name is flushed.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RegisterEntry } from '../../core/checks/register.ts'
import { Codes } from '../../electron/host/codes.node.ts'
import { listCeremonies } from '../../electron/host/list-ceremonies.node.ts'
import { Register } from '../../electron/host/register.node.ts'
import { Store } from '../../electron/host/store.node.ts'
import { fakeDisk } from '../fakes/disk.ts'
import { putBack, type Snapshot, takeSnapshot } from './snapshot.ts'
import {
  beginStation,
  bytesOf,
  codeOf,
  eventsOf,
  playTo,
  reopenStation,
  scratch,
  secretOf,
  type Table,
} from './station.ts'

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

describe('beside the transcript', () => {
  const flushes = (disk: ReturnType<typeof fakeDisk>, path: string): number =>
    disk.calls.filter((call) => call.call === 'fsync' && call.path === path).length

  test('an item of the store that is there already: the flush of its name may have been cut off, so it is made, once', () => {
    const path = join(place.directory, 'store')
    const digest = new Store(path, fakeDisk()).put(bytesOf('a signature'))
    const disk = fakeDisk()
    const store = new Store(path, disk)
    expect([store.put(bytesOf('a signature')), store.put(bytesOf('a signature'))]).toEqual([digest, digest])
    expect(flushes(disk, path)).toBe(1)
  })

  test('an item of the store whose name could not be flushed is not taken as kept when it is put again', () => {
    const path = join(place.directory, 'store')
    const disk = fakeDisk()
    const store = new Store(path, disk)
    disk.fillAt(disk.calls.length + 5, 'EIO') // the part is opened, written, flushed, its name too, it is renamed; then
    expect(codeOf(() => store.put(bytesOf('a signature')))).toBe('station/disk')
    disk.free()
    const before = flushes(disk, path)
    store.put(bytesOf('a signature'))
    expect(flushes(disk, path)).toBe(before + 1)
  })

  test('the register that an earlier run began: its name is flushed with the first entry of this one, and only then', async () => {
    await new Register(place.directory, 'production', fakeDisk()).append([entry])
    const disk = fakeDisk()
    const register = new Register(place.directory, 'production', disk)
    await register.append([entry])
    await register.append([entry])
    expect(flushes(disk, place.directory)).toBe(1)
    expect(register.entries()).toHaveLength(3)
  })

  test('a private code while it is replaced: cut at any call there is the old one or the new one, and it can be set again', () => {
    const path = join(place.directory, 'codes')
    const [first, second] = ['die Katze', 'der Hund']
    const probe = fakeDisk()
    new Codes(path, probe).set('emi', secretOf(first))
    for (const index of probe.calls.keys()) {
      const disk = fakeDisk()
      disk.fillAt(index, 'EIO')
      expect(codeOf(() => new Codes(path, disk).set('emi', secretOf(second)))).toBe('station/disk')
      const again = new Codes(path)
      expect([first, second].filter((code) => again.matches('emi', secretOf(code)))).toHaveLength(1)
      again.set('emi', secretOf(first))
      expect([again.matches('emi', secretOf(first)), readdirSync(path)]).toEqual([true, ['emi']])
    }
  })

  test('a cut before the first line: nothing had begun, whatever lies there, and another ceremony begins beside it', async () => {
    const probe = fakeDisk()
    const first = join(place.directory, 'probe')
    mkdirSync(first)
    const calls = () => probe.calls.findIndex(({ call, path }) => call === 'fsync' && path.endsWith('transcript.jsonl'))
    await beginStation({ directory: first, disk: probe }).host.leave()
    expect(calls()).toBeGreaterThan(10)
    const at = join(place.directory, 'cut')
    mkdirSync(at)
    for (let index = 0; index < calls(); index++) {
      const disk = fakeDisk()
      disk.fillAt(index, 'EIO')
      expect(codeOf(() => beginStation({ directory: at, disk, ceremony: `cut-${index}` }))).toBe('station/disk')
    }
    const station = beginStation({ directory: at, ceremony: 'whole' })
    await playTo(station, 'open/safety')
    await station.host.leave()
    const listed = listCeremonies(join(at, 'station'))
    expect(listed.filter(({ status }) => status !== 'damaged').map(({ id }) => id)).toEqual(['whole'])
    expect(existsSync(join(at, 'bag'))).toBe(false)
  })
})

const entry: RegisterEntry = {
  keySpkiSha256: '11'.repeat(32),
  repository: 'acme/update',
  role: 'root',
  version: 1,
  payloadSha256: '22'.repeat(32),
  time: '2026-11-24T09:00:00Z',
  ceremony: 'test-ceremony',
}
