// The bag and the power cut: a whole bag counts as written, anything else is left as it lies; closing can be done again.

import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { fakeDisk } from '../fakes/disk.ts'
import { refit } from '../verify/forge.ts'
import { ask, beginStation, performNow, playTo, refusalOf, reopenStation, type Station, scratch } from './station.ts'

let place: ReturnType<typeof scratch>
const bag = () => join(place.directory, 'bag')

beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

/** A station that was started again after it wrote the bag and before it could say so. */
async function interrupted(meanwhile: () => void | Promise<void>): Promise<Station> {
  const disk = fakeDisk()
  const station = beginStation({ directory: place.directory, disk })
  await playTo(station, 'export/bag')
  disk.fillAt(disk.calls.length + 3) // the intent is written and flushed, its outcome is not
  expect(await performNow(station, 'export/bag', 'amina')).toBe('station/disk')
  expect(existsSync(join(bag(), 'bagit.txt'))).toBe(true)
  const { paperHead = '' } = station.files.recorder.state
  await station.host.leave()
  await meanwhile()
  const again = reopenStation({ directory: place.directory, table: station.table })
  await ask(again, 'ceremony.resume', { by: 'emi', head: paperHead })
  return again
}

const look = async (station: Station): Promise<string | null | undefined> =>
  (await ask(station, 'ceremony.look', { by: 'amina' })).reconcile?.shows

test('a whole bag counts as written, and the ceremony goes on', async () => {
  const station = await interrupted(() => undefined)
  expect(await look(station)).toBe('done')
  await ask(station, 'ceremony.reconcile', { by: 'amina', decision: 'done' })
  expect((await playTo(station, 'close')).bag).toBe(bag())
})

test.each<readonly [name: string, damage: () => void | Promise<void>]>([
  ['cut short', () => rmSync(join(bag(), 'bagit.txt'))],
  ['with a file less', () => rmSync(join(bag(), 'data', 'README.txt'))],
  [
    'whole, but with other bytes in a file that no transcript names',
    async () => {
      const files = new Map((await readBag(bag())).files)
      files.set('data/README.txt', Buffer.from('Publish the root at evil.example.\n'))
      refit(files).delete('tagmanifest-sha256.txt')
      for (const [path, bytes] of files) writeFileSync(join(bag(), path), bytes)
    },
  ],
  [
    'whole, but bag-info.txt names another organisation',
    () => {
      const path = join(bag(), 'bag-info.txt')
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^Source-Organization: .*$/m, 'Source-Organization: Evil'))
    },
  ],
])('a bag %s does not count: it is not touched, and is written again once it is moved away', async (_name, damage) => {
  const station = await interrupted(damage)
  expect(await look(station)).toBe('again')
  expect(await refusalOf(station, 'ceremony.reconcile', { by: 'amina', decision: 'done' })).toBe('ceremony/not-now')
  await ask(station, 'ceremony.reconcile', { by: 'amina', decision: 'again' })
  const before = readFileSync(join(bag(), 'manifest-sha256.txt'))
  expect(await performNow(station, 'export/bag', 'amina')).toBe('station/exists')
  expect(readFileSync(join(bag(), 'manifest-sha256.txt'))).toEqual(before)
  renameSync(bag(), `${bag()}-damaged`)
  expect((await playTo(station, 'close')).bag).toBe(bag())
})

test('closing again, after the power was cut while or after the record went into the bag, ends with the same bag', async () => {
  const station = beginStation({ directory: place.directory })
  await playTo(station, 'close')
  await station.host.leave()
  const whole = new Map((await readBag(bag())).files)
  for (const lost of [[], ['tagmanifest-sha256.txt'], ['tagmanifest-sha256.txt', 'seal.dsse.json']]) {
    for (const file of lost) rmSync(join(bag(), file))
    const again = reopenStation({ directory: place.directory, table: station.table })
    expect((await ask(again, 'ceremony.close', {})).bag).toBe(bag())
    await again.host.leave()
    expect(new Map((await readBag(bag())).files)).toEqual(whole)
  }
})

test('a bag that was exchanged before the close is refused, and is not touched', async () => {
  const station = beginStation({ directory: place.directory })
  await playTo(station, 'close/stick')
  const other = scratch()
  const second = beginStation({ directory: other.directory })
  await playTo(second, 'close/stick')
  rmSync(bag(), { recursive: true })
  cpSync(join(other.directory, 'bag'), bag(), { recursive: true })
  await playTo(station, 'close').catch(() => undefined)
  expect(await refusalOf(station, 'ceremony.close', {})).toBe('bag/other')
  expect(existsSync(join(bag(), 'transcript.jsonl'))).toBe(false)
  other.remove()
})

test('read again: bag-info.txt, which no manifest covers yet, must say what it said', async () => {
  const station = beginStation({ directory: place.directory })
  await playTo(station, 'export/again')
  const path = join(bag(), 'bag-info.txt')
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, whole.replace(/^Bagging-Date: .*$/m, 'Bagging-Date: 1999-01-01'))
  expect(await performNow(station, 'export/again', 'amina')).toBe('ceremony/verify-failed')
  writeFileSync(path, whole)
  expect(await performNow(station, 'export/again', 'amina')).toBe('done')
  await station.host.leave()
})
