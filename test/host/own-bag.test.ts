// "Verify this bag": the bag of a ceremony on this station, from where it was written, against the station's own record.

import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyOwn } from '../../electron/host/own-bag.node.ts'
import { beginStation, playTo, type Station, scratch } from './station.ts'

let place: ReturnType<typeof scratch>
let station: Station
let ceremony: string
beforeEach(async () => {
  place = scratch()
  station = beginStation({ directory: place.directory })
  ceremony = station.files.recorder.state.opened?.ceremony ?? ''
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const workDirectory = () => join(station.files.directory, '..')
const verify = (head?: string) => verifyOwn({ workDirectory: workDirectory(), ceremony, head })
const codeOf = async () => {
  const verdict = await verify()
  return verdict.verdict === 'refused' ? verdict.code : verdict.verdict
}

test('is refused for what is no name of a ceremony: no path is ever made of it', async () => {
  for (const evil of ['..', '../x', 'a/b', ''])
    await expect(verifyOwn({ workDirectory: workDirectory(), ceremony: evil })).rejects.toMatchObject({
      code: 'ceremony/unknown',
    })
})

test('is refused before there is a bag, and where the stick is away', async () => {
  expect(await codeOf()).toBe('station/bag-away')
  await playTo(station, 'close')
  fs.renameSync(station.files.out, `${station.files.out}-away`)
  expect(await codeOf()).toBe('station/bag-away')
})

test('is refused for one altered byte, and for a whole bag with another record than this station has', async () => {
  await playTo(station, 'close')
  const own = join(station.files.directory, 'transcript.jsonl')
  const record = fs.readFileSync(own)
  fs.chmodSync(own, 0o600)
  fs.writeFileSync(own, record.subarray(0, record.lastIndexOf(0x0a, -2) + 1))
  expect(await codeOf()).toBe('station/other-record')
  fs.writeFileSync(own, record)
  expect(await codeOf()).toBe('sealed')
  const seal = join(station.files.out, 'seal.dsse.json')
  fs.writeFileSync(seal, fs.readFileSync(seal, 'utf8').replace('payload', 'Payload'))
  expect(await codeOf()).not.toBe('sealed')
})

test('says sealed; with the head from paper that it is in the record; with another head refused', async () => {
  await playTo(station, 'close')
  expect(await verify()).toMatchObject({ verdict: 'sealed', kind: 'bag', mode: 'rehearsal' })
  expect(await verify('  ')).toMatchObject({ verdict: 'sealed' })
  expect(await verify(station.files.recorder.state.head)).toMatchObject({ verdict: 'head' })
  expect((await verify('ab'.repeat(32))).verdict).toBe('refused')
})
