// Every function of a PKCS#11 module that the station calls fails in every way there is: a typed answer, and the day goes on.

import { expect, test } from 'vitest'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { factorySoPin, secret } from '../token/softhsm.ts'
import { functionNames, matrix, sample } from './matrix.ts'
import { makeTable, runCells } from './run.ts'

const all = process.env.ANCHORITE_FAULTS === 'all'
const algorithms = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'] as const

/** Wrapped, restored, imported, locked, destroyed, and probed. */
async function backUp(host: TokenHost): Promise<void> {
  const key = { objectId: 'bac0', label: 'backed up', algorithm: 'ecdsa-p256' } as const
  const { spki } = await host.generateKeyPair({ ...key, extractable: true })
  const boxed = async () => seal(await host.receiver(), new Uint8Array(32).fill(7), 'kek')
  const { wrapped } = await host.wrapKey({ ...key, kek: await boxed() })
  const blob = { mechanism: 'aes-kwp', wrapped } as const
  await host.lockKey(key)
  await host.unwrapKey({ ...key, objectId: 'bac1', spki, blob, kek: await boxed() })
  const made = makePrivateKey('ecdsa-p256')
  const privateKey = seal(await host.receiver(), made.pkcs8, 'private-key')
  await host.importKey({ ...key, objectId: 'bac2', spki: made.spki, privateKey })
  for (const objectId of ['bac0', 'bac1', 'bac2']) await host.destroyKey({ objectId })
  await host.probeBackup(key)
}

test('a whole life of a token calls the functions of the matrix, and no other', async () => {
  const table = await makeTable()
  const { serial, spare } = table
  table.cue(' ') // a new log
  const host = await startTokenHost(table.site)
  await host.list()
  const userPin = () => secret('user-pin-1234')
  const sos = { factorySoPin: secret(factorySoPin), soPin: secret('other-so-4712') }
  await host.initialise({ serial: spare, label: 'life', ...sos, userPin: userPin() })
  await host.login({ serial, pin: userPin() })
  for (const algorithm of algorithms) {
    const objectId = Buffer.from(algorithm).toString('hex')
    await host.generateKeyPair({ objectId, label: 'life', algorithm })
    await host.findKey({ objectId, algorithm })
    await host.sign({ objectId, algorithm, messages: [Uint8Array.of(1)] })
  }
  for (const value of [1, 2]) await host.writeData({ label: 'life', value: Uint8Array.of(value) })
  await host.readData({ serial, label: 'life' })
  await host.random({ serial, sizeBytes: 16, to: newReceiver().publicKey })
  await backUp(host)
  await host.close()
  const called = table.calls().filter((line) => line !== '' && !line.startsWith('['))
  expect([...new Set(called)].sort()).toEqual([...functionNames].sort())
  table.remove()
})

test(`meets ${all ? 'every' : 'a sample of every'} fault of a module with the answer that the matrix names (TOKEN-APART, PIN-ONCE)`, async () => {
  const cells = all ? matrix : sample
  const outcomes = await runCells(cells)
  const wrong = outcomes
    .filter(({ problems }) => problems.length > 0)
    .map(({ cell, problems }) => `${cell.function}:${cell.fault}: ${problems.join('; ')}`)
  expect(wrong).toEqual([])
  expect(outcomes).toHaveLength(cells.length)
}, 1_200_000)
