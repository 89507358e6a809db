// A module that crashes, hangs, lies or says no, in front of SoftHSM: each time the station gets one typed error.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ErrorCode, type ErrorDetail, isCeremonyError } from '../../core/errors.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { Secret } from '../../core/secret.ts'
import { type RunningTokenHost, startTokenHost, type TokenHostOptions } from '../../core/token/client.node.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { compileLibrary, factorySoPin, makeSoftHsm, secret, temporaryDirectory, withFault } from './softhsm.ts'

const { directory, remove } = temporaryDirectory()
const userPin = 'user-pin-1234'
const key = { objectId: 'c0de', algorithm: 'ecdsa-p256' } as const
const message = Uint8Array.of(1, 2, 3)

let module: SiteModule
let library: string
let serial: string
let spare: string
let spki: Uint8Array
let host: RunningTokenHost | undefined
let runs = 0
let log: string

/** A host whose module behaves as `fault` says; its calls are logged. */
async function start(fault: string, options?: TokenHostOptions): Promise<RunningTokenHost> {
  log = join(directory, `calls-${++runs}`)
  host = await startTokenHost(withFault(module, library, fault, log), options)
  return host
}

async function startLoggedIn(fault: string, options?: TokenHostOptions): Promise<RunningTokenHost> {
  const started = await start(fault, options)
  await started.login({ serial, pin: secret(userPin) })
  return started
}

const callsOf = (name: string) =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line === name).length

async function refusal<C extends ErrorCode>(promise: Promise<unknown>, code: C): Promise<ErrorDetail<C>> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isCeremonyError(error, code)) throw new Error(`not refused as ${code}`, { cause: error })
  return error.detail
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // ESRCH: what we ask about
  }
}

const sign = (from: RunningTokenHost) => from.sign({ ...key, messages: [message] })

beforeAll(async () => {
  const made = await makeSoftHsm(directory, 2)
  module = made.module
  serial = made.tokens[0]?.serial ?? ''
  spare = made.tokens[1]?.serial ?? ''
  library = compileLibrary('fault.c', directory)
  const plain = await startTokenHost(module)
  const pins = { factorySoPin: secret(factorySoPin), soPin: secret(factorySoPin), userPin: secret(userPin) }
  await plain.initialise({ serial, label: 'faulty', ...pins })
  await plain.login({ serial, pin: secret(userPin) })
  spki = (await plain.generateKeyPair({ ...key, label: 'key' })).spki
  await plain.close()
})
afterEach(async () => {
  await host?.close()
  host = undefined
})
afterAll(remove)

describe('the process', () => {
  test('names a crash by its signal, then refuses every later call', async () => {
    const started = await startLoggedIn('C_Sign:crash:2')
    const first = sign(started)
    const crashing = sign(started)
    const queued = started.list()
    expect(await first).toHaveLength(1)
    expect(await refusal(crashing, 'token/host-died')).toEqual({ call: 'sign', signal: 'SIGSEGV', exitCode: -1 })
    await refusal(queued, 'token/host-gone')
    await refusal(sign(started), 'token/host-gone')
  })

  test('names a library that ends the process by its exit code', async () => {
    const started = await startLoggedIn('C_Sign:exit')
    expect(await refusal(sign(started), 'token/host-died')).toEqual({ call: 'sign', signal: 'none', exitCode: 7 })
  })

  test('names a process that was killed from outside', async () => {
    const started = await startLoggedIn('C_Sign:hang')
    const waiting = sign(started)
    process.kill(started.pid, 'SIGKILL')
    expect(await refusal(waiting, 'token/host-died')).toMatchObject({ signal: 'SIGKILL' })
  })

  test('kills a module that hangs after the deadline, and the process is gone', async () => {
    const started = await startLoggedIn('C_Sign:hang', { deadlineMs: 1500 })
    expect(await refusal(sign(started), 'token/host-hung')).toEqual({ call: 'sign', deadlineMs: 1500 })
    await started.close()
    expect(alive(started.pid)).toBe(false)
    await refusal(started.list(), 'token/host-gone')
  })

  test('lets a batch run past the deadline while each call of it gives a sign of life', async () => {
    const started = await startLoggedIn('C_Sign:sleep=200', { deadlineMs: 1500 })
    expect(await started.sign({ ...key, messages: Array.from({ length: 12 }, () => message) })).toHaveLength(12)
  })

  test('refuses to start where C_Initialize crashes, hangs or says no', async () => {
    expect(await refusal(start('C_Initialize:crash'), 'token/host-died')).toMatchObject({ call: 'open' })
    await refusal(start('C_Initialize:hang', { deadlineMs: 1500 }), 'token/host-hung')
    expect(await refusal(start('C_Initialize:rv=2'), 'token/module-start')).toMatchObject({ ckr: 'CKR_HOST_MEMORY' })
  })

  test('reads what a library prints, keeps it bounded, and is not disturbed by it', async () => {
    const started = await startLoggedIn('C_Sign:print')
    await started.sign({ ...key, messages: Array.from({ length: 2000 }, () => message) })
    const output = started.moduleOutput()
    expect(output).toContain('chatter on stdout')
    expect(output).toContain('chatter on stderr')
    expect(output.join('\n').length).toBeLessThan(20_000)
  })
})

