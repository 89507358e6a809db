// The adapter in this process, for what cannot be seen from outside the token process: its arguments afterwards.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cryptoki } from '../../core/token/cryptoki.ts'
import { openModule } from '../../core/token/graphene.node.ts'
import { CKU } from '../../core/token/numbers.ts'
import { TokenSession } from '../../core/token/session.ts'
import { signMessages } from '../../core/token/sign.ts'
import { findToken } from '../../core/token/slots.ts'
import { refusal } from './refusal.ts'
import { factorySoPin, makeSoftHsm, temporaryDirectory } from './softhsm.ts'

const { directory, remove } = temporaryDirectory()
const bytes = (text: string) => new TextEncoder().encode(text)
let cryptoki: Cryptoki
let serial: string

beforeAll(async () => {
  const { module, tokens } = await makeSoftHsm(directory, 1)
  serial = tokens[0]?.serial ?? ''
  process.env.SOFTHSM2_CONF = module.environment.SOFTHSM2_CONF
  cryptoki = openModule(module)
})
afterAll(() => {
  cryptoki?.close()
  remove()
})

test('overwrites the bytes of a PIN, whether it was right or wrong', async () => {
  const session = cryptoki.openSession(findToken(cryptoki, serial).slot, 'write')
  const wrong = bytes('wrong-pin')
  const tried = new Promise((resolve) => resolve(cryptoki.login(session, CKU.so, wrong)))
  await refusal(tried, 'token/failed')
  const [old, next, user, again] = [factorySoPin, 'next-so-pin', 'user-pin', 'next-so-pin'].map(bytes)
  if (!old || !next || !user || !again) throw new Error('four PINs')
  const so = bytes(factorySoPin)
  cryptoki.login(session, CKU.so, so)
  cryptoki.initPin(session, user)
  cryptoki.setPin(session, old, next)
  cryptoki.logout(session)
  cryptoki.closeSession(session)
  cryptoki.initToken(findToken(cryptoki, serial).slot, again, 'wiped')
  for (const pin of [wrong, so, user, old, next, again]) expect([...pin].every((byte) => byte === 0)).toBe(true)
})

test('refuses to sign what is not a digest of its curve before the library is asked', async () => {
  const { slot } = findToken(cryptoki, serial)
  const anchor = cryptoki.openSession(slot, 'write')
  const session = new TokenSession(cryptoki, serial, { slot, anchor })
  const signing = (algorithm: 'ecdsa-p256' | 'ecdsa-p384', ...sizes: number[]) =>
    new Promise((resolve) => {
      const inputs = sizes.map((size) => new Uint8Array(size))
      resolve(signMessages(cryptoki, session, { objectId: 'a1', algorithm, inputs }, () => undefined))
    })
  await refusal(signing('ecdsa-p256', 32, 33), 'token/request') // a library would cut it and sign the rest
  await refusal(signing('ecdsa-p384', 32), 'token/request')
  await refusal(signing('ecdsa-p256', 0), 'token/request')
  await refusal(signing('ecdsa-p256', 32), 'token/not-logged-in') // of the right size: the library is asked
  cryptoki.closeSession(anchor)
})

test('refuses a second start of the same library instead of sharing it', async () => {
  const path = '/usr/lib/softhsm/libsofthsm2.so'
  const second = new Promise((resolve) => resolve(openModule({ path, environment: {} })))
  expect(await refusal(second, 'token/module-start')).toMatchObject({ ckr: 'CKR_CRYPTOKI_ALREADY_INITIALIZED' })
})
