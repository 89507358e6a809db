// Bytes in which a secret passed through the station are overwritten as soon as they were read, also where the call is refused.

import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import type { CdpEvent } from '../../electron/kiosk/pipe.ts'
import { Pipe } from '../../electron/kiosk/pipe.ts'
import { encode } from '../../electron/shell/codec.ts'
import { exchange } from '../../electron/shell/exchange.ts'
import { nodeBase64 } from '../../electron/shell/node-base64.ts'

const pin = () => Buffer.from('pin-4711')
const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** Make one call over the shell's own exchange; gives the bytes as the host got them, and what they held then. */
async function passOn(call: string, args: (bytes: Uint8Array) => Record<string, unknown>) {
  let got: Uint8Array | undefined
  let held = ''
  const host = async (_name: string, given: Record<string, Uint8Array>) => {
    got = Object.values(given).find((member) => member instanceof Uint8Array)
    held = Buffer.from(got ?? []).toString()
    return { ok: false, error: { code: 'station/bridge', disposition: 'input', words: {} } }
  }
  const text = encode({ call, args: args(pin()) }, nodeBase64)
  if (!text.ok) throw new Error(text.problem)
  await exchange(host as unknown as CallBridge, text.value)
  return { got: got ?? new Uint8Array(1), held }
}

describe('a call that brings a secret', () => {
  test.each([
    ['ceremony.secret', (value: Uint8Array) => ({ step: 's', slot: 'userPin', by: 'b', value })],
    ['ceremony.confirm', (code: Uint8Array) => ({ step: 's', by: 'b', code })],
    ['ceremony.deviation', (code: Uint8Array) => ({ by: 'b', text: 't', code })],
  ])('%s: the bytes reach the host whole, and are overwritten although it refused them', async (call, args) => {
    const { got, held } = await passOn(call, args)
    expect(held).toBe('pin-4711')
    expect(isWiped(got)).toBe(true)
  })

  test('bytes of another call are left alone: they are a plan or a bag', async () => {
    const { got } = await passOn('station.inspect', (bytes) => ({ name: 'x', bytes }))
    expect(Buffer.from(got).toString()).toBe('pin-4711')
  })
})

describe('what came over the pipe from the browser', () => {
  const message = () =>
    Buffer.from(`${JSON.stringify({ method: 'Runtime.bindingCalled', params: { payload: 'pin-4711' } })}\0`)

  async function feed(...chunks: readonly Buffer[]) {
    const from = new PassThrough()
    const heard: CdpEvent[] = []
    new Pipe(new PassThrough(), from).listen((event) => heard.push(event))
    for (const chunk of chunks) {
      from.write(chunk)
      await setImmediate()
    }
    return heard
  }

  test('is overwritten once it was read', async () => {
    const whole = message()
    expect(await feed(whole)).toMatchObject([{ params: { payload: 'pin-4711' } }])
    expect(whole.includes('pin')).toBe(false)
    expect(isWiped(whole)).toBe(true)
  })

  test('in pieces too, and not before the last one is there', async () => {
    const [start, end] = [message().subarray(0, 30), message().subarray(30)]
    expect(await feed(start)).toEqual([])
    expect(isWiped(start)).toBe(false)
    const [again, rest] = [Buffer.from(start), Buffer.from(end)]
    expect(await feed(again, rest)).toHaveLength(1)
    expect([isWiped(again), isWiped(rest)]).toEqual([true, true])
  })
})

test('Base64 is decoded into memory that nothing else shares', () => {
  const bytes = nodeBase64.fromBase64(pin().toString('base64'))
  expect([Buffer.from(bytes).toString(), bytes.buffer.byteLength]).toEqual(['pin-4711', bytes.length])
})
