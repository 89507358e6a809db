// Tokens that come and go: pulled, twins, moved, warned, locked, logged out. The right one or none, and no try by itself.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SiteModule } from '../../core/formats/site.ts'
import { type RunningTokenHost, startTokenHost } from '../../core/token/client.node.ts'
import { refusal } from '../token/refusal.ts'
import { factorySoPin, secret } from '../token/softhsm.ts'
import { makeTable } from './run.ts'

const userPin = 'user-pin-1234'
const key = { objectId: 'c0de', algorithm: 'ecdsa-p256' } as const
const messages = [Uint8Array.of(1)]

type Table = Awaited<ReturnType<typeof makeTable>>
let table: Table
const hosts: RunningTokenHost[] = []
beforeAll(async () => {
  table = await makeTable()
  // The second token gets the label of the first, and a user PIN.
  const host = await startTokenHost(table.site)
  const so = secret(factorySoPin)
  const pins = { factorySoPin: so, soPin: so, userPin: secret(userPin) }
  await host.initialise({ serial: table.spare, label: 'faulty', ...pins })
  await host.close()
})
afterEach(async () => {
  table.cue('')
  for (const host of hosts.splice(0)) await host.close()
})
afterAll(() => table?.remove())

async function start(site: SiteModule = table.site): Promise<RunningTokenHost> {
  const host = await startTokenHost(site)
  hosts.push(host)
  return host
}

async function loggedIn(serial = table.serial, site: SiteModule = table.site): Promise<RunningTokenHost> {
  const host = await start(site)
  await host.login({ serial, pin: secret(userPin) })
  return host
}

const logins = () => table.count('C_Login')

describe('a token that is pulled', () => {
  test('before a call is not present: no PIN is sent', async () => {
    for (const fault of ['C_GetSlotList:none', 'C_GetTokenInfo:rv=32', 'C_GetTokenInfo:rv=e0']) {
      const host = await start()
      table.cue(fault)
      const login = host.login({ serial: table.serial, pin: secret(userPin) })
      expect(await refusal(login, 'token/not-present')).toMatchObject({ serial: table.serial, present: [] })
      expect(await host.list()).toEqual([])
      expect(logins()).toBe(0)
      table.cue('')
    }
  })

  test('while it is looked at is left out of the list, and the others stay', async () => {
    const host = await start()
    table.cue('C_GetMechanismList:rv=32:1')
    const listed = (await host.list()).map(({ serial }) => serial)
    expect(listed).toHaveLength(2)
    expect((await host.list()).map(({ serial }) => serial)).toEqual(expect.arrayContaining([table.serial, table.spare]))
  })

  test('during a call is removed, whatever the code; the next call looks again and sends no PIN', async () => {
    for (const [fault, ckr] of [
      ['C_Sign:rv=32', 'CKR_DEVICE_REMOVED'],
      ['C_Sign:rv=e0', 'CKR_TOKEN_NOT_PRESENT'],
      ['C_Sign:rv=30,C_GetSlotList:none', 'CKR_DEVICE_ERROR'],
      ['C_Sign:rv=80000001,C_GetTokenInfo:rv=32', 'CKR_VENDOR_DEFINED(0x80000001)'],
    ] as const) {
      const host = await loggedIn()
      await host.sign({ ...key, messages })
      table.cue(fault)
      const removed = await refusal(host.sign({ ...key, messages }), 'token/removed')
      expect(removed).toEqual({ serial: table.serial, call: 'C_Sign', ckr })
      table.cue('C_GetSlotList:none')
      await refusal(host.sign({ ...key, messages }), 'token/removed')
      await refusal(host.generateKeyPair({ objectId: 'aa', label: 'a', algorithm: 'ecdsa-p256' }), 'token/removed')
      expect(table.count('C_GenerateKeyPair')).toBe(0)
      expect(logins()).toBe(0)
      table.cue('')
    }
  })

  test('after a call, and put in again, forgot its login: that is said, not that its key is missing', async () => {
    const host = await loggedIn()
    await host.sign({ ...key, messages })
    table.cue('C_FindObjectsInit:lose:1')
    await refusal(host.sign({ ...key, messages }), 'token/removed')
    await refusal(host.sign({ ...key, messages }), 'token/not-logged-in')
    await refusal(host.findKey(key), 'token/not-logged-in')
    await refusal(host.findKey({ ...key, objectId: 'beef' }), 'token/not-logged-in')
    expect(logins()).toBe(0)
    table.cue('')
    const again = await loggedIn()
    expect(await again.sign({ ...key, messages })).toHaveLength(1)
  })

  test('in the middle of a batch gives no signature of it', async () => {
    const host = await loggedIn()
    table.cue('C_Sign:lose:3')
    await refusal(host.sign({ ...key, messages: Array.from({ length: 5 }, () => Uint8Array.of(1)) }), 'token/removed')
    expect(table.count('C_Sign')).toBe(3)
    expect(logins()).toBe(0)
  })
})

