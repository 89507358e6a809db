// Real file systems: one that is full, one that turns read-only, a stick that is pulled and put in again, and FAT.

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { completeBag, readBag, writeBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { realDisk } from '../../electron/host/disk.node.ts'
import { scripts } from '../../electron/host/scripts.ts'
import {
  beginStation,
  codeOf,
  moveOn,
  performNow,
  playTo,
  prepareStep,
  refusalOf,
  reopenStation,
  type Station,
} from '../host/station.ts'
import { info, payloadFiles, tagFiles } from '../media/fixtures.ts'
import { type Mounts, makeMounts, sayMissing, whyNot } from './mounts.ts'
import { peopleOf } from './people.ts'

const noMemory = whyNot('memory')
const noStick = noMemory ?? whyNot('ext4')
const noFat = noMemory ?? whyNot('vfat')
const parts = [
  ['a full and a read-only file system', noMemory],
  ['a stick that is pulled', noStick],
  ['a FAT stick', noFat],
] as const
sayMissing(parts)

let mounts: Mounts
beforeEach(() => {
  mounts = makeMounts()
})
afterEach(() => mounts.remove())

const begin = (directory: string, out: string): Station => beginStation({ directory, out, disk: realDisk })

/** The step that performs the action. */
const stepOf = (station: Station, action: string): string =>
  station.files.script.steps.find((step) => step.kind === 'perform' && step.action === action)?.id ?? ''

async function toTheBag(station: Station): Promise<void> {
  const people = peopleOf(station)
  let view = station.host.view()
  while (view.bag === null) view = await moveOn(station, people.next(view))
  await station.host.leave()
  verifyBag(await readBag(view.bag), scripts)
}

/** Nothing is left of the file system: a file takes it all. */
function fill(path: string): void {
  try {
    writeFileSync(path, new Uint8Array(64 * 1024 * 1024))
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
}

test('what a machine does not mount is said in one line each, with the reason; of what it mounts nothing is said', () => {
  const loud = join(mounts.directory, 'loud')
  vi.stubEnv('ANCHORITE_LOUD_FILE', loud)
  try {
    sayMissing([['one', 'why one'], ['two', undefined], ['three', 'why three'], ...parts])
  } finally {
    vi.unstubAllEnvs()
  }
  const missing = parts.flatMap(([what, reason]) => (reason === undefined ? [] : [`${what}: ${reason}`]))
  const said = readFileSync(loud, 'utf8').trimEnd().split('\n')
  expect(said).toEqual(['one: why one', 'three: why three', ...missing])
})

test('what this machine is said to mount is really a file system of that kind', () => {
  const made = [
    ...(noMemory === undefined ? [['tmpfs', mounts.memory('memory', 64)]] : []),
    ...(noStick === undefined ? [['ext4', mounts.stick('ext4', 'ext4', 4).path]] : []),
    ...(noFat === undefined ? [['vfat', mounts.stick('vfat', 'vfat', 4).path]] : []),
  ]
  const table = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  const real = made.filter(([type, path]) => table.some((line) => line.includes(` ${path} ${type} `)))
  expect(real).toEqual(made)
  expect(made.length + parts.filter(([, reason]) => reason !== undefined).length).toBe(parts.length)
})

// Not `skipIf`: a test that is skipped counts as failed.
if (noMemory === undefined) {
  describe('a file system that is full', () => {
    test('the station stops before the act, and goes on to a bag that verifies when there is space', async () => {
      const directory = mounts.memory('station', 4096)
      const station = begin(directory, join(mounts.directory, 'bag'))
      const step = 'keys/generate/root-a'
      await prepareStep(station, step)
      fill(join(directory, 'ballast'))
      const calls = station.table.calls.length
      // The last page of the transcript has room for some lines yet; then there is none.
      let code = 'done'
      for (let tries = 0; tries < 200 && code === 'done'; tries++)
        code = await refusalOf(station, 'ceremony.deviation', { by: 'emi', text: 'The disk is filling up.' })
      expect(code).toBe('station/disk')
      expect(await performNow(station, step, 'bruno')).toBe('station/disk')
      const made = station.table.calls.slice(calls).filter(({ method }) => method === 'generateKeyPair')
      expect(made).toEqual([])
      rmSync(join(directory, 'ballast'))
      await toTheBag(station)
    })

    test('a medium that is too small: the bag is no bag, and is written again to one with space', async () => {
      const medium = mounts.memory('medium', 32)
      const station = begin(join(mounts.directory, 'station'), join(medium, 'bag'))
      await prepareStep(station, 'export/bag')
      expect(await performNow(station, 'export/bag', station.host.view().step?.by[0]?.id ?? '')).toBe('bag/medium')
      mounts.remount(medium, 'size=4096k')
      const { step } = station.host.view()
      await moveOn(station, { call: 'ceremony.look', args: { by: step?.by[0]?.id ?? '' } })
      expect(station.host.view().reconcile?.found?.join(' ')).toContain('move it away')
      renameSync(join(medium, 'bag'), join(medium, 'half'))
      await toTheBag(station)
    })

    test('a medium that is full at the close: the record goes in when there is space', async () => {
      const medium = mounts.memory('medium', 4096)
      const station = begin(join(mounts.directory, 'station'), join(medium, 'bag'))
      const people = peopleOf(station)
      for (let view = station.host.view(); view.step !== null; ) view = await moveOn(station, people.next(view))
      fill(join(medium, 'ballast'))
      expect(await refusalOf(station, 'ceremony.close', {})).toBe('bag/medium')
      rmSync(join(medium, 'ballast'))
      await toTheBag(station)
    })

    test('a medium that turns read-only before the close: said, and the record goes in when it is well again', async () => {
      const medium = mounts.memory('medium', 4096)
      const station = begin(join(mounts.directory, 'station'), join(medium, 'bag'))
      const people = peopleOf(station)
      for (let view = station.host.view(); view.step !== null; ) view = await moveOn(station, people.next(view))
      mounts.remount(medium, 'ro')
      expect(await refusalOf(station, 'ceremony.close', {})).toBe('bag/medium')
      mounts.remount(medium, 'rw')
      await toTheBag(station)
    })
  })
}

if (noStick === undefined) {
  describe('a stick', () => {
    test('that is pulled before it is read again, and before the close: said, and put in again it goes on', async () => {
      const stick = mounts.stick('stick', 'ext4', 4)
      const station = begin(join(mounts.directory, 'station'), join(stick.path, 'bag'))
      await prepareStep(station, stepOf(station, 'export/read-again'))
      stick.pull()
      const { step } = station.host.view()
      expect(await performNow(station, step?.id ?? '', step?.by[0]?.id ?? '')).toBe('input/unreadable')
      stick.plug()
      const people = peopleOf(station)
      for (let view = station.host.view(); view.step !== null; ) view = await moveOn(station, people.next(view))
      stick.pull()
      expect(await refusalOf(station, 'ceremony.close', {})).toBe('input/unreadable')
      expect(readdirSync(stick.path), 'nothing is written where the stick is not').toEqual([])
      stick.plug()
      await toTheBag(station)
    })

    test('that the station works on itself and that turns read-only: said at every step, and it goes on', async () => {
      const stick = mounts.stick('station', 'ext4', 8)
      const station = begin(stick.path, join(mounts.directory, 'bag'))
      await playTo(station, 'keys/generate/root-a')
      await station.host.leave()
      mounts.remount(stick.path, 'ro')
      const again = () => reopenStation({ directory: stick.path, table: station.table, disk: realDisk })
      expect(codeOf(again)).toBe('station/disk')
      mounts.remount(stick.path, 'rw')
      await toTheBag(again())
    })
  })
}

if (noFat === undefined) {
  describe('a FAT stick', () => {
    test('takes a bag with its names as they are; the station does not work on one, since it has no links', async () => {
      const stick = mounts.stick('fat', 'vfat', 8)
      const directory = join(stick.path, 'bag')
      const { manifestSha256 } = await writeBag({ directory, files: payloadFiles, info })
      await completeBag({ directory, manifestSha256, tagFiles })
      stick.pull()
      stick.plug()
      expect((await readBag(directory)).manifestSha256).toBe(manifestSha256)
      expect(codeOf(() => begin(stick.path, join(mounts.directory, 'bag')))).toBe('station/disk')
    })
  })
}
