// A module that crashes, hangs or says no, in front of SoftHSM: each time the station gets one typed error.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../core/secret.ts'
import type { RunningTokenHost } from '../../core/token/client.node.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { type Faulty, key, makeFaulty, userPin } from './faulty.ts'
import { refusal } from './refusal.ts'
import { factorySoPin, secret } from './softhsm.ts'

const message = Uint8Array.of(1, 2, 3)

let table: Faulty
beforeAll(async () => {
  table = await makeFaulty()
})
afterEach(() => table?.closeAll())
afterAll(() => table?.remove())

const sign = (host: RunningTokenHost) => host.sign({ ...key, messages: [message] })

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // ESRCH: what we ask about
  }
}

describe('the process', () => {
  test('names a crash by its signal, then refuses every later call', async () => {
    const started = await table.startLoggedIn('C_Sign:crash:2')
    const first = sign(started)
    const crashing = sign(started)
    const queued = started.list()
    expect(await first).toHaveLength(1)
    expect(await refusal(crashing, 'token/host-died')).toEqual({ call: 'sign', signal: 'SIGSEGV', exitCode: -1 })
    await refusal(queued, 'token/host-gone')
    await refusal(sign(started), 'token/host-gone')
  })

  test('names a library that ends the process by its exit code', async () => {
    const started = await table.startLoggedIn('C_Sign:exit')
    expect(await refusal(sign(started), 'token/host-died')).toEqual({ call: 'sign', signal: 'none', exitCode: 7 })
  })

  test('names a process that was killed from outside', async () => {
    const started = await table.startLoggedIn('C_Sign:hang')
    const waiting = sign(started)
    process.kill(started.pid, 'SIGKILL')
    expect(await refusal(waiting, 'token/host-died')).toMatchObject({ signal: 'SIGKILL' })
  })

  test('kills a module that hangs after the deadline, and the process is gone', async () => {
    const deadlineMs = 8_000 // also of the start, on a busy machine
    const started = await table.startLoggedIn('C_Sign:hang', { deadlineMs })
    expect(await refusal(sign(started), 'token/host-hung')).toEqual({ call: 'sign', deadlineMs })
    await started.close()
    expect(alive(started.pid)).toBe(false)
    await refusal(started.list(), 'token/host-gone')
  })

  test('lets a batch run past the deadline while each call of it gives a sign of life', async () => {
    const started = await table.startLoggedIn('C_Sign:sleep=700', { deadlineMs: 8_000 })
    expect(await started.sign({ ...key, messages: Array.from({ length: 12 }, () => message) })).toHaveLength(12)
  })

  test('refuses to start where C_Initialize crashes, hangs or says no', async () => {
    expect(await refusal(table.start('C_Initialize:crash'), 'token/host-died')).toMatchObject({ call: 'open' })
    await refusal(table.start('C_Initialize:hang', { deadlineMs: 1500 }), 'token/host-hung')
    expect(await refusal(table.start('C_Initialize:rv=2'), 'token/module-start')).toMatchObject({
      ckr: 'CKR_HOST_MEMORY',
    })
  })

  test('reads what a library prints, keeps it bounded, and is not disturbed by it', async () => {
    const started = await table.startLoggedIn('C_Sign:print')
    await started.sign({ ...key, messages: Array.from({ length: 2000 }, () => message) })
    const output = started.moduleOutput()
    expect(output).toContain('chatter on stdout')
    expect(output).toContain('chatter on stderr')
    expect(output.join('\n').length).toBeLessThan(20_000)
  })
})

describe('a failed call', () => {
  test('keeps the CKR name and the call, and leaves no CKR_OPERATION_ACTIVE to the next one', async () => {
    const started = await table.startLoggedIn('C_Sign:rv=30:1')
    expect(await refusal(sign(started), 'token/failed')).toEqual({
      serial: table.serial,
      call: 'C_Sign',
      ckr: 'CKR_DEVICE_ERROR',
    })
    const [signature] = await sign(started)
    verifySignature({ spki: table.spki, algorithm: 'ecdsa-p256', message, signature: signature ?? new Uint8Array(0) })
    expect(table.callsOf('C_Login')).toBe(1)
  })

  test('keeps the number of a vendor code', async () => {
    const started = await table.startLoggedIn('C_Sign:rv=80000123:1')
    expect(await refusal(sign(started), 'token/failed')).toMatchObject({ ckr: 'CKR_VENDOR_DEFINED(0x80000123)' })
  })

  test('says that the token was removed, by the code or because it is no longer there', async () => {
    const pulled = await table.startLoggedIn('C_Sign:rv=32:1')
    expect(await refusal(sign(pulled), 'token/removed')).toMatchObject({
      serial: table.serial,
      ckr: 'CKR_DEVICE_REMOVED',
    })
    await pulled.close()
    const vague = await table.startLoggedIn('C_Sign:rv=5:1,C_GetSlotList:none:5')
    expect(await refusal(sign(vague), 'token/removed')).toMatchObject({
      serial: table.serial,
      ckr: 'CKR_GENERAL_ERROR',
    })
  })

  test('refuses a success without the bytes (a length of 2^40 comes out as none)', async () => {
    const started = await table.startLoggedIn('C_Sign:huge')
    expect(await refusal(sign(started), 'token/bad-answer')).toMatchObject({ call: 'C_Sign', serial: table.serial })
  })

  test('gives no signature of a batch in which one failed', async () => {
    const started = await table.startLoggedIn('C_Sign:rv=30:3')
    await refusal(started.sign({ ...key, messages: [message, message, message, message] }), 'token/failed')
    expect(table.callsOf('C_Sign')).toBe(3)
  })
})