describe('tokens that look alike', () => {
  test('with one label are told apart by serial: the key of one is not the key of the other', async () => {
    const host = await start()
    const labels = (await host.list()).filter(({ initialised }) => initialised).map(({ label }) => label)
    expect(labels).toEqual(['faulty', 'faulty'])
    await host.login({ serial: table.spare, pin: secret(userPin) })
    expect(await host.findKey(key)).toBeUndefined()
    await refusal(host.sign({ ...key, messages }), 'token/key-missing')
    const right = await loggedIn(table.serial)
    expect((await right.findKey(key))?.spki).toEqual(table.spki)
  })

  test('with one serial in one module are refused, in two modules are two tokens: a PIN goes to the one of its module', async () => {
    const other = await makeTable()
    try {
      table.cue('C_GetTokenInfo:same')
      const host = await start()
      await refusal(host.login({ serial: 'SAME', pin: secret(userPin) }), 'token/serial-twice')
      expect(logins()).toBe(0)
      for (const { cue } of [table, other]) cue('')
      const alias = { FAULT_ALIAS: `${other.serial}=${table.serial}` }
      const there = await start({ ...other.site, environment: { ...other.site.environment, ...alias } })
      expect((await there.list()).map(({ serial }) => serial)).toContain(table.serial)
      await there.login({ serial: table.serial, pin: secret(userPin) })
      expect([other.count('C_Login'), logins()]).toEqual([1, 0])
      expect((await there.findKey(key))?.spki).not.toEqual(table.spki)
    } finally {
      for (const host of hosts.splice(0)) await host.close()
      other.remove()
    }
  })

  test('that changed slots after the login are not taken for one another', async () => {
    const host = await loggedIn()
    await host.sign({ ...key, messages })
    table.cue('C_GetSlotList:swap:2,C_Sign:rv=30:1')
    await host.list()
    await refusal(host.sign({ ...key, messages }), 'token/removed') // and the work session is dropped
    await refusal(host.sign({ ...key, messages }), 'token/removed')
    const made = host.generateKeyPair({ objectId: 'ab', label: 'a', algorithm: 'ecdsa-p256' })
    await refusal(made, 'token/removed')
    expect(table.count('C_GenerateKeyPair')).toBe(0)
    expect(logins()).toBe(0)
  })

  test('that changed slots before the login are found by serial', async () => {
    table.cue('C_GetSlotList:swap')
    const host = await start()
    await host.list()
    await host.login({ serial: table.serial, pin: secret(userPin) })
    expect((await host.findKey(key))?.spki).toEqual(table.spki)
  })
})

