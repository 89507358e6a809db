import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { forgetting } from '../../electron/kiosk/forget.ts'
import type { Pipe } from '../../electron/kiosk/pipe.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A pipe that remembers its orders, and a call that is answered or fails. */
function made(answer: () => Promise<unknown>) {
  const orders: string[] = []
  const send = async (order: string, _: unknown, session: string) => void orders.push(`${order} ${session}`)
  const call = forgetting(answer as unknown as CallBridge, { send } as unknown as Pipe, 'page')
  return { orders, call: (name: string) => call(name as never, {} as never) }
}

it('collects the heap of the page soon after a card was shown or read, or a secret typed, and once more later', async () => {
  for (const name of ['share.card', 'share.read', 'ceremony.secret', 'ceremony.confirm', 'ceremony.deviation']) {
    const { orders, call } = made(async () => ({ ok: true }))
    await call(name)
    expect(orders).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(orders).toEqual(['HeapProfiler.collectGarbage page'])
    await vi.advanceTimersByTimeAsync(4000)
    expect(orders).toHaveLength(2)
  }
})

it('does so too where the call failed, and once for calls that follow one another', async () => {
  const { orders, call } = made(() => Promise.reject(new Error('gone')))
  await expect(call('share.read')).rejects.toThrow('gone')
  await vi.advanceTimersByTimeAsync(400)
  await expect(call('share.read')).rejects.toThrow('gone')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(orders).toHaveLength(2)
})

it('leaves the page alone after calls that carry nothing secret', async () => {
  const { orders, call } = made(async () => ({ ok: true }))
  await call('ceremony.view')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(orders).toEqual([])
})
