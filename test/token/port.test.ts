// The same cases on the fake and on two makers' tokens: what the ceremony's tests learn from the fake has to hold.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { FakeToken, FakeTokenHost } from '../fakes/token-host.ts'
import { makeNss, nssLibrary, nssSerial } from './nss.ts'
import { refusal } from './refusal.ts'
import { factorySoPin, makeSoftHsm, secret, type TestToken, temporaryDirectory } from './softhsm.ts'

type Table = {
  readonly tokens: readonly TestToken[]
  readonly start: () => Promise<TokenHost>
  readonly end: () => void
}

/** What tokens of a kind can do, and what they say of themselves. */
type Kind = {
  readonly name: string
  readonly makeTable: () => Promise<Table>
  readonly algorithms: readonly Algorithm[]
  /** CKA_LOCAL of a key that was made on it. NSS says no. */
  readonly local: boolean
  /** Flags after one wrong PIN. NSS has none. */
  readonly afterWrongPin: 'low' | 'ok'
  /** It obeys C_InitToken. NSS takes any SO PIN and forgets the label, so its token comes ready. */
  readonly initialises: boolean
  readonly holdsData: boolean
}

async function fakeTable(): Promise<Table> {
  const tokens = ['fake-1', 'fake-2'].map((serial) => new FakeToken(serial, secret(factorySoPin)))
  for (const token of tokens) token.setPin('user', secret('nobody knows it'))
  return {
    tokens: tokens.map(({ serial }) => ({ serial, factorySoPin: secret(factorySoPin) })),
    start: async () => new FakeTokenHost(tokens),
    end: () => undefined,
  }
}

async function softHsmTable(): Promise<Table> {
  const { directory, remove } = temporaryDirectory()
  const { module, tokens } = await makeSoftHsm(directory, 2)
  return { tokens, start: () => startTokenHost(module), end: remove }
}

async function nssTable(library: string): Promise<Table> {
  const { directory, remove } = temporaryDirectory()
  const module = makeNss(library, directory, userPin)
  const tokens = [{ serial: nssSerial, factorySoPin: secret('') }]
  return { tokens, start: () => startTokenHost(module), end: remove }
}

const userPin = 'user-pin-1234'
const soPin = 'so-pin-56789'

const full = {
  algorithms: ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'],
  local: true,
  afterWrongPin: 'low',
  initialises: true,
  holdsData: true,
} as const
const library = nssLibrary()
const kinds: readonly Kind[] = [
  { ...full, name: 'the fake', makeTable: fakeTable },
  { ...full, name: 'SoftHSM', makeTable: softHsmTable },
  ...(library === undefined
    ? []
    : [
        {
          name: 'NSS softokn',
          makeTable: () => nssTable(library),
          algorithms: ['ecdsa-p256', 'ecdsa-p384', 'rsa-3072', 'rsa-4096'],
          local: false,
          afterWrongPin: 'ok',
          initialises: false,
          holdsData: false,
        } as const,
      ]),
]