describe('a PIN counter', () => {
  /** The same tokens, whose user PIN locks after so many wrong ones; the count outlives a process. */
  const counted = (allowed: number, name: string): SiteModule => {
    const { environment } = table.site
    return {
      ...table.site,
      environment: { ...environment, FAULT_TRIES: `${allowed}:${environment.FAULT_FILE}-${name}` },
    }
  }
  const wrong = (host: RunningTokenHost) =>
    refusal(host.login({ serial: table.serial, pin: secret('not the pin') }), 'token/pin-incorrect')
  const shown = async (host: RunningTokenHost) =>
    (await host.list()).find(({ serial }) => serial === table.serial)?.userPin

  test('goes from ok to low, to the final try, to locked: each wrong PIN is one try, and a locked one none', async () => {
    const site = counted(3, 'locks')
    for (const [before, after] of [
      ['ok', 'low'],
      ['low', 'final-try'],
      ['final-try', 'locked'],
    ] as const) {
      const host = await start(site)
      expect(await shown(host)).toBe(before)
      table.cue('')
      expect((await wrong(host)).pinState).toBe(after)
      expect(logins()).toBe(1)
    }
    const host = await start(site)
    table.cue('')
    const refused = host.login({ serial: table.serial, pin: secret(userPin) })
    expect(await refusal(refused, 'token/pin-locked')).toMatchObject({ which: 'user', ckr: 'none' })
    expect(logins()).toBe(0)
  })

  test('begins again after the right PIN', async () => {
    const site = counted(3, 'again')
    const host = await start(site)
    await wrong(host)
    await host.login({ serial: table.serial, pin: secret(userPin) })
    expect(await shown(host)).toBe('ok')
  })

  test('that locks while the PIN is on its way is told by the answer to that one try', async () => {
    const host = await start()
    table.cue('C_Login:rv=a4')
    const refused = host.login({ serial: table.serial, pin: secret(userPin) })
    expect(await refusal(refused, 'token/pin-locked')).toMatchObject({ call: 'C_Login', ckr: 'CKR_PIN_LOCKED' })
    expect(logins()).toBe(1)
  })

  test('is not touched by a login that a module made and called a failure: nothing stays logged in', async () => {
    const host = await start()
    table.cue('C_Login:after=5:1')
    const login = () => host.login({ serial: table.serial, pin: secret(userPin) })
    expect(await refusal(login(), 'token/failed')).toMatchObject({ call: 'C_Login', ckr: 'CKR_GENERAL_ERROR' })
    await refusal(host.sign({ ...key, messages }), 'token/not-logged-in')
    expect(logins()).toBe(1)
    await login() // by a person; else CKR_USER_ALREADY_LOGGED_IN
    expect(await host.sign({ ...key, messages })).toHaveLength(1)
  })

  test('that cannot be read after a wrong PIN is unknown; that the PIN was wrong is said all the same', async () => {
    const host = await start()
    table.cue('C_GetTokenInfo:rv=5:4') // three slots are looked at before the login
    expect(await wrong(host)).toMatchObject({ pinState: 'unknown', ckr: 'CKR_PIN_INCORRECT' })
    expect(logins()).toBe(1)
  })
})

describe('a key that asks for its PIN at every use', () => {
  test('is refused when it was made, and stays; signing with it is refused before any PIN or signature', async () => {
    const host = await loggedIn()
    table.cue('C_GenerateKeyPair:always')
    const always = { objectId: 'a1', algorithm: 'ecdsa-p256' } as const
    const made = host.generateKeyPair({ ...always, label: 'always' })
    const { wrong } = await refusal(made, 'token/key-attributes')
    expect(wrong).toEqual(['asks for its PIN at every signature'])
    table.cue('')
    expect(await refusal(host.sign({ ...always, messages }), 'token/pin-every-time')).toMatchObject({
      objectId: 'a1',
      serial: table.serial,
    })
    expect([table.count('C_SignInit'), logins()]).toEqual([0, 0])
    expect(await host.findKey(always)).toBeDefined()
    expect(await host.sign({ ...key, messages })).toHaveLength(1)
  })
})
