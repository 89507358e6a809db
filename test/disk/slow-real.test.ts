// A real stick that is slow: the station and its bag on the kernel's own ext4, whose disk lets each write and flush wait.

import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { realDisk } from '../../electron/host/disk.node.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { beginStation, eventsOf, moveOn } from '../host/station.ts'
import { sayMissing } from './mounts.ts'
import { type SlowStick, slowStick, whyNoSlowStick } from './slow-mount.ts'

const missing = whyNoSlowStick()
sayMissing([['a slow stick', missing]])

let stick: SlowStick | undefined
afterEach(() => stick?.remove())

test('a slow stick is made here, or it is said in a line why not', async () => {
  if (missing !== undefined) return expect(missing).not.toBe('')
  stick = await slowStick({ writeMs: 1, flushMs: 1 }, 8)
  const { flushes, writes } = await stick.end()
  expect([flushes > 0, writes > 0]).toEqual([true, true])
})

// Not `skipIf`: a test that is skipped counts as failed.
if (missing === undefined) {
  test('a slow stick is no fault: every line is flushed through it, the day ends, and the bag on it verifies', async () => {
    stick = await slowStick({ writeMs: 1, flushMs: 20 }, 32)
    const out = join(stick.path, 'bag')
    const station = beginStation({ directory: stick.path, out, disk: realDisk })
    let view = station.host.view()
    while (view.bag === null) view = await moveOn(station, station.player.next(view))
    const lines = eventsOf(station).length
    await station.host.leave()
    expect(verifyBag(await readBag(out), scripts)).toMatchObject({ verdict: 'sealed' })
    const { flushes, waitedMs } = await stick.end()
    expect(flushes).toBeGreaterThan(lines)
    expect(waitedMs).toBeGreaterThan(20 * lines)
  })
}
