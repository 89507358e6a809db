// The scope of a backup's secret in this very process: for tests that open a station hundreds of times. Boxes are sealed and opened as ever.
// The real process is in test/backup/secret-host.test.ts, test/host/backup.test.ts and the kill matrix.

import { encodeRecord } from '../../core/backup/record.ts'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import type { SecretHost } from '../../core/backup/secret-port.ts'
import { SecretScope } from '../../core/backup/secret-scope.node.ts'

export async function secretHostHere(): Promise<SecretHost> {
  const scope = new SecretScope()
  const own = newReceiver()
  let alive = true
  const sealed = (secret: Uint8Array, purpose: 'dice' | 'card'): Uint8Array => {
    try {
      return seal(scope.receiver, secret, purpose)
    } finally {
      secret.fill(0)
    }
  }
  return {
    receiver: async () => scope.receiver,
    makeKey: async ({ algorithm }) => scope.makeKey(algorithm),
    split: async ({ tokenRandom = null, dice, ...request }) =>
      scope.split({ ...request, tokenRandom, dice: dice === undefined ? null : sealed(dice, 'dice') }),
    expect: async ({ record }) => void scope.expect(encodeRecord(record)),
    card: async ({ holder }) => {
      const words = own.open(scope.card(holder, own.publicKey), 'card')
      if (words === undefined) throw new Error('a box that cannot be opened')
      return new Uint8Array(words.buffer, words.byteOffset, words.length)
    },
    read: async ({ holder = null, words }) => scope.read(holder, sealed(words, 'card')),
    prove: async () => scope.prove(),
    combine: async () => void (await scope.combine()),
    kekFor: async ({ to }) => scope.kekFor(to),
    privateKeyFor: async ({ to }) => scope.privateKeyFor(to),
    wrapOwn: async () => scope.wrapOwn(),
    addMac: async ({ iv, wrapped }) => scope.addMac(iv, wrapped),
    blobHolds: async ({ blob }) => scope.blobHolds(blob),
    unwrapFor: async ({ blob, to }) => scope.unwrapFor(blob, to),
    close: async () => {
      alive = false
      scope.close()
    },
    alive: () => alive,
  }
}
