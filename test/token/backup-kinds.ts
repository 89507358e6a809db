// The tokens on which a backup is tried, two of a kind: in memory, SoftHSM, NSS softokn. What each can do is measured here, test by test.

import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import type { WrapForm } from '../../core/token/backup-port.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { FakeToken, FakeTokenHost } from '../fakes/token-host.ts'
import { makeNss, nssLibrary, nssSerial } from './nss.ts'
import { factorySoPin, makeSoftHsm, secret, temporaryDirectory } from './softhsm.ts'

export const userPin = 'user-pin-1234'

/** Two tokens with a user PIN. */
export type Pair = {
  readonly serials: readonly [string, string]
  /** A new host; no login yet. */
  readonly start: (index: 0 | 1) => Promise<TokenHost>
  readonly end: () => void
}

export type Kind = {
  readonly name: string
  readonly makePair: () => Promise<Pair>
  readonly form: WrapForm
  /** Whose private keys it wraps and unwraps. */
  readonly wraps: readonly Algorithm[]
  readonly imports: readonly Algorithm[]
  /** NSS softokn reads CKA_EXTRACTABLE back as false, and wraps the key all the same. */
  readonly locks: boolean
}

async function fakePair(): Promise<Pair> {
  const tokens = ['fake-1', 'fake-2'].map((serial) => new FakeToken(serial, secret(factorySoPin)))
  for (const token of tokens) token.setPin('user', secret(userPin))
  return { serials: ['fake-1', 'fake-2'], start: async () => new FakeTokenHost(tokens), end: () => undefined }
}

export async function softHsmPair(): Promise<Pair & { readonly module: SiteModule }> {
  const { directory, remove } = temporaryDirectory()
  const { module, tokens } = await makeSoftHsm(directory, 2)
  const [first = '', second = ''] = tokens.map(({ serial }) => serial)
  const host = await startTokenHost(module)
  const so = secret(factorySoPin)
  for (const [index, serial] of [first, second].entries())
    await host.initialise({ serial, label: `t${index}`, factorySoPin: so, soPin: so, userPin: secret(userPin) })
  await host.close()
  return { serials: [first, second], start: () => startTokenHost(module), end: remove, module }
}

async function nssPair(library: string): Promise<Pair> {
  const places = [temporaryDirectory(), temporaryDirectory()] as const
  const modules = places.map(({ directory }) => makeNss(library, directory, userPin))
  return {
    serials: [nssSerial, nssSerial],
    start: (index) => startTokenHost(modules[index] ?? { path: '', environment: {} }),
    end: () => {
      for (const { remove } of places) remove()
    },
  }
}

const library = nssLibrary()
const softHsm: Kind = {
  name: 'SoftHSM',
  makePair: softHsmPair,
  form: { form: 'aes-kwp', mechanism: 0x210a },
  wraps: ['ecdsa-p256', 'ecdsa-p384', 'rsa-3072'],
  imports: ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'],
  locks: true,
}

export const kinds: readonly Kind[] = [
  { ...softHsm, name: 'the fake', makePair: fakePair },
  softHsm,
  ...(library === undefined
    ? []
    : [
        {
          name: 'NSS softokn',
          makePair: () => nssPair(library),
          form: { form: 'aes-kwp', mechanism: 0x210b },
          wraps: ['ecdsa-p256', 'ecdsa-p384', 'rsa-3072'],
          imports: ['ecdsa-p256', 'ecdsa-p384', 'rsa-3072', 'rsa-4096'],
          locks: false,
        } as const,
      ]),
]

/** A host that is logged in to this token of the pair. */
export async function loggedIn({ serials, start }: Pair, index: 0 | 1): Promise<TokenHost> {
  const host = await start(index)
  await host.login({ serial: serials[index], pin: secret(userPin) })
  return host
}
