// The trainer's two calls as a window makes them, in a rehearsal: refusals, the list, a fault that strikes, a station resumed.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BridgeArgs, BridgeCall, BridgeResult } from '../../core/bridge.ts'
import { createStation, type Station } from '../../electron/host/station-host.ts'
import { faults } from '../../electron/host/trainer/faults.ts'
import { scratch } from '../host/station.ts'

let place: ReturnType<typeof scratch>
let station: Station
let ceremony = ''

beforeEach(async () => {
  place = scratch()
  station = createStation({ workDirectory: place.directory })
  ceremony = (await taken('station.rehearse', { script: 'root-key-generation' })).ceremony
}, 60_000)
afterEach(async () => {
  await station.leave()
  place.remove()
})

async function taken<C extends BridgeCall>(name: C, args: BridgeArgs<C>): Promise<BridgeResult<C>> {
  const reply = await station.call(name, args)
  if (reply.ok) return reply.value
  throw new Error(`${name}: ${reply.error.code}`)
}
async function codeOf<C extends BridgeCall>(name: C, args: BridgeArgs<C>): Promise<string> {
  const reply = await station.call(name, args)
  return reply.ok ? 'taken' : reply.error.code
}

const step = 'retrieve/recording'

describe('trainer.arm in a rehearsal', () => {
  test('is refused for what there is not, and the transcript does not grow', async () => {
    const { transcript } = await taken('ceremony.view', {})
    expect(await codeOf('trainer.arm', { fault: 'earthquake', step, by: 'trainer' })).toBe('trainer/unknown-fault')
    expect(await codeOf('trainer.arm', { fault: 'token-pulled', step, by: 'trainer' })).toBe('trainer/not-there')
    expect(await codeOf('trainer.arm', { fault: 'disk-full', step, by: 'mallory' })).toBe('ceremony/not-you')
    expect(await codeOf('trainer.arm', { fault: 'disk-full', step, by: '' })).toBe('station/bridge')
    expect((await taken('ceremony.view', {})).transcript).toEqual(transcript)
  })

  test('is one entry more in the view that it answers with, and nothing else that trainees could read', async () => {
    const before = await taken('ceremony.view', {})
    const after = await taken('trainer.arm', { fault: 'disk-full', step, by: 'greta' })
    expect(after.transcript.length).toBe(before.transcript.length + 1)
    const { transcript, time } = before
    expect({ ...after, transcript, time }).toEqual(before)
    expect(await codeOf('trainer.arm', { fault: 'disk-full', step, by: 'greta' })).toBe('trainer/armed')
  })

  test('lists every fault of the table, with the steps that are still to come', async () => {
    const { faults: listed, armed } = await taken('trainer.faults', {})
    expect(listed.map(({ id }) => id)).toEqual(faults.map(({ id }) => id))
    expect(listed.find(({ id }) => id === 'clock-back')?.steps[0]).toMatchObject({ id: step, number: 1 })
    expect(armed).toEqual([])
  })

  test('a printer is dead while its step stands, and no longer', async () => {
    const before = await taken('paper.printers', {})
    await taken('trainer.arm', { fault: 'printer-dead', step, by: 'trainer' })
    const { problem, printers } = await taken('paper.printers', {})
    expect([problem?.includes('no answer from the printer'), printers]).toEqual([true, []])
    const print = { sheet: 'script', printer: 'office', copies: 1 } as const
    expect(await codeOf('paper.print', print)).toBe('printer/no-service')
    const { step: standing } = await taken('ceremony.view', {})
    const by = standing?.by[0]?.id ?? ''
    await taken('ceremony.answer', { step, by, fits: true, values: {} })
    expect(await taken('paper.printers', {})).toEqual(before)
    expect((await taken('trainer.faults', {})).armed).toMatchObject([
      { fault: 'printer-dead', step, struck: true, overcome: true },
    ])
  })

  test('goes on in a rehearsal that is taken up again, where nothing is armed any more', async () => {
    await taken('trainer.arm', { fault: 'clock-back', step, by: 'trainer' })
    expect((await taken('ceremony.view', {})).needsClock).toBe(true)
    await taken('station.leave', {})
    expect(await codeOf('trainer.faults', {})).toBe('ceremony/not-now')
    expect((await taken('station.resume', { ceremony })).needsClock).toBe(false)
    expect((await taken('trainer.arm', { fault: 'clock-back', step, by: 'trainer' })).needsClock).toBe(true)
  })
})
