// Milliseconds of one restore: unwrapKey through the token host, beside the bare calls that no restore can do without.

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { wrapKwp } from '../../core/backup/blob.ts'
import { makePrivateKey } from '../../core/backup/made-key.node.ts'
import { seal } from '../../core/backup/sealed-box.node.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { factorySoPin, makeSoftHsm, secret, temporaryDirectory } from '../token/softhsm.ts'
import { compileBare } from './bare.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

/** Most of it is the disk under the token: many short rounds, so that both sides meet the same disk. */
const rounds = 29
const perRound = 2
const userPin = 'bench-user-pin'
/** SubjectPublicKeyInfo of P-256 up to the point. */
const spkiStart = 26

export async function restoreRow(): Promise<BenchRow> {
  const { directory, remove } = temporaryDirectory()
  try {
    const { module, tokens } = await makeSoftHsm(directory, 1)
    const serial = tokens[0]?.serial ?? ''
    const program = compileBare('restore.c', directory)
    const so = secret(factorySoPin)
    const host = await startTokenHost(module)
    await host.initialise({ serial, label: 'bench', factorySoPin: so, soPin: so, userPin: secret(userPin) })
    await host.login({ serial, pin: secret(userPin) })
    const to = await host.receiver()
    const { spki, pkcs8 } = makePrivateKey('ecdsa-p256')
    const kek = randomBytes(32)
    const wrapped = wrapKwp(kek, pkcs8)
    const point = Buffer.concat([Buffer.from('0441', 'hex'), spki.subarray(spkiStart)])
    const key = { label: 'bench', algorithm: 'ecdsa-p256', spki, blob: { mechanism: 'aes-kwp', wrapped } } as const
    const input = [userPin, ...[kek, wrapped, point].map((bytes) => Buffer.from(bytes).toString('hex')), ''].join('\n')

    const measured = await interleave(
      rounds,
      async () => {
        let spent = 0
        for (let index = 0; index < perRound; index++) {
          const objectId = `be7c00${index.toString(16).padStart(2, '0')}`
          const start = performance.now()
          await host.unwrapKey({ ...key, objectId, kek: seal(to, kek, 'kek') })
          spent += performance.now() - start
          await host.destroyKey({ objectId })
        }
        return spent / perRound
      },
      () => {
        const output = execFileSync(program, [module.path, serial, String(perRound)], {
          env: module.environment,
          input,
          encoding: 'utf8',
        })
        return (1000 * Number(output.split(' ')[0])) / perRound
      },
    )
    await host.close()
    return benchRow({ name: 'restore through the token host / bare calls', unit: 'ms' }, measured, { atMost: 1.3 })
  } finally {
    remove()
  }
}
