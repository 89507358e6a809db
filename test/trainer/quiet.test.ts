// A hang that was staged can be waited for longer, and given up, as a real one.

import { beforeEach, expect, test } from 'vitest'
import type { TokenHost } from '../../core/token/port.ts'
import { trickedStart } from '../../electron/host/trainer/token-tricks.ts'
import type { Trainer } from '../../electron/host/trainer/trainer.ts'
import { FakeToken, FakeTokenHost } from '../fakes/token-host.ts'
import { factorySoPin, secretOf } from '../host/station.ts'
import { refusal } from '../token/refusal.ts'

const serial = '4711'
const module = { path: '/bin/true', environment: {} }
const key = { objectId: 'c0de', label: 'key', algorithm: 'ecdsa-p256' } as const
let token: FakeToken
let host: TokenHost

/** So long that no test waits for its end. */
const hangMs = 3_600_000

beforeEach(async () => {
  token = new FakeToken(serial, secretOf(factorySoPin))
  token.setPin('user', secretOf('user-pin'))
  let staged = true
  const strikes = (fault: string): boolean => {
    if (fault !== 'token-hangs' || !staged) return false
    staged = false
    return true
  }
  const trainer = { serial, strikes } as unknown as Trainer // what the tricks ask of it
  host = await trickedStart(async () => new FakeTokenHost([token]), trainer, { hangMs })(module)
  await host.login({ serial, pin: secretOf('user-pin') })
})

test('it is nothing that waits before it strikes', () => {
  expect(host.waiting()).toBeUndefined()
  expect(host.extend(1000)).toBe(false)
  host.giveUp()
})

test('it can be given more time, and given up: the deed is done all the same, and the process is gone', async () => {
  const told = refusal(host.generateKeyPair(key), 'token/host-hung')
  while (host.waiting() === undefined) await new Promise((resolve) => setImmediate(resolve))
  const before = host.waiting()?.leftMs ?? Number.POSITIVE_INFINITY
  expect(host.waiting()?.call).toBe('C_GenerateKeyPair')
  expect(host.extend(3_600_000)).toBe(true)
  expect(host.waiting()?.leftMs).toBeGreaterThan(before)
  host.giveUp()
  expect(await told).toMatchObject({ call: 'C_GenerateKeyPair' })
  expect(host.waiting()).toBeUndefined()
  expect(host.extend(1000)).toBe(false)
  expect(token.keys.has(key.objectId)).toBe(true)
  await refusal(host.findKey(key), 'token/host-gone')
})
