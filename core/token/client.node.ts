// A token session for the ceremony: the port `TokenHost`, served by a process of its own.

import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { boxOverheadBytes, receiverKeyBytes } from '../backup/box-size.ts'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { forbiddenIn, type SiteModule } from '../formats/site.ts'
import { maxDataBytes, randomBytesAsked } from './answers.ts'
import { debianHint } from './debian-packages.ts'
import type { HostProcess } from './host-process.node.ts'
import { attributeProblems } from './key-attributes.ts'
import type { Launcher } from './launcher.node.ts'
import { mechanisms } from './mechanisms.ts'
import type { TokenHost, TokenKey } from './port.ts'
import type { TokenCalls } from './protocol.ts'
import { checkPublicKey } from './public-key.ts'
import { checkIncoming, checkLabel, checkObjectId, type Incoming } from './request-checks.ts'
import { startTokenProcess } from './token-process.node.ts'
import { escapeText } from './untrusted-text.ts'
import { isWrappedSize } from './wrap.node.ts'

export type TokenHostOptions = {
  /** Time without a sign of life after which the process is killed. Generating RSA gets a multiple (cards need minutes). */
  readonly deadlineMs?: number
  /** How the process is started; this station's own way by default (launcher.node.ts). */
  readonly launch?: Launcher
}

/** The port, and what only a real process has. */
export type RunningTokenHost = TokenHost & {
  readonly pid: number
  /** The last lines that the library wrote to stdout or stderr, escaped. For a person who looks for a fault. */
  moduleOutput(): readonly string[]
}

const defaultDeadlineMs = 60_000
const closeDeadlineMs = 5_000

/** How much longer than any other call a key generation may take. */
const generationFactor: Readonly<Record<Algorithm, number>> = {
  'ecdsa-p256': 1,
  'ecdsa-p384': 1,
  ed25519: 1,
  'rsa-3072': 5,
  'rsa-4096': 15,
}

/**
 * Start the process for one module and let it load and initialise the library. Nothing is asked of a token yet.
 *
 * What it answers is checked here, outside: shapes, KEY-VALID, KEY-ATTRIBUTES of a new key. Not caught: a library that
 * lies within these bounds, or that takes over its own process (docs/tokens.md).
 *
 * @throws CeremonyError `token/module-missing`, `token/module-environment`, `token/module-unusable`,
 *   `token/module-start`, `token/adapter-missing`, `token/host-died`, `token/host-hung`.
 */
export async function startTokenHost(module: SiteModule, options: TokenHostOptions = {}): Promise<RunningTokenHost> {
  checkModule(module)
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs
  const host = startTokenProcess(module.environment, options.launch)
  try {
    await host.call('open', deadlineMs, (send) => send(module))
  } catch (error) {
    await host.kill('it did not start')
    throw error
  }
  return new TokenClient(host, deadlineMs)
}

/**
 * Whether a token process can be started here at all, and its adapter loaded: it is given a file that is no library, and
 * must refuse it. For a shell that looks before the day; no token is involved.
 * @throws CeremonyError `token/host-died`, `token/host-hung`, `token/adapter-missing`; `station/bug` where it was not refused.
 */
export async function tryTokenProcess({
  deadlineMs = defaultDeadlineMs,
  launch,
}: TokenHostOptions = {}): Promise<void> {
  const host = startTokenProcess({}, launch)
  try {
    await host.call('open', deadlineMs, (send) => send({ path: '/dev/null', environment: {} }))
  } catch (error) {
    if (error instanceof CeremonyError && error.code === 'token/module-unusable') return
    throw error
  } finally {
    await host.kill('it was only tried')
  }
  throw new CeremonyError('station/bug', { what: 'a token process that took /dev/null for a library' })
}

function checkModule({ path, environment }: SiteModule): void {
  if (!isAbsolute(path)) throw new CeremonyError('token/module-unusable', { path, reason: 'the path is not absolute' })
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CeremonyError('token/module-missing', { path, hint: debianHint(path) })
  if (!found.isFile()) throw new CeremonyError('token/module-unusable', { path, reason: 'it is not a file' })
  // The site file was held against the same list; this is the process that gets the PIN.
  const name = forbiddenIn(environment)
  if (name !== undefined) throw new CeremonyError('token/module-environment', { path, name })
}

