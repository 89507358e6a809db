// A module that disobeys, lies or is pulled in the middle of a backup: nothing is taken for a copy, and nothing stays that is not as it must be.

import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { wrapKwp } from '../../core/backup/blob.ts'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { seal } from '../../core/backup/sealed-box.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { type Faulty, makeFaulty } from './faulty.ts'
import { refusal, thrownBy } from './refusal.ts'

const algorithm = 'ecdsa-p256'
const kek = randomBytes(32)
const boxed = async (host: TokenHost) => seal(await host.receiver(), kek, 'kek')

let table: Faulty
let fresh = 0
const newId = () => `fa${(++fresh).toString(16).padStart(6, '0')}`
beforeAll(async () => {
  table = await makeFaulty()
})
afterEach(() => table?.closeAll())
afterAll(() => table?.remove())

/** A key that was made elsewhere, as it is asked for. */
async function incoming(host: TokenHost) {
  const { spki, pkcs8 } = makePrivateKey(algorithm)
  const key = { objectId: newId(), label: 'comes in', algorithm, spki } as const
  const blob = { mechanism: 'aes-kwp', wrapped: wrapKwp(kek, pkcs8) } as const
  const privateKey = seal(await host.receiver(), pkcs8, 'private-key')
  return { unwrap: { ...key, blob, kek: await boxed(host) }, import: { ...key, privateKey }, key }
}

async function wayOut(host: TokenHost) {
  const key = { objectId: newId(), label: 'way out', algorithm } as const
  await host.generateKeyPair({ ...key, extractable: true })
  return key
}

describe('a key that comes in', () => {
  // The third C_UnwrapKey is the one of the key: the two before it try how this module does it.
  test('KEY-ATTRIBUTES: is destroyed where the module did not obey the template, and the error says so', async () => {
    const host = await table.startLoggedIn('C_UnwrapKey:loose:3')
    const { unwrap, key } = await incoming(host)
    const detail = await refusal(host.unwrapKey(unwrap), 'token/key-attributes')
    expect(detail).toMatchObject({ wrong: ['not sensitive', 'extractable'], rest: 'destroyed', objectId: key.objectId })
    expect(await host.findKey(key)).toBeUndefined()
    expect(await host.destroyKey(key)).toEqual({ destroyed: 0, left: 0 })
  })

  test('is said to be there still where it cannot be destroyed', async () => {
    const host = await table.startLoggedIn('C_UnwrapKey:loose:3,C_DestroyObject:rv=5:5')
    const { unwrap } = await incoming(host)
    const error = await thrownBy(host.unwrapKey(unwrap))
    expect(error.detail).toMatchObject({ rest: 'there' })
    await refusal(host.unwrapKey(unwrap), 'token/object-id-taken')
  })

  test.each([
    ['162', 'extractable'],
    ['103', 'not sensitive'],
    ['10c', 'can derive keys'],
    ['202', 'asks for its PIN at every signature'],
  ])(
    'KEY-ATTRIBUTES: is destroyed when attribute 0x%s reads back turned round (%s), unwrapped or imported',
    async (attribute, words) => {
      for (const way of ['unwrap', 'import'] as const) {
        const host = await table.startLoggedIn(`C_GetAttributeValue:attr=${attribute}`)
        const asked = await incoming(host)
        const came = way === 'unwrap' ? host.unwrapKey(asked.unwrap) : host.importKey(asked.import)
        expect(await refusal(came, 'token/key-attributes')).toMatchObject({ wrong: [words], rest: 'destroyed' })
        expect(await host.destroyKey(asked.key)).toEqual({ destroyed: 0, left: 0 })
      }
    },
  )

  test('leaves no half behind where the public half cannot be put beside it', async () => {
    // C_CreateObject: the KEK of each of three C_UnwrapKey, then the public half; of an import, the private one, then the public.
    for (const [way, at] of [
      ['unwrap', 4],
      ['import', 2],
    ] as const) {
      const host = await table.startLoggedIn(`C_CreateObject:rv=31:${at}`)
      const asked = await incoming(host)
      const came = way === 'unwrap' ? host.unwrapKey(asked.unwrap) : host.importKey(asked.import)
      expect(await refusal(came, 'token/failed')).toMatchObject({ call: 'C_CreateObject', ckr: 'CKR_DEVICE_MEMORY' })
      expect(await host.destroyKey(asked.key)).toEqual({ destroyed: 0, left: 0 })
    }
  })

  test('is not told as come in where its KEK could not be destroyed', async () => {
    const host = await table.startLoggedIn('C_DestroyObject:rv=30:4')
    const asked = await incoming(host)
    expect(await refusal(host.unwrapKey(asked.unwrap), 'token/failed')).toMatchObject({ call: 'C_DestroyObject' })
    expect(await host.destroyKey(asked.key)).toEqual({ destroyed: 0, left: 0 })
  })

  test('cannot be imported where the module takes none', async () => {
    const host = await table.startLoggedIn('C_CreateObject:rv=d1')
    const asked = await incoming(host)
    const detail = await refusal(host.importKey(asked.import), 'token/cannot-import')
    expect(detail).toMatchObject({ ckr: 'CKR_TEMPLATE_INCONSISTENT', algorithm })
  })
})

