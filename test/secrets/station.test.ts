// What readiness says of the two ways in which memory reaches a disk by itself: swap and core dumps.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readiness } from '../../electron/host/readiness.node.ts'
import { siteOf } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'

const told = vi.hoisted(() => new Map<string, string>())
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  const readFileSync = (path: never, ...more: never[]) => told.get(path) ?? real.readFileSync(path, ...more)
  return { ...real, default: { ...real, readFileSync }, readFileSync }
})

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'anchorite-readiness-'))
})
beforeEach(() => {
  told.clear()
  told.set('/proc/self/limits', limits('0', '0'))
  told.set('/proc/self/coredump_filter', '00000000\n')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const line = (rule: string) =>
  readiness({ directory, site: siteOf(examplePlan(), directory), exceptions: [] }).find((one) => one.rule === rule)

/** As the kernel writes it, proc(5). */
const limits = (soft: string, hard: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax core file size        ${soft.padEnd(21)}${hard.padEnd(21)}bytes\n`

const swaps = (...lines: readonly string[]): void =>
  void told.set('/proc/swaps', ['Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority', ...lines, ''].join('\n'))

describe('STATION-SWAP', () => {
  test.each([
    ['/dev/sda2                               partition\t8388604\t0\t-2'],
    ['/swapfile                               file\t\t2097148\t0\t-2'],
    ['/var/zram.swap                          file\t\t2097148\t0\t-2'],
    ['/dev/mapper/zram-vg                     partition\t2097148\t0\t-2'],
  ])('refuses swap on a disk: %s', (swap) => {
    swaps('/dev/zram0                              partition\t4194300\t0\t100', swap)
    expect(line('STATION-SWAP')).toMatchObject({ ok: false, waived: false, words: 'swap on disk is on' })
  })

  test('swap in compressed memory is none on a disk, and neither is none at all', () => {
    swaps('/dev/zram0                              partition\t4194300\t0\t100')
    expect(line('STATION-SWAP')).toMatchObject({ ok: true })
    swaps()
    expect(line('STATION-SWAP')).toMatchObject({ ok: true, words: 'no swap on disk' })
  })
})

describe('STATION-CORE', () => {
  test.each([
    ['unlimited', 'unlimited', '00000000\n'],
    ['0', 'unlimited', '00000000\n'],
    ['0', '4096', '00000000\n'],
    ['0', '0', '00000033\n'],
    ['0', '0', '00000001\n'],
  ])('refuses a station that could leave a core dump: %s %s %s', (soft, hard, filter) => {
    told.set('/proc/self/limits', limits(soft, hard))
    told.set('/proc/self/coredump_filter', filter)
    expect(line('STATION-CORE')).toMatchObject({ ok: false, waived: false })
  })

  test('refuses where the system does not say', () => {
    told.set('/proc/self/limits', 'nothing of the kind\n')
    expect(line('STATION-CORE')?.words).toContain('unknown')
  })

  test('none of a station with limit and filter at nothing', () => {
    expect(line('STATION-CORE')).toMatchObject({ ok: true, words: 'no core dumps' })
  })
})