class TokenClient implements RunningTokenHost {
  readonly #host: HostProcess<TokenCalls>
  readonly #deadlineMs: number
  #serial: string | undefined

  constructor(host: HostProcess<TokenCalls>, deadlineMs: number) {
    this.#host = host
    this.#deadlineMs = deadlineMs
  }

  get pid(): number {
    return this.#host.pid
  }

  moduleOutput(): readonly string[] {
    return this.#host.output.split('\n').map(escapeText)
  }

  waiting: RunningTokenHost['waiting'] = () => this.#host.waiting()

  extend: RunningTokenHost['extend'] = (byMs) => this.#host.extend(byMs)

  giveUp: RunningTokenHost['giveUp'] = () => this.#host.giveUp()

  list: TokenHost['list'] = () => this.#host.call('list', this.#deadlineMs, (send) => send(null))

  initialise: TokenHost['initialise'] = async ({ serial, label, factorySoPin, soPin, userPin }) => {
    checkLabel('C_InitToken', label)
    return this.#host.call('initialise', this.#deadlineMs, (send) =>
      factorySoPin.use((factory) =>
        soPin.use((so) =>
          userPin.use((user) => send({ serial, label, factorySoPin: factory, soPin: so, userPin: user })),
        ),
      ),
    )
  }

  login: TokenHost['login'] = async ({ serial, pin }) => {
    await this.#host.call('login', this.#deadlineMs, (send) => pin.use((bytes) => send({ serial, pin: bytes })))
    this.#serial = serial
  }

  generateKeyPair: TokenHost['generateKeyPair'] = async (request) => {
    checkObjectId('C_GenerateKeyPair', request.objectId)
    checkLabel('C_GenerateKeyPair', request.label)
    const deadlineMs = this.#deadlineMs * generationFactor[request.algorithm]
    const key = await this.#host.call('generateKeyPair', deadlineMs, (send) => send(request))
    this.#checkKey('C_GenerateKeyPair', key, request)
    this.#checkAttributes('C_GenerateKeyPair', key, request)
    return key
  }

  findKey: TokenHost['findKey'] = async (request) => {
    checkObjectId('C_FindObjects', request.objectId)
    const key = (await this.#host.call('findKey', this.#deadlineMs, (send) => send(request))) ?? undefined
    if (key !== undefined) this.#checkKey('C_FindObjects', key, request)
    return key
  }

  sign: TokenHost['sign'] = async ({ objectId, algorithm, messages }) => {
    checkObjectId('C_Sign', objectId)
    const { input, rawBytes, output } = mechanisms[algorithm]
    const inputs = messages.map(input)
    const raw = await this.#host.call('sign', this.#deadlineMs, (send) => send({ objectId, algorithm, inputs }))
    if (raw.length === inputs.length * rawBytes)
      return inputs.map((_, index) => output(raw.slice(index * rawBytes, (index + 1) * rawBytes)))
    const what = `${raw.length} bytes for ${inputs.length} signatures of ${rawBytes}`
    throw new CeremonyError('token/bad-answer', { ...this.#fault('C_Sign'), what })
  }

  readData: TokenHost['readData'] = async (request) => {
    checkLabel('C_FindObjects', request.label)
    return (await this.#host.call('readData', this.#deadlineMs, (send) => send(request))) ?? undefined
  }

  writeData: TokenHost['writeData'] = async (request) => {
    checkLabel('C_CreateObject', request.label)
    const { length } = request.value
    if (length === 0 || length > maxDataBytes)
      throw new CeremonyError('token/request', { call: 'C_CreateObject', problem: `a data object of ${length} bytes` })
    return this.#host.call('writeData', this.#deadlineMs, (send) => send(request))
  }

  receiver: TokenHost['receiver'] = () => this.#host.call('receiver', this.#deadlineMs, (send) => send(null))

  random: TokenHost['random'] = async (request) => {
    const { sizeBytes, to } = request
    const { min, max } = randomBytesAsked
    if (!Number.isInteger(sizeBytes) || sizeBytes < min || sizeBytes > max || to.length !== receiverKeyBytes)
      throw new CeremonyError('token/request', {
        call: 'C_GenerateRandom',
        problem: 'too few or too many random bytes',
      })
    const box = await this.#host.call('random', this.#deadlineMs, (send) => send(request))
    if (box.length === sizeBytes + boxOverheadBytes) return box
    throw new CeremonyError('token/bad-answer', {
      ...this.#fault('C_GenerateRandom'),
      what: `a box of ${box.length} bytes`,
    })
  }

  wrapKey: TokenHost['wrapKey'] = async (request) => {
    checkObjectId('C_WrapKey', request.objectId)
    const { objectId, algorithm, kek } = request
    const result = await this.#host.call('wrapKey', this.#deadlineMs, (send) => send({ objectId, algorithm, kek }))
    if (isWrappedSize(result, algorithm, result.wrapped.length)) return result
    const what = `a wrapped ${algorithm} key of ${result.wrapped.length} bytes`
    throw new CeremonyError('token/bad-answer', { ...this.#fault('C_WrapKey'), what })
  }

  unwrapKey: TokenHost['unwrapKey'] = async (request) => {
    const { blob, kek } = request
    const incoming = checkIncoming('C_UnwrapKey', request)
    const key = await this.#host.call('unwrapKey', this.#deadlineMs, (send) => send({ ...incoming, blob, kek }))
    return this.#checkIncomingKey('C_UnwrapKey', key, incoming)
  }

  importKey: TokenHost['importKey'] = async (request) => {
    const { privateKey } = request
    const incoming = checkIncoming('C_CreateObject', request)
    const key = await this.#host.call('importKey', this.#deadlineMs, (send) => send({ ...incoming, privateKey }))
    return this.#checkIncomingKey('C_CreateObject', key, incoming)
  }

  lockKey: TokenHost['lockKey'] = async ({ objectId, algorithm }) => {
    checkObjectId('C_SetAttributeValue', objectId)
    return this.#host.call('lockKey', this.#deadlineMs, (send) => send({ objectId, algorithm }))
  }

  destroyKey: TokenHost['destroyKey'] = async ({ objectId }) => {
    checkObjectId('C_DestroyObject', objectId)
    return this.#host.call('destroyKey', this.#deadlineMs, (send) => send({ objectId }))
  }

  probeBackup: TokenHost['probeBackup'] = async ({ algorithm }) => {
    const deadlineMs = this.#deadlineMs * generationFactor[algorithm]
    const { wrap, ...others } = await this.#host.call('probeBackup', deadlineMs, (send) => send({ algorithm }))
    return { ...others, wrap: wrap ?? undefined }
  }

  async close(): Promise<void> {
    try {
      await this.#host.call('close', closeDeadlineMs, (send) => send(null))
    } catch (error) {
      // Ending the process is what counts, and it is ended next; a token that cannot even log out stops nothing.
      if (!(error instanceof CeremonyError)) throw error
    } finally {
      await this.#host.kill('it was closed')
    }
  }

  /** The checks of the host once more, in the process that the library cannot reach. */
  #checkKey(call: string, key: TokenKey, asked: { readonly objectId: string; readonly algorithm: Algorithm }): void {
    if (key.objectId !== asked.objectId || key.algorithm !== asked.algorithm)
      throw new CeremonyError('token/bad-answer', { ...this.#fault(call), what: 'another key than the one asked for' })
    checkPublicKey(key.spki, key.algorithm)
  }

  #checkAttributes(
    call: string,
    key: TokenKey,
    asked: { readonly objectId: string; readonly extractable?: boolean },
  ): void {
    const wrong = attributeProblems(key.attributes, asked)
    if (wrong.length === 0) return
    const fault = { ...this.#fault(call), ckr: 'CKR_OK' }
    throw new CeremonyError('token/key-attributes', { ...fault, objectId: asked.objectId, wrong })
  }

  #checkIncomingKey(call: string, key: TokenKey, asked: Incoming): TokenKey {
    this.#checkKey(call, key, asked)
    this.#checkAttributes(call, key, { objectId: asked.objectId })
    if (Buffer.compare(key.spki, asked.spki) === 0) return key
    throw new CeremonyError('token/bad-answer', {
      ...this.#fault(call),
      what: 'another public key than the one asked for',
    })
  }

  #fault(call: string) {
    return { ...(this.#serial === undefined ? {} : { serial: this.#serial }), call, ckr: 'none' }
  }
}
