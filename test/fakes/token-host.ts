// A token host in memory, with keys of node:crypto. Fails on cue, with the errors of the real one.

import { createHash } from 'node:crypto'
import { newReceiver } from '../../core/backup/sealed-box.node.ts'
import type { PinKind } from '../../core/errors/token.ts'
import { CeremonyError, type ErrorCode, type ErrorDetail } from '../../core/errors.ts'
import type { Secret } from '../../core/secret.ts'
import type { BackupAbilities, Locked } from '../../core/token/backup-port.ts'
import { mechanisms } from '../../core/token/mechanisms.ts'
import type { KeyAttributes, PinState, TokenHost, TokenInfo, TokenKey } from '../../core/token/port.ts'
import {
  type FakeAbilities,
  type FakeKey,
  fakeDestroy,
  fakeImport,
  fakeLock,
  fakeProbe,
  fakeRandom,
  fakeUnwrap,
  fakeWrap,
  likeSoftHsm,
} from './token-backup.ts'
import { generate, goodAttributes, sign } from './token-keys.ts'

/** One token on the table. Outlives the host, as a token outlives its process; set `present` to pull it. */
export class FakeToken {
  readonly serial: string
  label = ''
  initialised = true
  present = true
  /** Wrong PINs in a row that lock; SoftHSM never locks. */
  triesAllowed = 3
  /** Attributes of the next keys, to disobey the template. */
  attributes: Partial<KeyAttributes> = {}
  /** What it can do for a backup. */
  abilities: FakeAbilities = likeSoftHsm
  readonly keys = new Map<string, FakeKey>()
  readonly data = new Map<string, Uint8Array>()
  readonly pins: Record<PinKind, { digest: string | undefined; wrong: number }> = {
    user: { digest: undefined, wrong: 0 },
    so: { digest: undefined, wrong: 0 },
  }

  constructor(serial: string, factorySoPin: Secret) {
    this.serial = serial
    this.setPin('so', factorySoPin)
  }

  setPin(which: PinKind, pin: Secret): void {
    this.pins[which] = { digest: digest(pin), wrong: 0 }
  }

  pinState(which: PinKind): PinState {
    const { digest, wrong } = this.pins[which]
    if (digest === undefined) return 'not-set'
    if (wrong >= this.triesAllowed) return 'locked'
    if (wrong === this.triesAllowed - 1) return 'final-try'
    return wrong > 0 ? 'low' : 'ok'
  }

  info(): TokenInfo {
    return {
      serial: this.serial,
      label: this.label,
      manufacturer: 'Fake',
      model: 'Fake token',
      firmware: '1.0',
      initialised: this.initialised,
      userPin: this.pinState('user'),
      soPin: this.pinState('so'),
      ownPad: false,
      mechanisms: Object.values(mechanisms).flatMap(({ generate, sign }) => [generate.mechanism, sign.mechanism]),
    }
  }
}

/** What the N-th call (from 1) of a method does instead: the token pulled, the process hanging or dying, a device error. */
export type Cue = {
  readonly method: Exclude<keyof TokenHost, 'close' | 'waiting' | 'extend' | 'giveUp' | 'receiver'>
  readonly at: number
  readonly what: 'removed' | 'hang' | 'died' | 'failed'
}

/** Implements the port over tokens in memory. One login, as the real one. */
export class FakeTokenHost implements TokenHost {
  readonly #tokens: readonly FakeToken[]
  readonly #cues: readonly Cue[]
  readonly #counts = new Map<string, number>()
  readonly #receiver = newReceiver()
  #loggedIn: FakeToken | undefined
  #gone: string | undefined

  constructor(tokens: readonly FakeToken[], cues: readonly Cue[] = []) {
    this.#tokens = tokens
    this.#cues = cues
  }

  async list(): Promise<readonly TokenInfo[]> {
    this.#begin('list', 'C_GetSlotList')
    return this.#tokens.filter(({ present }) => present).map((token) => token.info())
  }

  async initialise(request: Parameters<TokenHost['initialise']>[0]): Promise<TokenInfo> {
    this.#begin('initialise', 'C_InitToken', request.serial)
    this.#refuseSecondLogin(request.serial, 'C_InitToken')
    const token = this.#find(request.serial)
    const fault = { serial: token.serial, call: 'C_InitToken' }
    if (token.pinState('so') === 'locked') fail('token/pin-locked', { ...fault, ckr: 'none', which: 'so' })
    for (const [pin, which] of [
      [request.factorySoPin, 'so'],
      [request.soPin, 'so'],
      [request.userPin, 'user'],
    ] as const)
      checkLength(token.serial, 'C_InitToken', pin, which)
    if (!spendTry(token, 'so', request.factorySoPin))
      fail('token/so-pin-incorrect', { ...fault, ckr: 'CKR_PIN_INCORRECT', pinState: token.pinState('so') })
    token.keys.clear()
    token.data.clear()
    token.label = request.label
    token.initialised = true
    token.setPin('so', request.soPin)
    token.setPin('user', request.userPin)
    return token.info()
  }