describe('a failed call', () => {
  test('keeps the CKR name and the call, and leaves no CKR_OPERATION_ACTIVE to the next one', async () => {
    const started = await startLoggedIn('C_Sign:rv=30:1')
    expect(await refusal(sign(started), 'token/failed')).toEqual({ serial, call: 'C_Sign', ckr: 'CKR_DEVICE_ERROR' })
    const [signature] = await sign(started)
    verifySignature({ spki, algorithm: 'ecdsa-p256', message, signature: signature ?? new Uint8Array(0) })
    expect(callsOf('C_Login')).toBe(1)
  })

  test('keeps the number of a vendor code', async () => {
    const started = await startLoggedIn('C_Sign:rv=80000123:1')
    expect(await refusal(sign(started), 'token/failed')).toMatchObject({ ckr: 'CKR_VENDOR_DEFINED(0x80000123)' })
  })

  test('says that the token was removed, by the code or because it is no longer there', async () => {
    const pulled = await startLoggedIn('C_Sign:rv=32:1')
    expect(await refusal(sign(pulled), 'token/removed')).toMatchObject({ serial, ckr: 'CKR_DEVICE_REMOVED' })
    await pulled.close()
    const vague = await startLoggedIn('C_Sign:rv=5:1,C_GetSlotList:none:3')
    expect(await refusal(sign(vague), 'token/removed')).toMatchObject({ serial, ckr: 'CKR_GENERAL_ERROR' })
  })

  test('refuses a success without the bytes (a length of 2^40 comes out as none)', async () => {
    const started = await startLoggedIn('C_Sign:huge')
    expect(await refusal(sign(started), 'token/bad-answer')).toMatchObject({ call: 'C_Sign', serial })
  })

  test('gives no signature of a batch in which one failed', async () => {
    const started = await startLoggedIn('C_Sign:rv=30:3')
    await refusal(started.sign({ ...key, messages: [message, message, message, message] }), 'token/failed')
    expect(callsOf('C_Sign')).toBe(3)
  })
})

describe('before a PIN is spent', () => {
  test('refuses two tokens with one serial', async () => {
    const started = await start('C_GetTokenInfo:same')
    await refusal(started.login({ serial: 'SAME', pin: secret(userPin) }), 'token/serial-twice')
    expect(callsOf('C_Login')).toBe(0)
  })

  test('refuses a locked user PIN and a locked SO PIN', async () => {
    const user = await start('C_GetTokenInfo:flags=40000')
    const detail = await refusal(user.login({ serial, pin: secret(userPin) }), 'token/pin-locked')
    expect(detail).toEqual({ serial, call: 'C_Login', ckr: 'none', which: 'user' })
    expect(callsOf('C_Login')).toBe(0)
    await user.close()
    const so = await start('C_GetTokenInfo:flags=400000')
    const pins = { factorySoPin: secret(factorySoPin), soPin: secret(factorySoPin), userPin: secret(userPin) }
    expect(await refusal(so.initialise({ serial, label: 'x', ...pins }), 'token/pin-locked')).toMatchObject({
      which: 'so',
    })
    expect(callsOf('C_InitToken')).toBe(0)
  })

  test('refuses a token that wants its own pad, and a PIN that is not text', async () => {
    const pad = await start('C_GetTokenInfo:flags=100')
    await refusal(pad.login({ serial, pin: secret(userPin) }), 'token/own-pad')
    await pad.close()
    const started = await start('')
    for (const bytes of [Uint8Array.of(0xff, 0xfe, 0x31, 0x32, 0x33), Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0)])
      await refusal(started.login({ serial, pin: new Secret(bytes) }), 'token/pin-encoding')
    expect(callsOf('C_Login')).toBe(0)
  })

  test('sends nothing when the secret was wiped before, and goes on', async () => {
    const started = await start('')
    const wiped = secret(userPin)
    wiped.destroy()
    await refusal(started.login({ serial, pin: wiped }), 'secret/destroyed')
    expect(callsOf('C_Login')).toBe(0)
    await started.login({ serial, pin: secret(userPin) })
  })

  test('shows low and final-try as the flags tell them', async () => {
    const low = await start('C_GetTokenInfo:flags=110000')
    expect((await low.list()).find((token) => token.serial === serial)).toMatchObject({ userPin: 'low', soPin: 'low' })
    await low.close()
    const last = await start('C_GetTokenInfo:flags=330000')
    expect((await last.list()).find((token) => token.serial === serial)).toMatchObject({
      userPin: 'final-try',
      soPin: 'final-try',
    })
  })

  test('does not show the spare SoftHSM token as locked', async () => {
    const started = await start('')
    expect((await started.list()).find((token) => !token.initialised)).toMatchObject({ serial: '', soPin: 'not-set' })
  })
})

