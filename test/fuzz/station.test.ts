// The whole table behind a shell, as coded text: malformed calls and torn frames, with no ceremony open and with one.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BridgeCall } from '../../core/bridge.ts'
import { decode, encode } from '../../electron/shell/codec.ts'
import { exchange } from '../../electron/shell/exchange.ts'
import { nodeBase64 } from '../../electron/shell/node-base64.ts'
import { type ShellStation, shellStation } from '../../electron/shell/station.ts'
import { beginStation, playTo, scratch } from '../host/station.ts'
import { canary, fits, malformedCall } from './malformed.ts'
import { treeDigest } from './places.ts'
import { type Random, randomFrom } from './random.ts'
import { samples } from './samples.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const count = Math.ceil(Number(process.env.ANCHORITE_FUZZ ?? 100_000) / 10)
const names = { by: 'hugo', step: 'open/clock' }

let place: ReturnType<typeof scratch>
let shell: ShellStation

/** A station on whose disk one ceremony lies, at its clock step. */
beforeEach(async () => {
  place = scratch()
  const earlier = beginStation({ directory: place.directory })
  await playTo(earlier, names.step)
  await earlier.host.leave()
  shell = shellStation({
    workDirectory: join(place.directory, 'station'),
    press: () => expect.fail('nothing may be printed'),
    readiness: async () => [],
  })
})
afterEach(async () => {
  await shell.leave()
  place.remove()
})

describe('a shell that was taken over', () => {
  test.each(['at home', 'with a ceremony open'])('changes nothing by what it sends %s', async (where) => {
    if (where === 'with a ceremony open') {
      const reply = await shell.call('station.resume', { ceremony: 'test-ceremony' })
      if (!reply.ok) expect.fail(reply.error.words.happened)
    }
    const random = randomFrom(seed)
    const before = treeDigest(place.directory)
    for (let sent = 0; sent < count; sent++) {
      const frame = random.chance(30) ? tornFrame(random) : malformedFrame(random)
      if (frame === undefined) continue
      const reply = await exchange(shell.call, frame)
      const { ok, error } = JSON.parse(reply) as { readonly ok: boolean; readonly error?: { readonly code: string } } // made by exchange
      const said = `seed ${seed}, frame ${sent}: ${frame.slice(0, 300)}`
      expect([ok, error?.code], said).toEqual([false, 'station/bridge'])
      expect(reply.includes(canary), said).toBe(false)
    }
    expect(treeDigest(place.directory) === before).toBe(true)
  })
})

/** Undefined where the window's own end would not have carried it. */
function malformedFrame(random: Random): string | undefined {
  const { name, args } = malformedCall(random, names)
  const coded = carried({ call: name, args })
  // What the codec drops (undefined members) can make a call that fits.
  return coded === undefined || isTaken(coded) ? undefined : coded
}

function carried(value: unknown): string | undefined {
  try {
    const coded = encode(value, nodeBase64)
    return coded.ok ? coded.value : undefined
  } catch {
    // A getter that throws stays where it was made: it does not cross.
    return undefined
  }
}

/** A frame of a good call with a character lost, changed or put in; or one that is no frame at all. */
function tornFrame(random: Random): string | undefined {
  const name = random.pick(Object.keys(samples) as [BridgeCall, ...BridgeCall[]]) // keys of a const object that is not empty
  const whole = carried({ call: name, args: samples[name](names) }) ?? ''
  const at = random.below(whole.length)
  const torn = random.pick([
    whole.slice(0, at),
    `${whole.slice(0, at)}${whole.slice(at + 1)}`,
    `${whole.slice(0, at)}${random.pick(['"', '{', '}', ']', '\\', '$', '\0', '\ud800', '1'])}${whole.slice(at + 1)}`,
    whole.replace('$bytes', random.pick(['$byte', '$bytes2', '__proto__'])),
    `${'['.repeat(random.below(100_000))}${canary}`,
    random.text(random.below(200)),
  ])
  return isTaken(torn) ? undefined : torn
}

/** Would the station take it? The same reading as `exchange` does. */
function isTaken(frame: string): boolean {
  const decoded = decode(frame, nodeBase64)
  if (!decoded.ok || typeof decoded.value !== 'object' || decoded.value === null || Array.isArray(decoded.value))
    return false
  const { call, args = null } = decoded.value as { readonly call?: unknown; readonly args?: unknown } // looked at by fits
  return fits({ name: call, args })
}
