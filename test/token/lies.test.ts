// A module that lies or does half of what it is told, in front of SoftHSM.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTokenHost } from '../../core/token/client.node.ts'
import { type Faulty, makeFaulty, userPin } from './faulty.ts'
import { refusal } from './refusal.ts'
import { factorySoPin, secret } from './softhsm.ts'

let table: Faulty
beforeAll(async () => {
  table = await makeFaulty()
})
afterEach(() => table?.closeAll())
afterAll(() => table?.remove())

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
      const started = await table.startLoggedIn(`C_GetAttributeValue:attr=${attribute}`)
      const objectId = `bad0${attribute.padStart(4, '0')}`
      const made = started.generateKeyPair({ objectId, label: 'bad', algorithm: 'ecdsa-p256' })
      expect((await refusal(made, 'token/key-attributes')).wrong).toEqual([words])
      expect(table.callsOf('C_DestroyObject')).toBe(0)
      expect(await started.findKey({ objectId, algorithm: 'ecdsa-p256' })).toBeDefined()
    },
  )

  test('tries the other form of the Ed25519 parameters only when the first was refused as a form', async () => {
    const other = await table.startLoggedIn('C_GenerateKeyPair:rv=13:1')
    await other.generateKeyPair({ objectId: 'ed01', label: 'ed', algorithm: 'ed25519' })
    expect(table.callsOf('C_GenerateKeyPair')).toBe(2)
    await other.close()
    const failed = await table.startLoggedIn('C_GenerateKeyPair:rv=5:1')
    await refusal(failed.generateKeyPair({ objectId: 'ed02', label: 'ed', algorithm: 'ed25519' }), 'token/failed')
    expect(table.callsOf('C_GenerateKeyPair')).toBe(1)
  })
})

describe('initialising', () => {
  const pins = () => ({
    factorySoPin: secret(factorySoPin),
    soPin: secret('new-so-pin'),
    userPin: secret(userPin),
  })

  test('says that the token is erased but half done when a PIN cannot be set, and shows no user PIN', async () => {
    for (const fault of ['C_SetPIN:rv=5', 'C_Login:rv=30', 'C_InitPIN:rv=5']) {
      const started = await table.start(fault)
      const half = await refusal(
        started.initialise({ serial: table.spare, label: 'half', ...pins() }),
        'token/half-initialised',
      )
      expect(half.serial).toBe(table.spare)
      const shown = (await started.list()).find((token) => token.serial === table.spare)
      expect(shown?.userPin).toBe('not-set')
      await started.close()
    }
    // The SO PIN is set before the user PIN: after the last fault it is the new one already.
    const plain = await startTokenHost(table.module)
    const { soPin, userPin } = pins()
    const info = await plain.initialise({ serial: table.spare, label: 'whole', factorySoPin: soPin, soPin, userPin })
    expect(info).toMatchObject({ serial: table.spare, label: 'whole', userPin: 'ok' })
    await plain.close()
  })

  test('says what failed, and not that the PINs could not be set, once both are set', async () => {
    for (const call of ['C_Logout', 'C_CloseSession']) {
      const started = await table.start(`${call}:rv=5`)
      const factory = secret(factorySoPin)
      const sameSoPin = { factorySoPin: factory, soPin: factory, userPin: secret(userPin) }
      // Each time a new token: the spare one without a serial number.
      const made = started.initialise({ serial: '', label: 'whole', ...sameSoPin })
      expect(await refusal(made, 'token/failed')).toMatchObject({ call, ckr: 'CKR_GENERAL_ERROR' })
      const shown = (await started.list()).filter((token) => token.label === 'whole' && token.serial !== table.spare)
      expect(new Set(shown.map((token) => token.userPin))).toEqual(new Set(['ok']))
      await started.close()
    }
  })

  test('says that the token is erased where it cannot even be looked for afterwards', async () => {
    const started = await table.start('C_GetSlotList:rv=5:5') // after two looks of two calls each
    const half = await refusal(started.initialise({ serial: '', label: 'lost', ...pins() }), 'token/half-initialised')
    expect(half).toEqual({ serial: '', call: 'C_GetSlotList', ckr: 'CKR_GENERAL_ERROR' })
    expect(table.callsOf('C_Login')).toBe(0)
  })

  test('hands over a label of exactly 32 bytes, padded with blanks', async () => {
    const started = await table.start('')
    await refusal(
      started.initialise({ serial: table.spare, label: 'acme', ...pins(), factorySoPin: secret('wrong-so-pin') }),
      'token/so-pin-incorrect',
    )
    expect(table.callsOf(`[acme${' '.repeat(28)}]`)).toBe(1)
  })

  test('does not take a label that is not printable ASCII of 1 to 32 characters', async () => {
    const started = await table.start('')
    for (const label of ['', ' x', 'x ', 'ä', 'x\n', 'x'.repeat(33)])
      await refusal(started.initialise({ serial: table.spare, label, ...pins() }), 'token/request')
    expect(table.callsOf('C_InitToken')).toBe(0)
  })
})

describe('what a module says', () => {
  test('escapes control and bidi characters of a label, one to one', async () => {
    const started = await table.start('C_GetTokenInfo:evil')
    const [first] = await started.list()
    expect(first?.label).toBe('a\\u{1b}[2Jb\\u{a}\\u{202e}c\\u{5c}d')
  })

  test('says false where the token cannot hold data, and keeps both objects when the old one cannot go', async () => {
    const unable = await table.startLoggedIn('C_CreateObject:rv=54')
    expect(await unable.writeData({ label: 'reg', value: Uint8Array.of(1) })).toBe(false)
    await unable.close()
    const cut = await table.startLoggedIn('C_DestroyObject:rv=5')
    await cut.writeData({ label: 'reg', value: Uint8Array.of(1) })
    await refusal(cut.writeData({ label: 'reg', value: Uint8Array.of(2) }), 'token/failed')
    expect(await refusal(cut.readData({ serial: table.serial, label: 'reg' }), 'token/data-twice')).toMatchObject({
      count: 2,
    })
    await cut.close()
    const whole = await table.startLoggedIn('')
    expect(await whole.writeData({ label: 'reg', value: Uint8Array.of(3) })).toBe(true)
    expect(await whole.readData({ serial: table.serial, label: 'reg' })).toEqual(Uint8Array.of(3))
  })

  test('loses its process, and nothing else, when it writes to the channel of the station', async () => {
    const junk = await table.start('C_GetTokenInfo:forge')
    expect(await refusal(junk.list(), 'token/host-protocol')).toMatchObject({ call: 'list' })
    await refusal(junk.list(), 'token/host-gone')
    const shapeless = await table.start('C_GetTokenInfo:forget')
    await refusal(shapeless.list(), 'token/host-protocol')
    const closed = await table.start('C_GetTokenInfo:close')
    await refusal(closed.list(), 'token/host-died')
  })

  test('gets its LibraryParameters whole, and CKF_OS_LOCKING_OK', async () => {
    const parameters = "configdir='sql:/x/nss'"
    const log = join(mkdtempSync(join(tmpdir(), 'anchorite-')), 'log')
    const { path, environment } = table.site('C_Initialize:params', log)
    const host = await startTokenHost({ path, environment, parameters })
    await host.close()
    expect(readFileSync(log, 'utf8').split('\n')).toEqual(expect.arrayContaining([parameters, 'CKF_OS_LOCKING_OK']))
    rmSync(dirname(log), { recursive: true })
  })
})