describe.each(kinds)('a token host ($name)', (kind) => {
  let table: Table
  let host: TokenHost
  const serial = (index: number) => table.tokens[index]?.serial ?? 'no such token'
  const initialise = (index: number) =>
    host.initialise({
      serial: serial(index),
      label: `acme-root-${index}`,
      factorySoPin: secret(factorySoPin),
      soPin: secret(soPin),
      userPin: secret(userPin),
    })

  beforeAll(async () => {
    table = await kind.makeTable()
    if (!kind.initialises) return
    host = await table.start()
    await initialise(0)
    await host.close()
  })
  afterEach(async () => host?.close())
  afterAll(() => table?.end())
  const start = async () => {
    host = await table.start()
  }
  const startLoggedIn = async () => {
    await start()
    await host.login({ serial: serial(0), pin: secret(userPin) })
  }

  test('refuses a serial that is not present before any PIN, and names those that are', async () => {
    await start()
    const detail = await refusal(host.login({ serial: 'ffff', pin: secret(userPin) }), 'token/not-present')
    expect(detail.present).toEqual(expect.arrayContaining(table.tokens.map((token) => token.serial)))
    expect((await host.list()).find((token) => token.serial === serial(0))?.userPin).toBe('ok')
  })

  test('refuses a wrong user PIN with serial, call, CKR and the PIN state afterwards, and takes the right one after', async () => {
    await start()
    const detail = await refusal(host.login({ serial: serial(0), pin: secret('wrong-pin') }), 'token/pin-incorrect')
    expect(detail).toEqual({
      serial: serial(0),
      call: 'C_Login',
      ckr: 'CKR_PIN_INCORRECT',
      pinState: kind.afterWrongPin,
    })
    await host.login({ serial: serial(0), pin: secret(userPin) })
  })

  test('refuses keys and data without login, and a second login', async () => {
    await start()
    const key = { objectId: 'aa', algorithm: 'ecdsa-p256' } as const
    await refusal(host.generateKeyPair({ ...key, label: 'k' }), 'token/not-logged-in')
    await refusal(host.findKey(key), 'token/not-logged-in')
    await refusal(host.sign({ ...key, messages: [] }), 'token/not-logged-in')
    await refusal(host.writeData({ label: 'd', value: Uint8Array.of(1) }), 'token/not-logged-in')
    await host.login({ serial: serial(0), pin: secret(userPin) })
    await refusal(host.login({ serial: serial(0), pin: secret(userPin) }), 'token/already-logged-in')
    await refusal(initialise(0), 'token/already-logged-in')
  })

  test('refuses a second key for one CKA_ID, a key that is not there, and a key of another algorithm', async () => {
    await startLoggedIn()
    await host.generateKeyPair({ objectId: 'aa01', label: 'first', algorithm: 'ecdsa-p256' })
    const again = host.generateKeyPair({ objectId: 'aa01', label: 'second', algorithm: 'ecdsa-p384' })
    expect(await refusal(again, 'token/object-id-taken')).toMatchObject({ objectId: 'aa01', serial: serial(0) })
    await refusal(host.sign({ objectId: 'aa02', algorithm: 'ecdsa-p256', messages: [] }), 'token/key-missing')
    expect(await host.findKey({ objectId: 'aa02', algorithm: 'ecdsa-p256' })).toBeUndefined()
    await refusal(host.findKey({ objectId: 'aa01', algorithm: 'ecdsa-p384' }), 'token/key-algorithm')
    await refusal(host.findKey({ objectId: 'aa01', algorithm: 'rsa-3072' }), 'token/key-algorithm')
  })

  test('refuses every call after close, and closes twice without complaint', async () => {
    await start()
    await host.close()
    await host.close()
    await refusal(host.list(), 'token/host-gone')
    await refusal(host.login({ serial: serial(0), pin: secret(userPin) }), 'token/host-gone')
  })

  test.each(kind.algorithms)(
    'makes a %s key that cannot leave, finds it again after a new login, and signs so that it verifies',
    async (algorithm) => {
      const objectId = `b0${Buffer.from(algorithm).toString('hex')}`
      await startLoggedIn()
      const made = await host.generateKeyPair({ objectId, label: `key ${algorithm}`, algorithm })
      expect(made).toMatchObject({ objectId, label: `key ${algorithm}`, algorithm })
      expect(made.attributes).toEqual({
        sensitive: true,
        extractable: false,
        sign: true,
        private: true,
        token: true,
        claimedLocal: kind.local,
        claimedAlwaysSensitive: true,
        claimedNeverExtractable: true,
      })
      await host.close()
      await startLoggedIn()
      expect(await host.findKey({ objectId, algorithm })).toEqual(made)
      const messages = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(100_000).fill(7)]
      const signatures = await host.sign({ objectId, algorithm, messages })
      expect(signatures).toHaveLength(3)
      for (const [index, message] of messages.entries())
        verifySignature({ spki: made.spki, algorithm, message, signature: signatures[index] ?? new Uint8Array(0) })
    },
  )

  test('signs an empty batch as nothing and a long batch in order', async () => {
    await startLoggedIn()
    const algorithm = kind.algorithms.includes('ed25519') ? 'ed25519' : 'ecdsa-p256'
    const key = { objectId: 'ba7c', algorithm } as const
    const { spki } = await host.generateKeyPair({ ...key, label: 'batch' })
    expect(await host.sign({ ...key, messages: [] })).toEqual([])
    const messages = Array.from({ length: 50 }, (_, index) => Uint8Array.of(index))
    const signatures = await host.sign({ ...key, messages })
    for (const [index, message] of messages.entries())
      verifySignature({ spki, algorithm, message, signature: signatures[index] ?? new Uint8Array(0) })
  })

  for (const algorithm of full.algorithms.filter((candidate) => !kind.algorithms.includes(candidate)))
    test(`refuses a ${algorithm} key, which it cannot make, before anything is made`, async () => {
      await startLoggedIn()
      const made = host.generateKeyPair({ objectId: 'ed', label: 'ed', algorithm })
      expect(await refusal(made, 'token/mechanism-missing')).toMatchObject({ serial: serial(0), algorithm })
      expect(await host.findKey({ objectId: 'ed', algorithm })).toBeUndefined()
    })

  if (!kind.holdsData)
    test('says that it cannot hold a data object, and has none', async () => {
      await startLoggedIn()
      expect(await host.writeData({ label: 'register', value: Uint8Array.of(1, 2) })).toBe(false)
      expect(await host.readData({ serial: serial(0), label: 'register' })).toBeUndefined()
    })
  else
    test('writes a data object, replaces it, and reads it without login', async () => {
      await startLoggedIn()
      expect(await host.readData({ serial: serial(0), label: 'register' })).toBeUndefined()
      expect(await host.writeData({ label: 'register', value: Uint8Array.of(1, 2) })).toBe(true)
      expect(await host.writeData({ label: 'register', value: Uint8Array.of(3) })).toBe(true)
      await host.close()
      await start()
      expect(await host.readData({ serial: serial(0), label: 'register' })).toEqual(Uint8Array.of(3))
      expect(await host.readData({ serial: serial(1), label: 'register' })).toBeUndefined()
    })

  if (!kind.initialises) return

  test('refuses a wrong SO PIN, and the keys stay', async () => {
    await startLoggedIn()
    await host.generateKeyPair({ objectId: '5afe', label: 'stays', algorithm: 'ecdsa-p256' })
    await host.close()
    await start()
    const wrong = { serial: serial(0), label: 'x', soPin: secret(soPin), userPin: secret(userPin) }
    const detail = await refusal(
      host.initialise({ ...wrong, factorySoPin: secret('wrong-so-pin') }),
      'token/so-pin-incorrect',
    )
    expect(detail).toMatchObject({ serial: serial(0), ckr: 'CKR_PIN_INCORRECT', call: 'C_InitToken' })
    await host.login({ serial: serial(0), pin: secret(userPin) })
    expect(await host.findKey({ objectId: '5afe', algorithm: 'ecdsa-p256' })).toBeDefined()
  })

  test('refuses a PIN that is too short before anything is erased', async () => {
    await startLoggedIn()
    await host.generateKeyPair({ objectId: '5aff', label: 'stays', algorithm: 'ecdsa-p256' })
    await host.close()
    await start()
    const request = { serial: serial(0), label: 'x', factorySoPin: secret(soPin), soPin: secret(soPin) }
    const detail = await refusal(host.initialise({ ...request, userPin: secret('123') }), 'token/pin-length')
    expect(detail).toMatchObject({ serial: serial(0), which: 'user', minBytes: 4, maxBytes: 255 })
    await refusal(host.login({ serial: serial(0), pin: secret('12') }), 'token/pin-length')
    await host.login({ serial: serial(0), pin: secret(userPin) })
    expect(await host.findKey({ objectId: '5aff', algorithm: 'ecdsa-p256' })).toBeDefined()
  })

  test('initialises a token under its serial: label and PINs are new, the keys are gone', async () => {
    await start()
    const info = await initialise(1)
    expect(info).toMatchObject({
      serial: serial(1),
      label: 'acme-root-1',
      initialised: true,
      userPin: 'ok',
      soPin: 'ok',
    })
    await host.login({ serial: serial(1), pin: secret(userPin) })
    await host.generateKeyPair({ objectId: 'dead', label: 'old', algorithm: 'ed25519' })
    await host.close()
    await start()
    await refusal(initialise(1), 'token/so-pin-incorrect') // the factory SO PIN holds no more
    await host.initialise({
      serial: serial(1),
      label: 'again',
      factorySoPin: secret(soPin),
      soPin: secret('other-so-pin'),
      userPin: secret('other-user-pin'),
    })
    await refusal(host.login({ serial: serial(1), pin: secret(userPin) }), 'token/pin-incorrect')
    await host.login({ serial: serial(1), pin: secret('other-user-pin') })
    expect(await host.findKey({ objectId: 'dead', algorithm: 'ed25519' })).toBeUndefined()
  })
})