  async login({ serial, pin }: Parameters<TokenHost['login']>[0]): Promise<void> {
    this.#begin('login', 'C_Login', serial)
    this.#refuseSecondLogin(serial, 'C_Login')
    const token = this.#find(serial)
    const fault = { serial, call: 'C_Login', ckr: 'none' }
    const state = token.pinState('user')
    if (state === 'not-set') fail('token/pin-not-set', { ...fault, which: 'user' })
    if (state === 'locked') fail('token/pin-locked', { ...fault, which: 'user' })
    checkLength(serial, 'C_Login', pin, 'user')
    if (!spendTry(token, 'user', pin))
      fail('token/pin-incorrect', { ...fault, ckr: 'CKR_PIN_INCORRECT', pinState: token.pinState('user') })
    this.#loggedIn = token
  }

  async generateKeyPair(request: Parameters<TokenHost['generateKeyPair']>[0]): Promise<TokenKey> {
    const { objectId, label, algorithm, extractable = false } = request
    const token = this.#begin('generateKeyPair', 'C_GenerateKeyPair').user('C_GenerateKeyPair')
    const fault = { serial: token.serial, call: 'C_FindObjects', ckr: 'none' }
    if (token.keys.has(objectId)) fail('token/object-id-taken', { ...fault, objectId })
    const pair = generate(algorithm)
    const spki = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }))
    const claimed = extractable ? { extractable, claimedNeverExtractable: false } : {}
    const attributes = { ...goodAttributes, ...claimed, ...token.attributes }
    const key = { objectId, label, algorithm, spki, attributes }
    token.keys.set(objectId, { key, privateKey: pair.privateKey })
    const wrong = Object.entries(token.attributes).map(([name, value]) => `${name} is ${value}`)
    if (wrong.length > 0)
      fail('token/key-attributes', { ...fault, call: 'C_GenerateKeyPair', ckr: 'CKR_OK', objectId, wrong })
    return key
  }

  async findKey({ objectId, algorithm }: Parameters<TokenHost['findKey']>[0]): Promise<TokenKey | undefined> {
    const token = this.#begin('findKey', 'C_FindObjects').user('C_FindObjects')
    const found = token.keys.get(objectId)?.key
    const fault = { serial: token.serial, call: 'C_GetAttributeValue', ckr: 'none' }
    if (found !== undefined && found.algorithm !== algorithm)
      fail('token/key-algorithm', { ...fault, objectId, algorithm })
    return found
  }

  async sign(request: Parameters<TokenHost['sign']>[0]): Promise<readonly Uint8Array[]> {
    const token = this.#begin('sign', 'C_Sign').user('C_Sign')
    const found = token.keys.get(request.objectId)
    if (found === undefined)
      return fail('token/key-missing', { serial: token.serial, call: 'C_FindObjects', ckr: 'none', ...request })
    return request.messages.map((message) => sign(request.algorithm, found.privateKey, message))
  }

  async readData({ serial, label }: Parameters<TokenHost['readData']>[0]): Promise<Uint8Array | undefined> {
    this.#begin('readData', 'C_FindObjects', serial)
    return this.#find(serial).data.get(label)
  }

  async writeData({ label, value }: Parameters<TokenHost['writeData']>[0]): Promise<boolean> {
    this.#begin('writeData', 'C_CreateObject').user('C_CreateObject').data.set(label, Uint8Array.from(value))
    return true
  }

  async receiver(): Promise<Uint8Array> {
    return this.#receiver.publicKey
  }

  async random({ serial, sizeBytes, to }: Parameters<TokenHost['random']>[0]): Promise<Uint8Array> {
    this.#begin('random', 'C_GenerateRandom', serial)
    this.#find(serial)
    return fakeRandom(sizeBytes, to)
  }

  async wrapKey(request: Parameters<TokenHost['wrapKey']>[0]): ReturnType<TokenHost['wrapKey']> {
    const token = this.#begin('wrapKey', 'C_WrapKey').user('C_WrapKey')
    return fakeWrap(token, this.#receiver, request)
  }

  async unwrapKey(request: Parameters<TokenHost['unwrapKey']>[0]): Promise<TokenKey> {
    const token = this.#begin('unwrapKey', 'C_UnwrapKey').user('C_UnwrapKey')
    return fakeUnwrap(token, this.#receiver, request)
  }

  async importKey(request: Parameters<TokenHost['importKey']>[0]): Promise<TokenKey> {
    const token = this.#begin('importKey', 'C_CreateObject').user('C_CreateObject')
    return fakeImport(token, this.#receiver, request)
  }

  async lockKey(request: Parameters<TokenHost['lockKey']>[0]): Promise<Locked> {
    return fakeLock(this.#begin('lockKey', 'C_SetAttributeValue').user('C_SetAttributeValue'), request)
  }

  async destroyKey({ objectId }: Parameters<TokenHost['destroyKey']>[0]): ReturnType<TokenHost['destroyKey']> {
    return fakeDestroy(this.#begin('destroyKey', 'C_DestroyObject').user('C_DestroyObject'), objectId)
  }

  async probeBackup({ algorithm }: Parameters<TokenHost['probeBackup']>[0]): Promise<BackupAbilities> {
    return fakeProbe(this.#begin('probeBackup', 'C_GenerateKeyPair').user('C_GenerateKeyPair'), algorithm)
  }

  /** It answers at once, so no call is ever under way; test/fakes/quiet.ts is one that waits. */
  waiting(): undefined {
    return undefined
  }

  extend(): boolean {
    return false
  }

  giveUp(): void {}

  async close(): Promise<void> {
    this.#gone ??= 'it was closed'
    this.#loggedIn = undefined
  }

  /** Count the call, do what its cue says, and give the logged-in token to those who need it. */
  #begin(method: Cue['method'], call: string, serial = this.#loggedIn?.serial): { user(call: string): FakeToken } {
    if (this.#gone !== undefined) fail('token/host-gone', { call: method, reason: this.#gone })
    const count = (this.#counts.get(method) ?? 0) + 1
    this.#counts.set(method, count)
    const cue = this.#cues.find((candidate) => candidate.method === method && candidate.at === count)
    const fault = { ...(serial === undefined ? {} : { serial }), call }
    if (cue?.what === 'removed') {
      for (const token of this.#tokens) if (token.serial === serial) token.present = false
      fail('token/removed', { ...fault, ckr: 'CKR_DEVICE_REMOVED' })
    }
    if (cue?.what === 'failed') fail('token/failed', { ...fault, ckr: 'CKR_DEVICE_ERROR' })
    if (cue?.what === 'hang')
      this.#end('it gave no sign of life', 'token/host-hung', { call: method, deadlineMs: 60_000 })
    if (cue?.what === 'died')
      this.#end('its process died', 'token/host-died', { call: method, signal: 'SIGSEGV', exitCode: -1 })
    return { user: (name) => this.#user(name) }
  }

  #end<C extends ErrorCode>(reason: string, code: C, detail: ErrorDetail<C>): never {
    this.#gone = reason
    return fail(code, detail)
  }

  #user(call: string): FakeToken {
    const token = this.#loggedIn
    if (token === undefined) return fail('token/not-logged-in', { call, ckr: 'none' })
    if (!token.present) return fail('token/removed', { serial: token.serial, call, ckr: 'CKR_DEVICE_REMOVED' })
    return token
  }

  #find(serial: string): FakeToken {
    const here = this.#tokens.filter(({ present }) => present)
    const [token, second] = here.filter((candidate) => candidate.serial === serial)
    const fault = { serial, call: 'C_GetTokenInfo', ckr: 'none' }
    if (second !== undefined) return fail('token/serial-twice', fault)
    return token ?? fail('token/not-present', { ...fault, present: here.map((candidate) => candidate.serial) })
  }

  #refuseSecondLogin(serial: string, call: string): void {
    if (this.#loggedIn !== undefined) fail('token/already-logged-in', { serial, call, ckr: 'none' })
  }
}

function fail<C extends ErrorCode>(code: C, detail: ErrorDetail<C>): never {
  throw new CeremonyError(code, detail)
}

const digest = (pin: Secret) => pin.use((bytes) => createHash('sha256').update(bytes).digest('hex'))

/** SoftHSM's limits: 4 to 255 bytes. */
function checkLength(serial: string, call: string, pin: Secret, which: PinKind): void {
  const length = pin.use((bytes) => bytes.length)
  if (length < 4 || length > 255)
    fail('token/pin-length', { serial, call, ckr: 'none', which, minBytes: 4, maxBytes: 255 })
}

function spendTry(token: FakeToken, which: PinKind, pin: Secret): boolean {
  const right = token.pins[which].digest === digest(pin)
  token.pins[which].wrong = right ? 0 : token.pins[which].wrong + 1
  return right
}
