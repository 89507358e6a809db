// The process that holds the secret, for the ceremony: the port `SecretHost`, served by a process of its own. Rule SECRET-APART.

import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ScopeContent } from '../errors/backup.ts'
import { CeremonyError } from '../errors.ts'
import { type HostEnd, HostProcess } from '../token/host-process.node.ts'
import type { Launcher } from '../token/launcher.node.ts'
import { encodeRecord } from './record.ts'
import { newReceiver, seal } from './sealed-box.node.ts'
import { parseSecretAnswer, secretRefusals } from './secret-answers.ts'
import type { SecretHost } from './secret-port.ts'
import type { SecretCall, SecretCalls } from './secret-protocol.ts'

export type SecretHostOptions = {
  /** Time after which a call that is not answered ends the process. Making an RSA key gets five times as much. */
  readonly deadlineMs?: number
  /** How the process is started; this station's own way by default (launcher.node.ts). */
  readonly launch?: Launcher
}

/** The port, and what only a real process has. */
export type RunningSecretHost = SecretHost & { readonly pid: number }

const defaultDeadlineMs = 60_000
const closeDeadlineMs = 5_000

/**
 * Start the process of one scope. It can read the program's own code and nothing else, where the system allows that (docs/threat-model.md).
 * @throws CeremonyError `backup/scope-gone` where it does not come up.
 */
export async function startSecretHost(options: SecretHostOptions = {}): Promise<RunningSecretHost> {
  const host = new Scope(options)
  try {
    await host.open()
  } catch (error) {
    await host.close()
    throw error
  }
  return host
}

class Scope implements RunningSecretHost {
  readonly #process: HostProcess<SecretCalls>
  readonly #deadlineMs: number
  /** This side's end of the boxes. */
  readonly #own = newReceiver()
  #theirs: Uint8Array = new Uint8Array()
  #held: ScopeContent = 'empty'

  constructor({ deadlineMs = defaultDeadlineMs, launch }: SecretHostOptions) {
    this.#deadlineMs = deadlineMs
    this.#process = new HostProcess<SecretCalls>(
      {
        launch: launchOfHost(),
        refusals: secretRefusals,
        parseAnswer: parseSecretAnswer,
        error: (call, end) => this.#gone(call, end),
      },
      launch,
    )
  }

  async open(): Promise<void> {
    this.#theirs = await this.#call('receiver', null)
  }

  get pid(): number {
    return this.#process.pid
  }

  alive: SecretHost['alive'] = () => this.#process.alive()

  /** Asked anew, so that a process that is gone is not taken for one that can open boxes. */
  receiver: SecretHost['receiver'] = () => this.#call('receiver', null)

  makeKey: SecretHost['makeKey'] = (request) => this.#call('makeKey', request, 5 * this.#deadlineMs)

  split: SecretHost['split'] = async ({ tokenRandom = null, dice, ...request }) => {
    const sealed = dice === undefined ? null : this.#seal(dice, 'dice')
    const facts = await this.#call('split', { ...request, tokenRandom, dice: sealed })
    this.#held = 'made' // a card can be asked for from now on, not before
    const holders = facts.shares.map(({ holder }) => holder)
    const isWhole = new Set(facts.shares.map(({ x }) => x)).size === request.holders.length
    if (isWhole && request.holders.every((holder, index) => holders[index] === holder)) return facts
    throw await this.#distrust('split', 'shares of other people')
  }

  expect: SecretHost['expect'] = async ({ record }) => {
    await this.#call('expect', { record: encodeRecord(record) })
    this.#held = 'read'
  }

  card: SecretHost['card'] = async ({ holder }) => {
    const box = await this.#call('card', { holder, to: this.#own.publicKey })
    const words = this.#own.open(box, 'card')
    if (words === undefined) throw await this.#distrust('card', 'a box that cannot be opened')
    return new Uint8Array(words.buffer, words.byteOffset, words.length) // the same bytes: there is no other copy to overwrite
  }

  read: SecretHost['read'] = async ({ holder = null, words }) =>
    this.#call('read', { holder, box: this.#seal(words, 'card') })

  prove: SecretHost['prove'] = () => this.#call('prove', null)

  combine: SecretHost['combine'] = async () => {
    await this.#call('combine', null)
  }

  kekFor: SecretHost['kekFor'] = (request) => this.#call('kekFor', request)

  privateKeyFor: SecretHost['privateKeyFor'] = (request) => this.#call('privateKeyFor', request)

  wrapOwn: SecretHost['wrapOwn'] = () => this.#call('wrapOwn', null)

  addMac: SecretHost['addMac'] = (request) => this.#call('addMac', request)

  blobHolds: SecretHost['blobHolds'] = (request) => this.#call('blobHolds', request)

  unwrapFor: SecretHost['unwrapFor'] = (request) => this.#call('unwrapFor', request)

  async close(): Promise<void> {
    try {
      if (this.alive()) await this.#call('close', null, closeDeadlineMs)
    } catch (error) {
      // Ending the process is what counts, and it is ended next: the kernel takes its memory.
      if (!(error instanceof CeremonyError)) throw error
    } finally {
      await this.#process.kill('it was closed')
    }
  }

  #call<N extends SecretCall>(
    name: N,
    argument: SecretCalls[N]['argument'],
    deadlineMs = this.#deadlineMs,
  ): Promise<SecretCalls[N]['answer']> {
    return this.#process.call(name, deadlineMs, (send) => send(argument))
  }

  /** Closed to all between here and the process. What was given is overwritten, also where the process is gone. */
  #seal(secret: Uint8Array, purpose: 'dice' | 'card'): Uint8Array {
    try {
      return seal(this.#theirs, secret, purpose)
    } finally {
      secret.fill(0)
    }
  }

  async #distrust(call: SecretCall, what: string): Promise<CeremonyError> {
    await this.#process.kill('it broke the protocol')
    return this.#gone(call, { how: 'protocol', what })
  }

  #gone(call: string, end: HostEnd): CeremonyError {
    return new CeremonyError('backup/scope-gone', { call, reason: reasonOf(end), held: this.#held })
  }
}

/** Its own code and the packages of the program: what it reads, and all that it may. */
function launchOfHost() {
  const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))
  const reads = ['core', 'node_modules', 'package.json'].map((name) => join(root, name))
  return {
    name: 'secret host',
    script: join(root, 'core/backup/secret-host.node.ts'),
    environment: {},
    fence: { reads },
  }
}

function reasonOf(end: HostEnd): string {
  switch (end.how) {
    case 'died':
      return end.signal === 'none' ? `exit ${end.exitCode}` : end.signal
    case 'hung':
      return `no sign of life for ${Math.round(end.deadlineMs / 1000)} seconds`
    case 'protocol':
      return `it answered with something that is not an answer: ${end.what}`
    case 'gone':
      return end.reason
    default:
      return end satisfies never
  }
}
