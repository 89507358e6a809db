// A full or read-only disk, at every write and flush of a whole ceremony: it stops before the act, and nothing is lost.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { View } from '../../core/formats/view.ts'
import { Register } from '../../electron/host/register.node.ts'
import { Store } from '../../electron/host/store.node.ts'
import { watchDisk } from '../disk/watch.ts'
import { type FakeDisk, fakeDisk } from '../fakes/disk.ts'
import { examplePlan } from '../plan/example.ts'
import {
  beginStation,
  bytesOf,
  codeOf,
  decisionOf,
  eventsOf,
  moveOn,
  newTable,
  performNow,
  playTo,
  prepareStep,
  type Station,
  scratch,
} from './station.ts'

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const file = () => join(place.directory, 'station', 'test-ceremony', 'transcript.jsonl')

/** Play to the bag; whenever the disk says no, look at what stands there, free some space, and try the same again. */
async function playOnAFillingDisk(station: Station, disk: FakeDisk, every: number, errno: string): Promise<number> {
  let stops = 0
  let view = station.host.view()
  disk.fillAt(disk.calls.length + every, errno)
  while (view.bag === null) {
    const move = station.player.next(view)
    const before = readFileSync(file())
    const length = station.files.recorder.state.length
    const acts = station.table.calls.filter(({ method }) => changes.includes(method)).length
    try {
      view = await moveOn(station, move)
    } catch (error) {
      expect((error as { code: string }).code).toBe('station/disk')
      stops++
      checkNothingLost(station, before, length)
      const begun = station.files.recorder.state.pending !== undefined || station.files.recorder.state.length > length
      const after = station.table.calls.filter(({ method }) => changes.includes(method)).length
      if (!begun) expect(after, 'an act without its intent').toBe(acts)
      disk.free()
      view = await pastIt(station)
      disk.fillAt(disk.calls.length + every, errno)
    }
  }
  return stops
}

/** With space again: the very step at which it stopped is passed. */
async function pastIt(station: Station): Promise<View> {
  const { cursor } = station.files.recorder.state
  let view = await onwards(station)
  while (station.files.recorder.state.cursor === cursor && view.bag === null) {
    await moveOn(station, station.player.next(view))
    view = await onwards(station)
  }
  return view
}

const changes = ['initialise', 'generateKeyPair', 'sign', 'writeData', 'login']

/** What stood there stands there; what was added are whole lines, as many as the state knows of. */
function checkNothingLost(station: Station, before: Uint8Array, length: number): void {
  const after = readFileSync(file())
  expect(after.subarray(0, before.length)).toEqual(before)
  const { state } = station.files.recorder
  // A line that could not be taken back on a read-only disk is still not a line that anybody was shown.
  expect(state.length).toBeGreaterThanOrEqual(length)
  expect(after.at(-1)).toBe(0x0a)
  expect(after.toString().trimEnd().split('\n')).toHaveLength(state.length)
}

/** An act that was under way: its end is recorded, or it is looked into. */
async function onwards(station: Station): Promise<View> {
  const view = station.host.view()
  const { step } = view
  if (step === null || view.reconcile === null) return view
  const by = step.by[0]?.id ?? ''
  for (const slot of step.secrets.filter((each) => !each.given)) {
    const value = bytesOf(`user-pin-${step.token}`)
    await moveOn(station, {
      call: 'ceremony.secret',
      args: { step: step.id, slot: slot.slot, by: slot.by[0]?.id ?? '', value },
    })
  }
  const looked = await moveOn(station, { call: 'ceremony.look', args: { by } })
  const decision = looked.reconcile === null ? 'again' : decisionOf(looked.reconcile)
  return moveOn(station, { call: 'ceremony.reconcile', args: { by, decision } })
}

describe('a disk that fills', () => {
  // Three strides, so that each kind of call (line, flush, store, register) of most steps is hit in one of them.
  test.each([5, 8, 16])(
    'at every %i-th call: it stops, nothing is lost, and it goes on when there is space',
    async (every) => {
      const disk = fakeDisk()
      const station = beginStation({ directory: place.directory, disk })
      const stops = await playOnAFillingDisk(station, disk, every, 'ENOSPC')
      expect(stops).toBeGreaterThanOrEqual(15)
      await station.host.leave()
      expect([...station.table.tokens.values()].map((token) => token.keys.size)).toEqual([1, 1, 1, 1, 1])
    },
  )

  test('between an act and its outcome: the outcome is recorded as soon as there is space, and the act is not done again', async () => {
    const disk = fakeDisk()
    const table = newTable(examplePlan())
    const station = beginStation({ directory: place.directory, disk, table })
    const step = 'keys/generate/root-a'
    await prepareStep(station, step)
    table.afterCall = ({ method }) => {
      if (method === 'generateKeyPair') disk.fillAt(disk.calls.length + 6) // behind what goes into the store
    }
    expect(await performNow(station, step, 'bruno')).toBe('station/disk')
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'intent', step })
    delete table.afterCall
    disk.free()
    const calls = table.calls.length
    expect(await performNow(station, step, 'bruno')).toBe('done')
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'outcome', step })
    expect(table.calls.length).toBe(calls)
    expect((await playTo(station, 'close')).status).toBe('closed')
  })

  test('from the start: nothing is begun, and the directory can be used under another name', () => {
    for (let at = 0; at < 12; at++) {
      const disk = fakeDisk()
      disk.fillAt(at)
      const ceremony = `try-${at}`
      expect(codeOf(() => beginStation({ directory: place.directory, disk, ceremony }))).toBe('station/disk')
      expect(existsSync(join(place.directory, 'station', ceremony, 'lock'))).toBe(false)
    }
    expect(codeOf(() => beginStation({ directory: place.directory, ceremony: 'at-last' }))).toBe('nothing thrown')
  })
})

