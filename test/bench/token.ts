// Signatures per second: one batch through the token host, beside a bare C loop on the same token key.

import { execFileSync } from 'node:child_process'
import { startTokenHost } from '../../core/token/client.node.ts'
import { factorySoPin, makeSoftHsm, secret, temporaryDirectory } from '../token/softhsm.ts'
import { compileBare } from './bare.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

/** More than the nine of the other rows: beside other work one round alone tells little. */
const rounds = 49
const batch = 2000
const userPin = 'bench-user-pin'
const key = { objectId: 'be7c', algorithm: 'ecdsa-p256' } as const

/**
 * Ours: 2000 messages of 1 kB are hashed, cross to the host, are signed with a P-256 token key of SoftHSM, cross back and
 * are turned into DER. Theirs: C_SignInit and C_Sign over ready digests, the library loaded in the same way, so with the
 * same OpenSSL. Neither side verifies. What ours cannot have: a process of one thread, in which the C library takes no
 * locks (Node has several; about 4 % of a signature).
 */
export async function benchToken(): Promise<BenchRow> {
  const { directory, remove } = temporaryDirectory()
  try {
    const { module, tokens } = await makeSoftHsm(directory, 1)
    const serial = tokens[0]?.serial ?? ''
    const loop = compileBare('bench.c', directory)
    const host = await startTokenHost(module)
    const so = secret(factorySoPin)
    await host.initialise({ serial, label: 'bench', factorySoPin: so, soPin: so, userPin: secret(userPin) })
    await host.login({ serial, pin: secret(userPin) })
    await host.generateKeyPair({ ...key, label: 'bench' })
    const messages = Array.from({ length: batch }, (_, index) => new Uint8Array(1024).fill(index))

    const measured = await interleave(
      rounds,
      async () => {
        const start = performance.now()
        await host.sign({ ...key, messages })
        return batch / ((performance.now() - start) / 1000)
      },
      () => {
        const output = execFileSync(loop, [module.path, serial, key.objectId, String(batch)], {
          env: module.environment,
          input: `${userPin}\n`,
          encoding: 'utf8',
        })
        return batch / Number(output)
      },
    )
    await host.close()
    return benchRow({ name: 'signatures through the token host / C loop', unit: '1/s' }, measured, { atLeast: 0.8 })
  } finally {
    remove()
  }
}
