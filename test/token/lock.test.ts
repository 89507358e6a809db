// What closing the way out comes to on modules that no software token is: a way back, a lie, no wrap at all.

import { expect, test } from 'vitest'
import { wrapKwp } from '../../core/backup/blob.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Cryptoki, Handle, Mechanism, RawTokenInfo, Template } from '../../core/token/cryptoki.ts'
import { lockKey } from '../../core/token/lock.node.ts'
import { CKA, CKS } from '../../core/token/numbers.ts'
import { TokenSession } from '../../core/token/session.ts'

const info: RawTokenInfo = {
  serial: 'stub',
  label: '',
  manufacturer: '',
  model: '',
  firmware: '1.0',
  flags: 0,
  minPinBytes: 4,
  maxPinBytes: 8,
}

/** A token with one private key, on which C_WrapKey is RFC 5649 under 0x210B. What a test does not name is refused. */
class StubModule {
  readonly key: Handle = Buffer.from('key')
  extractable = true
  /** Closed once, can it be opened again? */
  wayBack = false
  wraps = true
  /** What C_WrapKey of a closed key answers; undefined: it wraps all the same. */
  refusal: string | undefined = 'CKR_KEY_UNEXTRACTABLE'
  readonly #values = new Map<string, Uint8Array>()

  slots = () => [Buffer.from('slot')]
  tokenInfo = () => info
  openSession = () => Buffer.from('session')
  closeSession = () => undefined
  sessionState = () => CKS.rwUserFunctions
  find = () => [this.key]
  attribute = (_: Handle, __: Handle, type: number) =>
    Uint8Array.of(type === CKA.extractable && !this.extractable ? 0 : 1)

  setAttributes = (_: Handle, __: Handle, [first]: Template) => {
    if (first?.value === true && !this.wayBack) throw refused('C_SetAttributeValue', 'CKR_ATTRIBUTE_READ_ONLY')
    this.extractable = first?.value === true
  }

  createObject = (_: Handle, template: Template) => {
    const handle = Buffer.from(`object ${this.#values.size}`)
    const value = template.find(({ type }) => type === CKA.value)?.value
    if (value instanceof Uint8Array) this.#values.set(handle.toString(), Uint8Array.from(value))
    return handle
  }

  destroyObject = () => undefined

  wrapKey = (_: Handle, { mechanism }: Mechanism, wrapping: Handle, key: Handle) => {
    if (!this.wraps || mechanism !== 0x210b) throw refused('C_WrapKey', 'CKR_MECHANISM_INVALID')
    if (key === this.key && !this.extractable && this.refusal !== undefined) throw refused('C_WrapKey', this.refusal)
    const value = (handle: Handle) => this.#values.get(handle.toString()) ?? new Uint8Array(67)
    return wrapKwp(value(wrapping), value(key))
  }
}

const refused = (call: string, ckr: string) => new CeremonyError('token/failed', { call, ckr })

function lock(stub: StubModule) {
  const cryptoki = stub as unknown as Cryptoki // only what is called is there; anything else is a TypeError, and fails the test
  const session = new TokenSession(cryptoki, 'stub', { slot: Buffer.from('slot'), anchor: Buffer.from('anchor') })
  return lockKey(cryptoki, session, { objectId: 'aa' })
}

test('a key whose way out is closed for good, and which refuses a foreign wrap, is locked', () => {
  expect(lock(new StubModule())).toEqual({ locked: true, refusal: 'CKR_KEY_UNEXTRACTABLE' })
})

test('a way out that can be opened again is none that was closed; it is closed once more all the same', () => {
  const stub = new StubModule()
  stub.wayBack = true
  expect(lock(stub)).toEqual({ locked: false, reason: 'CKA_EXTRACTABLE can be set true again' })
  expect(stub.extractable).toBe(false)
})

test('a key that reads as closed and is wrapped all the same is not locked', () => {
  const stub = new StubModule()
  stub.refusal = undefined
  expect(lock(stub)).toMatchObject({ locked: false, reason: expect.stringMatching(/yet was wrapped/) })
})

test('where no wrap can be tried nobody says that one would be refused', () => {
  const stub = new StubModule()
  stub.wraps = false
  expect(lock(stub)).toMatchObject({ locked: false, reason: expect.stringMatching(/none could be tried/) })
})

test('a wrap that fails as a device fails, or for a reason that is not the key, shows nothing', () => {
  for (const ckr of [
    'CKR_DEVICE_ERROR',
    'CKR_GENERAL_ERROR',
    'CKR_MECHANISM_INVALID',
    'CKR_WRAPPING_KEY_HANDLE_INVALID',
  ]) {
    const stub = new StubModule()
    stub.refusal = ckr
    expect(() => lock(stub)).toThrow(CeremonyError)
  }
})
