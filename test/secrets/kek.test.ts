// A KEK in the memory of a token process: after the call that used it no whole copy is left, whatever came of the call.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { wrapKwp } from '../../core/backup/blob.ts'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { seal } from '../../core/backup/sealed-box.node.ts'
import { type RunningTokenHost, startTokenHost } from '../../core/token/client.node.ts'
import { softHsmPair, userPin } from '../token/backup-kinds.ts'
import { refusal } from '../token/refusal.ts'
import { secret } from '../token/softhsm.ts'
import { wanted } from './forms.ts'
import { sayLoudly } from './loud.ts'
import { copiesIn } from './process-memory.ts'

/** 32 characters, so that it can be told from other bytes. */
const kek = Buffer.from('KEK-to-be-looked-for-in-memory-7')
const none = { plain: 0, wide: 0, base64: 0 }
const searched = () => wanted('the KEK', kek.toString('latin1'))

let pair: Awaited<ReturnType<typeof softHsmPair>>
let host: RunningTokenHost
beforeAll(async () => {
  pair = await softHsmPair()
  host = await startTokenHost(pair.module)
  await host.login({ serial: pair.serials[0], pin: secret(userPin) })
})
afterAll(async () => {
  await host?.close()
  pair?.end()
})

test('no whole copy of it is left after a wrap, an unwrap, or one that was refused', async () => {
  const key = { objectId: 'aa', label: 'a', algorithm: 'ecdsa-p256' } as const
  const boxed = async () => seal(await host.receiver(), kek, 'kek')
  await host.generateKeyPair({ ...key, extractable: true })
  if (copiesIn(process.pid, searched()) === undefined) {
    sayLoudly('the memory of a token process was not searched for a KEK: only root may read it here')
    expect((await host.wrapKey({ ...key, kek: await boxed() })).form).toBe('aes-kwp')
    return
  }
  expect(copiesIn(process.pid, searched())?.plain, 'the search finds it where it is held').toBeGreaterThan(0)
  await host.wrapKey({ ...key, kek: await boxed() })
  expect(copiesIn(host.pid, searched())).toEqual(none)
  const { spki, pkcs8 } = makePrivateKey('ecdsa-p256')
  const wrapped = wrapKwp(kek, pkcs8)
  const incoming = async (objectId: string, bytes: Uint8Array) =>
    host.unwrapKey({ ...key, objectId, spki, blob: { mechanism: 'aes-kwp', wrapped: bytes }, kek: await boxed() })
  await incoming('ab', wrapped)
  expect(copiesIn(host.pid, searched())).toEqual(none)
  await refusal(incoming('ac', wrapped.subarray(8)), 'token/blob-refused')
  expect(copiesIn(host.pid, searched())).toEqual(none)
})