describe('a key that goes out', () => {
  test('does not go where the token is pulled between the wrap and the blob', async () => {
    const host = await table.startLoggedIn('C_DestroyObject:rv=32:4')
    const key = await wayOut(host)
    await refusal(host.wrapKey({ ...key, kek: await boxed(host) }), 'token/removed')
  })

  test('is wrapped in no form that differs from that of node:crypto, whatever it is called', async () => {
    const host = await table.startLoggedIn('C_WrapKey:spoil')
    const key = await wayOut(host)
    const { tried } = await refusal(host.wrapKey({ ...key, kek: await boxed(host) }), 'token/cannot-wrap')
    expect(tried).toEqual([
      'C_WrapKey 0x210b: CKR_MECHANISM_INVALID',
      'C_WrapKey 0x210a: another format',
      'C_WrapKey 0x1085: CKR_MECHANISM_INVALID',
    ])
    expect(table.callsOf('C_WrapKey')).toBe(3)
  })

  test('is not lost on a module that lists no mechanism: all are tried', async () => {
    const host = await table.startLoggedIn('C_GetMechanismList:zero')
    expect((await host.probeBackup({ algorithm })).wrap).toEqual({ form: 'aes-kwp', mechanism: 0x210a })
  })
})

describe('a key that is locked', () => {
  test.each([
    ['C_SetAttributeValue:deaf', 'CKA_EXTRACTABLE was set false and still reads as true'],
    ['C_SetAttributeValue:rv=10', 'CKR_ATTRIBUTE_READ_ONLY'],
    ['C_SetAttributeValue:rv=54', 'CKR_FUNCTION_NOT_SUPPORTED'],
  ])('is not said to be, and can still be wrapped, with %s', async (fault, reason) => {
    const host = await table.startLoggedIn(fault)
    const key = await wayOut(host)
    expect(await host.lockKey(key)).toEqual({ locked: false, reason })
    expect((await host.wrapKey({ ...key, kek: await boxed(host) })).form).toBe('aes-kwp')
    expect((await host.probeBackup({ algorithm })).locks).toBe(false)
  })

  test('is not said to be where the wrap failed for another reason', async () => {
    // Three calls try the form: the fourth is that of the key.
    const host = await table.startLoggedIn('C_WrapKey:rv=5:3')
    await refusal(host.lockKey(await wayOut(host)), 'token/failed')
  })

  test('reads so and refuses a foreign wrap in a new process too', async () => {
    const host = await table.startLoggedIn('')
    const key = await wayOut(host)
    expect(await host.lockKey(key)).toEqual({ locked: true, refusal: 'CKR_KEY_UNEXTRACTABLE' })
    await host.close()
    const later = await table.startLoggedIn('')
    expect((await later.findKey(key))?.attributes.extractable).toBe(false)
    await refusal(later.wrapKey({ ...key, kek: await boxed(later) }), 'token/key-not-extractable')
  })
})

test('a token that says "done" and destroys nothing is caught out', async () => {
  const host = await table.startLoggedIn('C_DestroyObject:deaf')
  expect(await host.destroyKey(await wayOut(host))).toEqual({ destroyed: 2, left: 2 })
  expect((await host.probeBackup({ algorithm })).destroys).toBe(false)
})

test('a pull in the middle of a probe is told, not taken for something that the token cannot do', async () => {
  for (const fault of [
    'C_WrapKey:rv=32',
    'C_UnwrapKey:rv=e0',
    'C_SetAttributeValue:rv=32',
    'C_GenerateKeyPair:rv=32',
  ]) {
    const host = await table.startLoggedIn(fault)
    await refusal(host.probeBackup({ algorithm }), 'token/removed')
  }
})
