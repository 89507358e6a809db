// Every function of a PKCS#11 module that the station calls fails in every way there is: a typed answer, and the day goes on.

import { expect, test } from 'vitest'
import { startTokenHost } from '../../core/token/client.node.ts'
import { factorySoPin, secret } from '../token/softhsm.ts'
import { functionNames, matrix, sample } from './matrix.ts'
import { makeTable, runCells } from './run.ts'

const all = process.env.ANCHORITE_FAULTS === 'all'
const algorithms = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'] as const

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