test('a read-only disk (EROFS): the step is not passed, no act begins, and it goes on once that is put right', async () => {
  const disk = fakeDisk()
  const station = beginStation({ directory: place.directory, disk })
  const step = 'keys/generate/root-a'
  await prepareStep(station, step)
  const before = readFileSync(file())
  disk.fillAt(disk.calls.length, 'EROFS')
  const calls = station.table.calls.length
  expect(await performNow(station, step, 'bruno')).toBe('station/disk')
  expect(station.table.calls.slice(calls).map(({ method }) => method)).toEqual(['list'])
  expect(readFileSync(file()).subarray(0, before.length)).toEqual(before)
  expect(station.host.view().step?.id).toBe(step)
  disk.free()
  await prepareStep(station, step)
  expect(await performNow(station, step, 'bruno')).toBe('done')
  expect(eventsOf(station).at(-1)).toMatchObject({ type: 'outcome', step })
})

describe('the register', () => {
  const entry = (payload: string) => ({
    keySpkiSha256: 'aa'.repeat(32),
    repository: 'acme/update',
    role: 'root' as const,
    version: 1,
    payloadSha256: payload.repeat(32),
    time: '2026-11-24T09:00:00Z',
    ceremony: 'test',
  })
  const path = () => join(place.directory, 'register.jsonl')

  test('a line that the full disk took half of does not run into the next one', async () => {
    const disk = fakeDisk()
    const register = new Register(place.directory, 'production', disk)
    await register.append([entry('11')])
    disk.fillAt(disk.calls.length)
    await expect(register.append([entry('22')])).rejects.toMatchObject({ code: 'station/disk' })
    disk.free()
    expect(register.entries()).toEqual([entry('11')])
    await register.append([entry('33')])
    expect(new Register(place.directory, 'production').entries()).toEqual([entry('11'), entry('33')])
  })

  test.each(['EIO', 'ENODEV'] as const)('one that cannot be read (%s) is not taken for an empty one', async (errno) => {
    await new Register(place.directory, 'production').append([entry('11')])
    const fault = { errno, when: 'before', stays: true, like: 'gone' } as const
    const unwatch = watchDisk(place.directory, () => fault)
    try {
      expect(codeOf(() => new Register(place.directory, 'production').entries())).toBe('station/disk')
      await expect(new Register(place.directory, 'production').append([entry('22')])).rejects.toMatchObject({
        code: 'station/disk',
      })
    } finally {
      unwatch()
    }
    expect(new Register(place.directory, 'production').entries()).toEqual([entry('11')])
  })

  test('a damaged line in the middle is refused', async () => {
    const register = new Register(place.directory, 'production')
    await register.append([entry('11'), entry('22')])
    const bytes = readFileSync(path(), 'utf8')
    const damaged = new Register(place.directory, 'production', { ...fakeDisk() })
    expect(damaged.entries()).toHaveLength(2)
    const fd = fakeDisk().openSync(path(), 'w')
    fakeDisk().writeSync(fd, Buffer.from(bytes.replace('"version":1', '"version":x')), 0, bytes.length)
    expect(codeOf(() => register.entries())).toBe('register/line')
  })
})

describe('the store', () => {
  test('refuses an item that is not what its name says, and one that is missing', () => {
    const store = new Store(join(place.directory, 'store'))
    const digest = store.put(bytesOf('something'))
    expect(codeOf(() => store.get('ab'.repeat(32)))).toBe('station/store')
    const path = join(place.directory, 'store', digest)
    const fd = fakeDisk().openSync(path, 'r+')
    fakeDisk().writeSync(fd, bytesOf('S'), 0, 1)
    expect(codeOf(() => store.get(digest))).toBe('station/store')
    expect(codeOf(() => store.put(bytesOf('something')))).toBe('station/store')
  })

  test('keeps the same bytes once, and an item whose writing was cut short is no item', () => {
    const disk = fakeDisk()
    const store = new Store(join(place.directory, 'store'), disk)
    disk.fillAt(disk.calls.length + 1)
    expect(codeOf(() => store.put(bytesOf('something')))).toBe('station/disk')
    disk.free()
    const digest = store.put(bytesOf('something'))
    const calls = disk.calls.length
    expect(store.put(bytesOf('something'))).toBe(digest)
    expect(disk.calls.length).toBe(calls)
    expect(Buffer.from(store.get(digest)).toString()).toBe('something')
  })
})
