// From one maker's token into another's and back; and a token that wraps only with AES-CBC-PAD.

import { createDecipheriv, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type KeyBlob, macOf } from '../../core/backup/blob.ts'
import { seal } from '../../core/backup/sealed-box.node.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifySignature } from '../../core/token/verify-signature.ts'
import { softHsmPair, userPin } from './backup-kinds.ts'
import { makeNss, nssLibrary, nssSerial } from './nss.ts'
import { refusal } from './refusal.ts'
import { compileLibrary, secret, temporaryDirectory, withFault } from './softhsm.ts'

const library = nssLibrary()
const message = Uint8Array.of(1, 2, 3)
const hosts: TokenHost[] = []

async function loggedIn(module: SiteModule, serial: string): Promise<TokenHost> {
  const host = await startTokenHost(module)
  hosts.push(host)
  await host.login({ serial, pin: secret(userPin) })
  return host
}

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

const boxed = async (host: TokenHost, kek: Uint8Array) => seal(await host.receiver(), kek, 'kek')

if (library !== undefined)
  describe('from one maker to another', () => {
    const place = temporaryDirectory()
    let softHsm: Awaited<ReturnType<typeof softHsmPair>>
    let nss: SiteModule
    beforeAll(async () => {
      softHsm = await softHsmPair()
      nss = makeNss(library, place.directory, userPin)
    })
    afterAll(() => {
      softHsm?.end()
      place.remove()
    })

    for (const [direction, fromNss] of [
      ['SoftHSM to NSS', false],
      ['NSS to SoftHSM', true],
    ] as const)
      test.each(['ecdsa-p256', 'ecdsa-p384', 'rsa-3072'] as const)(
        `${direction}: a %s key signs there, and cannot leave`,
        async (algorithm) => {
          const ends = [await loggedIn(softHsm.module, softHsm.serials[0]), await loggedIn(nss, nssSerial)]
          const [from, into] = fromNss ? ends.toReversed() : ends
          if (from === undefined || into === undefined) throw new Error('two hosts')
          const objectId = Buffer.from(`${direction} ${algorithm}`).toString('hex')
          const { spki } = await from.generateKeyPair({ objectId, label: 'crosses', algorithm, extractable: true })
          const kek = randomBytes(32)
          const { wrapped } = await from.wrapKey({ objectId, algorithm, kek: await boxed(from, kek) })
          const blob = { mechanism: 'aes-kwp', wrapped } as const
          const request = { objectId, label: 'crossed', algorithm, spki, blob }
          await refusal(into.unwrapKey({ ...request, kek: await boxed(into, randomBytes(32)) }), 'token/blob-refused')
          const key = await into.unwrapKey({ ...request, kek: await boxed(into, kek) })
          expect(key.attributes).toMatchObject({ sensitive: true, extractable: false, private: true, token: true })
          const [signature = new Uint8Array(0)] = await into.sign({ objectId, algorithm, messages: [message] })
          verifySignature({ spki, algorithm, message, signature })
          await refusal(into.wrapKey({ objectId, algorithm, kek: await boxed(into, kek) }), 'token/key-not-extractable')
        },
      )
  })

if (library !== undefined)
  describe('a token that wraps only with AES-CBC-PAD', () => {
    const places = [temporaryDirectory(), temporaryDirectory()] as const
    const modules: SiteModule[] = []
    beforeAll(() => {
      const shim = compileLibrary('fault.c', places[0].directory)
      const only = 'C_WrapKey:only=1085,C_UnwrapKey:only=1085'
      for (const { directory } of places) {
        const plain = makeNss(library, directory, userPin)
        modules.push({ ...plain, ...withFault(plain, shim, only) })
      }
    })
    afterAll(() => {
      for (const { remove } of places) remove()
    })
    const host = (index: number) => loggedIn(modules[index] ?? { path: '', environment: {} }, nssSerial)

    test.each(['ecdsa-p256', 'rsa-3072'] as const)(
      'gives a %s key with a new IV each time, which the other takes',
      async (algorithm) => {
        const from = await host(0)
        const objectId = Buffer.from(algorithm).toString('hex')
        const { spki } = await from.generateKeyPair({ objectId, label: 'cbc', algorithm, extractable: true })
        const kek = randomBytes(32)
        const wrap = async () => from.wrapKey({ objectId, algorithm, kek: await boxed(from, kek) })
        const [first, second] = [await wrap(), await wrap()]
        expect(first).toMatchObject({ form: 'aes-cbc-pad', mechanism: 0x1085 })
        const { wrapped, iv = new Uint8Array(0) } = first
        expect(iv).not.toEqual(second.iv)
        const decipher = createDecipheriv('aes-256-cbc', kek, iv)
        const pkcs8 = Buffer.concat([decipher.update(wrapped), decipher.final()])
        const outside = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
        expect(new Uint8Array(outside.export({ format: 'der', type: 'spki' }))).toEqual(spki)

        const into = await host(1)
        const blob: KeyBlob = { mechanism: 'aes-cbc-pad-hmac', wrapped, iv, mac: macOf(kek, iv, wrapped) }
        const request = { objectId, label: 'cbc', algorithm, spki }
        await into.unwrapKey({ ...request, blob, kek: await boxed(into, kek) })
        const [signature = new Uint8Array(0)] = await into.sign({ objectId, algorithm, messages: [message] })
        verifySignature({ spki, algorithm, message, signature })
      },
    )

    test('does not unwrap a blob of RFC 5649, and is said to have tried both numbers', async () => {
      const into = await host(1)
      const { spki } = await into.generateKeyPair({ objectId: 'aa', label: 'a', algorithm: 'ecdsa-p256' })
      const blob = { mechanism: 'aes-kwp', wrapped: new Uint8Array(80) } as const
      const request = { objectId: 'ab', label: 'b', algorithm: 'ecdsa-p256', spki, blob } as const
      const { tried } = await refusal(
        into.unwrapKey({ ...request, kek: await boxed(into, randomBytes(32)) }),
        'token/cannot-unwrap',
      )
      expect(tried).toEqual(['C_UnwrapKey 0x210b: CKR_MECHANISM_INVALID', 'C_UnwrapKey 0x210a: CKR_MECHANISM_INVALID'])
    })

    test('is probed as what it is', async () => {
      const { wrap, unwraps, tried } = await (await host(0)).probeBackup({ algorithm: 'ecdsa-p256' })
      expect({ wrap, unwraps }).toEqual({ wrap: { form: 'aes-cbc-pad', mechanism: 0x1085 }, unwraps: true })
      expect(tried).toContain('C_WrapKey 0x210b: CKR_MECHANISM_INVALID')
    })
  })
