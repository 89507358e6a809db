// The deadline of a token call: from the last sign of life; a person may put it off, or wait no longer.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startTokenHost } from '../../core/token/client.node.ts'
import { Deadline } from '../../core/token/deadline.node.ts'
import { refusal } from '../token/refusal.ts'
import { makeTable } from './run.ts'

describe('a deadline', () => {
  const ends: number[] = []
  let deadline: Deadline
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    ends.length = 0
    deadline = new Deadline((quietMs) => ends.push(quietMs))
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('ends once, so long after the last sign of life', () => {
    deadline.restart(1000)
    vi.advanceTimersByTime(900)
    deadline.restart(1000)
    vi.advanceTimersByTime(999)
    expect(ends).toEqual([])
    expect(deadline.quiet()).toEqual({ quietMs: 999, leftMs: 1 })
    vi.advanceTimersByTime(5000)
    expect(ends).toEqual([1000])
    expect(deadline.quiet()).toBeUndefined()
  })

  test('is put off by what a person gives, more than once, and for this quiet alone', () => {
    deadline.restart(1000)
    vi.advanceTimersByTime(900)
    expect(deadline.extend(2000)).toBe(true)
    expect(deadline.extend(500)).toBe(true)
    expect(deadline.quiet()).toEqual({ quietMs: 900, leftMs: 2600 })
    vi.advanceTimersByTime(2500)
    deadline.restart(1000) // a sign of life
    vi.advanceTimersByTime(999)
    expect(ends).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ends).toEqual([1000])
  })

  test('tells the whole time that it was quiet', () => {
    deadline.restart(1000)
    deadline.extend(2000)
    vi.advanceTimersByTime(3000)
    expect(ends).toEqual([3000])
  })

  test('cannot be put off where no call is under way, by no time, or beyond a day in all', () => {
    expect(deadline.extend(1000)).toBe(false)
    deadline.restart(1000)
    for (const byMs of [0, -1, Number.NaN, 3_600_001, Number.POSITIVE_INFINITY])
      expect(() => deadline.extend(byMs)).toThrow('token/request')
    for (let hours = 0; hours < 30; hours++) deadline.extend(3_600_000)
    expect(deadline.quiet()).toEqual({ quietMs: 0, leftMs: 86_400_000 })
    deadline.stop()
    vi.advanceTimersByTime(90_000_000)
    expect(deadline.extend(1000)).toBe(false)
    expect(ends).toEqual([])
  })
})

describe('a token that hangs', () => {
  let table: Awaited<ReturnType<typeof makeTable>>
  beforeAll(async () => {
    table = await makeTable()
  })
  afterAll(() => table?.remove())

  test('is given more time by a person, who then waits no longer: the process is gone, and a new one works', async () => {
    table.cue('C_GetTokenInfo:hang')
    const host = await startTokenHost(table.site)
    expect(host.waiting()).toBeUndefined()
    expect(host.extend(1000)).toBe(false)
    const hanging = host.list()
    const told = refusal(hanging, 'token/host-hung')
    while (table.count('C_GetTokenInfo') === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    const before = host.waiting()
    expect(before?.call).toBe('list')
    expect(host.extend(3_600_000)).toBe(true)
    expect(host.waiting()?.leftMs).toBeGreaterThan(before?.leftMs ?? Number.POSITIVE_INFINITY)
    host.giveUp()
    expect(await told).toMatchObject({ call: 'list' })
    expect(host.waiting()).toBeUndefined()
    await host.close()
    table.cue('')
    const again = await startTokenHost(table.site)
    expect((await again.list()).map(({ serial }) => serial)).toContain(table.serial)
    await again.close()
  })
})
