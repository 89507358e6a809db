// One station per ceremony: the second is refused, a dead holder's lock is taken over, a foreign one is not.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '../../electron/host/lock.node.ts'
import { leftByTheDead } from './snapshot.ts'
import { beginStation, codeOf, newTable, reopenStation, scratch } from './station.ts'

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const lock = () => join(place.directory, 'lock')
const holder = () => JSON.parse(readFileSync(lock(), 'utf8')) as Record<string, unknown> // takeLock wrote it

test('refuses a second station on a ceremony that is open, and leaves the ceremony as it is (STATION-ONE)', async () => {
  const station = beginStation({ directory: place.directory })
  const { length } = station.files.recorder.state
  const again = () => reopenStation({ directory: place.directory, table: newTable(station.plan) })
  expect(codeOf(again)).toBe('station/locked')
  expect(new TextDecoder().decode(station.files.recorder.bytes()).split('\n')).toHaveLength(length + 1)
  await station.host.leave()
  expect(codeOf(() => reopenStation({ directory: place.directory, table: newTable(station.plan) }))).toBe(
    'nothing thrown',
  )
})

test('refuses a lock that another process holds: it lives, whoever its parent is', () => {
  takeLock(place.directory)
  const script = `
    import { takeLock } from ${JSON.stringify(new URL('../../electron/host/lock.node.ts', import.meta.url).href)}
    try { takeLock(${JSON.stringify(place.directory)}); console.log('taken') } catch (error) { console.log(error.code) }`
  const other = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(other.stdout.trim()).toBe('station/locked')
})

test('refuses a lock of another machine, however old', () => {
  const { release } = takeLock(place.directory)
  writeFileSync(lock(), JSON.stringify({ ...holder(), host: `not-${hostname()}`, started: '1' }))
  expect(codeOf(() => takeLock(place.directory))).toBe('station/locked')
  release()
})

test.each<readonly [name: string, change: (bytes: Uint8Array) => string]>([
  ['whose process number now belongs to another process', leftByTheDead],
  ['of a process that is gone', (bytes) => JSON.stringify({ ...parsed(bytes), pid: 2 ** 22 + 1 })],
  ['of another boot of this machine', (bytes) => JSON.stringify({ ...parsed(bytes), boot: 'earlier' })],
  ['that is half written', (bytes) => bytes.toString().slice(0, 20)],
  ['that is empty', () => ''],
])('takes over a lock %s, and leaves nothing else behind', (_name, change) => {
  takeLock(place.directory)
  writeFileSync(lock(), change(readFileSync(lock())))
  const { release } = takeLock(place.directory)
  expect(holder().pid).toBe(process.pid)
  expect(readdirSync(place.directory)).toEqual(['lock'])
  expect(codeOf(() => takeLock(place.directory))).toBe('station/locked')
  release()
  expect(existsSync(lock())).toBe(false)
})

const parsed = (bytes: Uint8Array): object => JSON.parse(new TextDecoder().decode(bytes)) as object // takeLock wrote it

test('takes over what a killed process left, and of many that try at once one wins', async () => {
  const script = `
    import { takeLock } from ${JSON.stringify(new URL('../../electron/host/lock.node.ts', import.meta.url).href)}
    takeLock(${JSON.stringify(place.directory)}); process.kill(process.pid, 'SIGKILL')`
  spawnSync(process.execPath, ['--input-type=module', '-e', script])
  expect(existsSync(lock())).toBe(true)
  takeLock(place.directory)
  const tries = Array.from({ length: 5 }, () => codeOf(() => takeLock(place.directory)))
  expect(new Set(tries)).toEqual(new Set(['station/locked']))
})