describe('before a PIN is spent', () => {
  test('refuses two tokens with one serial', async () => {
    const started = await table.start('C_GetTokenInfo:same')
    await refusal(started.login({ serial: 'SAME', pin: secret(userPin) }), 'token/serial-twice')
    expect(table.callsOf('C_Login')).toBe(0)
  })

  test('refuses a locked user PIN and a locked SO PIN', async () => {
    const user = await table.start('C_GetTokenInfo:flags=40000')
    const detail = await refusal(user.login({ serial: table.serial, pin: secret(userPin) }), 'token/pin-locked')
    expect(detail).toEqual({ serial: table.serial, call: 'C_Login', ckr: 'none', which: 'user' })
    expect(table.callsOf('C_Login')).toBe(0)
    await user.close()
    const so = await table.start('C_GetTokenInfo:flags=400000')
    const pins = { factorySoPin: secret(factorySoPin), soPin: secret(factorySoPin), userPin: secret(userPin) }
    expect(
      await refusal(so.initialise({ serial: table.serial, label: 'x', ...pins }), 'token/pin-locked'),
    ).toMatchObject({
      which: 'so',
    })
    expect(table.callsOf('C_InitToken')).toBe(0)
  })

  test('refuses a token that wants its own pad, and a PIN that is not text', async () => {
    const pad = await table.start('C_GetTokenInfo:flags=100')
    await refusal(pad.login({ serial: table.serial, pin: secret(userPin) }), 'token/own-pad')
    await pad.close()
    const started = await table.start('')
    for (const bytes of [Uint8Array.of(0xff, 0xfe, 0x31, 0x32, 0x33), Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0)])
      await refusal(started.login({ serial: table.serial, pin: new Secret(bytes) }), 'token/pin-encoding')
    expect(table.callsOf('C_Login')).toBe(0)
  })

  test('sends nothing when the secret was wiped before, and goes on', async () => {
    const started = await table.start('')
    const wiped = secret(userPin)
    wiped.destroy()
    await refusal(started.login({ serial: table.serial, pin: wiped }), 'secret/destroyed')
    expect(table.callsOf('C_Login')).toBe(0)
    await started.login({ serial: table.serial, pin: secret(userPin) })
  })

  test('shows low and final-try as the flags tell them', async () => {
    const low = await table.start('C_GetTokenInfo:flags=110000')
    expect((await low.list()).find((token) => token.serial === table.serial)).toMatchObject({
      userPin: 'low',
      soPin: 'low',
    })
    await low.close()
    const last = await table.start('C_GetTokenInfo:flags=330000')
    expect((await last.list()).find((token) => token.serial === table.serial)).toMatchObject({
      userPin: 'final-try',
      soPin: 'final-try',
    })
  })

  test('does not show the spare SoftHSM token as locked', async () => {
    const started = await table.start('')
    expect((await started.list()).find((token) => !token.initialised)).toMatchObject({ serial: '', soPin: 'not-set' })
  })
})

describe('a wrong PIN', () => {
  test('is one C_Login, whatever the answer, and names the state read afterwards', async () => {
    const wrong = await table.start('')
    const detail = await refusal(
      wrong.login({ serial: table.serial, pin: secret('not the pin') }),
      'token/pin-incorrect',
    )
    expect(detail).toEqual({ serial: table.serial, call: 'C_Login', ckr: 'CKR_PIN_INCORRECT', pinState: 'low' })
    expect(table.callsOf('C_Login')).toBe(1)
    await wrong.close()
    const codes = [
      ['a4', 'token/pin-locked'],
      ['a3', 'token/pin-expired'],
      ['a1', 'token/pin-refused'],
      ['a2', 'token/pin-length'],
      ['102', 'token/pin-not-set'],
      ['e0', 'token/removed'],
      ['30', 'token/failed'],
    ] as const
    for (const [rv, code] of codes) {
      const started = await table.start(`C_Login:rv=${rv}`)
      await refusal(started.login({ serial: table.serial, pin: secret(userPin) }), code)
      expect(table.callsOf('C_Login')).toBe(1)
      await started.close()
    }
  })
})