describe('a wrong PIN', () => {
  test('is one C_Login, whatever the answer, and names the state read afterwards', async () => {
    const wrong = await start('')
    const detail = await refusal(wrong.login({ serial, pin: secret('not the pin') }), 'token/pin-incorrect')
    expect(detail).toEqual({ serial, call: 'C_Login', ckr: 'CKR_PIN_INCORRECT', pinState: 'low' })
    expect(callsOf('C_Login')).toBe(1)
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
      const started = await start(`C_Login:rv=${rv}`)
      await refusal(started.login({ serial, pin: secret(userPin) }), code)
      expect(callsOf('C_Login')).toBe(1)
      await started.close()
    }
  })
})

describe('a key that was made', () => {
  test.each([
    ['162', 'extractable'],
    ['103', 'not sensitive'],
    ['108', 'cannot sign'],
    ['2', 'visible without login'],
    ['1', 'not kept on the token'],
    ['10c', 'can derive keys'],
  ])(
    'KEY-ATTRIBUTES refuses it when attribute 0x%s reads back turned round (%s), and does not delete it',
    async (attribute, words) => {
      const started = await startLoggedIn(`C_GetAttributeValue:attr=${attribute}`)
      const objectId = `bad0${attribute.padStart(4, '0')}`
      const made = started.generateKeyPair({ objectId, label: 'bad', algorithm: 'ecdsa-p256' })
      expect((await refusal(made, 'token/key-attributes')).wrong).toEqual([words])
      expect(callsOf('C_DestroyObject')).toBe(0)
      expect(await started.findKey({ objectId, algorithm: 'ecdsa-p256' })).toBeDefined()
    },
  )

  test('tries the other form of the Ed25519 parameters only when the first was refused as a form', async () => {
    const other = await startLoggedIn('C_GenerateKeyPair:rv=13:1')
    await other.generateKeyPair({ objectId: 'ed01', label: 'ed', algorithm: 'ed25519' })
    expect(callsOf('C_GenerateKeyPair')).toBe(2)
    await other.close()
    const failed = await startLoggedIn('C_GenerateKeyPair:rv=5:1')
    await refusal(failed.generateKeyPair({ objectId: 'ed02', label: 'ed', algorithm: 'ed25519' }), 'token/failed')
    expect(callsOf('C_GenerateKeyPair')).toBe(1)
  })
})

describe('initialising', () => {
  const pins = () => ({
    factorySoPin: secret(factorySoPin),
    soPin: secret('new-so-pin'),
    userPin: secret(userPin),
  })

  test('says that the token is erased but half done when a PIN cannot be set; the factory SO PIN still holds', async () => {
    for (const fault of ['C_InitPIN:rv=5', 'C_SetPIN:rv=5', 'C_Login:rv=30']) {
      const started = await start(fault)
      const half = await refusal(
        started.initialise({ serial: spare, label: 'half', ...pins() }),
        'token/half-initialised',
      )
      expect(half.serial).toBe(spare)
      await started.close()
    }
    const plain = await startTokenHost(module)
    const info = await plain.initialise({ serial: spare, label: 'whole', ...pins() })
    expect(info).toMatchObject({ serial: spare, label: 'whole', userPin: 'ok' })
    await plain.close()
  })

  test('does not take a label that is not printable ASCII of 1 to 32 characters', async () => {
    const started = await start('')
    for (const label of ['', ' x', 'x ', 'ä', 'x\n', 'x'.repeat(33)])
      await refusal(started.initialise({ serial: spare, label, ...pins() }), 'token/request')
    expect(callsOf('C_InitToken')).toBe(0)
  })
})

describe('what a module says', () => {
  test('escapes control and bidi characters of a label, one to one', async () => {
    const started = await start('C_GetTokenInfo:evil')
    const [first] = await started.list()
    expect(first?.label).toBe('a\\u{1b}[2Jb\\u{a}\\u{202e}c\\u{5c}d')
  })

  test('says false where the token cannot hold data, and keeps both objects when the old one cannot go', async () => {
    const unable = await startLoggedIn('C_CreateObject:rv=54')
    expect(await unable.writeData({ label: 'reg', value: Uint8Array.of(1) })).toBe(false)
    await unable.close()
    const cut = await startLoggedIn('C_DestroyObject:rv=5')
    await cut.writeData({ label: 'reg', value: Uint8Array.of(1) })
    await refusal(cut.writeData({ label: 'reg', value: Uint8Array.of(2) }), 'token/failed')
    expect(await refusal(cut.readData({ serial, label: 'reg' }), 'token/data-twice')).toMatchObject({ count: 2 })
    await cut.close()
    const whole = await startLoggedIn('')
    expect(await whole.writeData({ label: 'reg', value: Uint8Array.of(3) })).toBe(true)
    expect(await whole.readData({ serial, label: 'reg' })).toEqual(Uint8Array.of(3))
  })
})
