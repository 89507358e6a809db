// Every share and every KEK of a scope, by the very bytes that held it: overwritten when its time is over, and not before. The same code as in its process.

import { beforeEach, expect, test, vi } from 'vitest'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import { SecretScope } from '../../core/backup/secret-scope.node.ts'
import { fingerprint, holders, origin } from './scope.ts'

/** Each share, KEK and made key that there was: the bytes themselves, and what they held at first. */
const kept = vi.hoisted((): { readonly bytes: Uint8Array; readonly held: string }[] => [])

const keep = vi.hoisted(() => (bytes: Uint8Array): Uint8Array => {
  kept.push({ bytes, held: Buffer.from(bytes).toString('hex') })
  return bytes
})

vi.mock('../../core/backup/share.ts', async (original) => {
  const share = await original<typeof import('../../core/backup/share.ts')>()
  return { ...share, unmoved: (bytes: Uint8Array) => keep(share.unmoved(bytes)) }
})

vi.mock('../../core/backup/entropy.ts', async (original) => {
  const entropy = await original<typeof import('../../core/backup/entropy.ts')>()
  const mixSecret: typeof entropy.mixSecret = (sources) => {
    keep(sources.operatingSystem)
    return keep(entropy.mixSecret(sources))
  }
  return { ...entropy, mixSecret }
})

vi.mock('../../core/backup/made-key.node.ts', async (original) => {
  const made = await original<typeof import('../../core/backup/made-key.node.ts')>()
  const makePrivateKey: typeof made.makePrivateKey = (algorithm) => {
    const key = made.makePrivateKey(algorithm)
    keep(key.pkcs8)
    return key
  }
  return { ...made, makePrivateKey }
})

let scope: SecretScope
beforeEach(() => {
  kept.length = 0
  scope = new SecretScope()
})

const own = newReceiver()
const isWiped = ({ bytes }: (typeof kept)[number]): boolean => bytes.every((byte) => byte === 0)
const alive = () => kept.filter((each) => !isWiped(each))
/** How many buffers still hold each secret, by what it is. */
const copies = (secrets: readonly string[]) =>
  secrets.map((held) => alive().filter((each) => each.held === held).length)

/** @returns what the shares are, in the order of the holders, and then the KEK. */
async function split(): Promise<{ readonly shares: readonly string[]; readonly kek: string }> {
  await scope.split({ ...origin, epoch: 1, threshold: 3, fingerprint, holders, tokenRandom: null, dice: null })
  const [system = '', kek = '', ...shares] = kept.map(({ held }) => held)
  expect(new Set(kept.map(({ held }) => held)).size).toBe(2 + holders.length)
  expect(copies([system])).toEqual([0]) // what came from the operating system is in the KEK now
  return { shares, kek }
}

function readBack(holder: string): void {
  const words = own.open(scope.card(holder, own.publicKey), 'card') ?? new Uint8Array()
  expect(scope.read(holder, seal(scope.receiver, words, 'card'))).toBeNull()
}

test('the search sees each share and the KEK while they are in use', async () => {
  const { shares, kek } = await split()
  expect(copies([...shares, kek])).toEqual([1, 1, 1, 1, 1, 1])
})

test('a card that was read back takes the place of the share that was made: that one is overwritten at once', async () => {
  const { shares } = await split()
  readBack('amina')
  const [made, read, ...more] = kept.filter(({ held }) => held === shares[0])
  expect(more).toEqual([])
  expect([made, read].map((each) => each !== undefined && isWiped(each))).toEqual([true, false])
  expect(copies(shares)).toEqual([1, 1, 1, 1, 1])
})

test('a card that was typed wrong leaves nothing of itself', async () => {
  await split()
  const before = alive().length
  const words = own.open(scope.card('amina', own.publicKey), 'card') ?? new Uint8Array()
  expect(scope.read('bruno', seal(scope.receiver, Uint8Array.from(words), 'card'))).not.toBeNull()
  words.set(Buffer.from('zoo '), words.lastIndexOf(0x20) - 3)
  expect(scope.read('amina', seal(scope.receiver, words, 'card'))).not.toBeNull()
  expect(alive()).toHaveLength(before)
})

test('with the proof every share goes, and every KEK but the one that the cards gave', async () => {
  const { shares, kek } = await split()
  for (const holder of holders) readBack(holder)
  await scope.prove()
  expect(copies(shares)).toEqual([0, 0, 0, 0, 0])
  expect(alive().map(({ held }) => held)).toEqual([kek])
  const made = kept.find(({ held }) => held === kek)
  expect(made !== undefined && isWiped(made)).toBe(true)
})

test.each([
  ['after the split', 0, false],
  ['with some cards read back', 2, false],
  ['with all cards read back', 5, false],
  ['after the proof', 5, true],
])('the end overwrites everything, %s', async (_when, cards, proven) => {
  await split()
  for (const holder of holders.slice(0, cards)) readBack(holder)
  if (proven) await scope.prove()
  expect(alive()).not.toEqual([])
  scope.close()
  expect(alive()).toEqual([])
})

test('the end overwrites a key that was made here', () => {
  scope.makeKey('ed25519')
  expect(alive()).toHaveLength(1)
  scope.close()
  expect(alive()).toEqual([])
})
