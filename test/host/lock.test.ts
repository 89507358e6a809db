// One station per ceremony: the second is refused, a dead holder's lock is taken over, a foreign one is not.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

const lockModule = JSON.stringify(new URL('../../electron/host/lock.node.ts', import.meta.url).href)

test('takes over what a killed process left', () => {
  const script = `
    import { takeLock } from ${lockModule}
    takeLock(${JSON.stringify(place.directory)}); process.kill(process.pid, 'SIGKILL')`
  spawnSync(process.execPath, ['--input-type=module', '-e', script])
  expect(holder().pid).not.toBe(process.pid)
  takeLock(place.directory)
  expect(holder().pid).toBe(process.pid)
})

test('of many processes that try at once one wins, and the others are refused while it lives', async () => {
  const go = join(place.directory, 'go')
  // Each looks for the file every millisecond, so that all of them try in one moment; the winner lives until it is killed.
  const script = `
    import { existsSync } from 'node:fs'
    import { takeLock } from ${lockModule}
    process.stdin.once('end', () => process.exit()).resume()
    console.log('ready')
    const cell = new Int32Array(new SharedArrayBuffer(4))
    while (!existsSync(${JSON.stringify(go)})) Atomics.wait(cell, 0, 0, 1)
    try { takeLock(${JSON.stringify(place.directory)}); console.log('taken') } catch (error) { console.log(error.code) }`
  const tries = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
  })
  try {
    for (const { lines } of tries) expect((await lines.next()).value).toBe('ready')
    writeFileSync(go, '')
    const said = await Promise.all(tries.map(async ({ lines }) => String((await lines.next()).value)))
    expect(said.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'station/locked'), 'taken'])
    expect(holder().pid).toBe(tries[said.indexOf('taken')]?.child.pid)
  } finally {
    for (const { child } of tries) child.kill('SIGKILL')
  }
})
