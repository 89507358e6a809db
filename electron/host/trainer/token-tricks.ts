// A token that misbehaves on cue. It stands at the token port, in front of the process that serves the real module.

import { CeremonyError } from '../../../core/errors.ts'
import { Deadline } from '../../../core/token/deadline.node.ts'
import type { PinState, TokenHost, TokenInfo, Waiting } from '../../../core/token/port.ts'
import type { StartHost } from '../token-desk.ts'
import type { Trainer } from './trainer.ts'

/** How long a token that hangs is waited for, in milliseconds; then its process is ended, as by a real deadline. */
export type Patience = { readonly hangMs: number }

/** Start what the site names, and put the trainer in front of it. */
export const trickedStart =
  (start: StartHost, trainer: Trainer, patience: Patience): StartHost =>
  async (module) =>
    trickedHost(await start(module), trainer, patience)

function trickedHost(host: TokenHost, trainer: Trainer, { hangMs }: Patience): TokenHost {
  const staged = new StagedHang()
  const acting = async <T>(call: string, act: () => Promise<T>): Promise<T> => {
    const { serial } = trainer
    const fault = { ...(serial === undefined ? {} : { serial }), call }
    if (trainer.strikes('token-pulled'))
      throw new CeremonyError('token/removed', { ...fault, ckr: 'CKR_DEVICE_REMOVED' })
    if (trainer.strikes('device-error')) throw new CeremonyError('token/failed', { ...fault, ckr: 'CKR_DEVICE_ERROR' })
    if (trainer.strikes('module-crash')) {
      await host.close()
      throw new CeremonyError('token/host-died', { call, signal: 'SIGSEGV', exitCode: -1 })
    }
    const hangs = trainer.strikes('token-hangs')
    const result = await act()
    if (!hangs) return result
    const deadlineMs = await staged.hang(call, hangMs)
    await host.close()
    throw new CeremonyError('token/host-hung', { call, deadlineMs })
  }
  return {
    list: async () => shown(await host.list(), trainer),
    initialise: (request) => acting('C_InitToken', () => host.initialise(request)),
    login: (request) => host.login(request),
    generateKeyPair: async (request) => {
      const key = await acting('C_GenerateKeyPair', () => host.generateKeyPair(request))
      if (!trainer.strikes('key-extractable')) return key
      return { ...key, attributes: { ...key.attributes, extractable: true } }
    },
    findKey: (request) => host.findKey(request),
    sign: async (request) => {
      const signatures = await acting('C_Sign', () => host.sign(request))
      return trainer.strikes('bad-signature') ? signatures.map(spoilt) : signatures
    },
    receiver: () => host.receiver(),
    random: (request) => acting('C_GenerateRandom', () => host.random(request)),
    wrapKey: (request) => acting('C_WrapKey', () => host.wrapKey(request)),
    unwrapKey: (request) => acting('C_UnwrapKey', () => host.unwrapKey(request)),
    importKey: (request) => acting('C_CreateObject', () => host.importKey(request)),
    lockKey: (request) => acting('C_SetAttributeValue', () => host.lockKey(request)),
    destroyKey: (request) => acting('C_DestroyObject', () => host.destroyKey(request)),
    probeBackup: (request) => host.probeBackup(request),
    readData: (request) => host.readData(request),
    writeData: (request) => host.writeData(request),
    waiting: () => staged.waiting() ?? host.waiting(),
    extend: (byMs) => staged.extend(byMs) || host.extend(byMs),
    giveUp: () => (staged.waiting() === undefined ? host.giveUp() : staged.giveUp()),
    close: () => host.close(),
  }
}

/** A hang that was staged has the deadline of a real one, so that waiting longer and giving up can be practised. */
class StagedHang {
  #call = ''
  #end: (quietMs: number) => void = () => undefined
  readonly #deadline = new Deadline((quietMs) => this.#end(quietMs))

  /** @returns how long it was quiet in the end. */
  hang(call: string, ms: number): Promise<number> {
    this.#call = call
    return new Promise((resolve) => {
      this.#end = resolve
      this.#deadline.restart(ms)
    })
  }

  waiting(): Waiting | undefined {
    const quiet = this.#deadline.quiet()
    return quiet && { call: this.#call, ...quiet }
  }

  extend(byMs: number): boolean {
    return this.#deadline.extend(byMs)
  }

  giveUp(): void {
    const quietMs = this.#deadline.quiet()?.quietMs ?? 0
    this.#deadline.stop()
    this.#end(quietMs)
  }
}

/** What the list says of the token of the step that stands. */
function shown(present: readonly TokenInfo[], trainer: Trainer): readonly TokenInfo[] {
  const { serial } = trainer
  const wanted = (info: TokenInfo): boolean => info.serial === serial
  if (!present.some(wanted)) return present
  if (trainer.strikes('wrong-token')) return others(present.filter((info) => !wanted(info)))
  const state = pinShown(trainer)
  return state === undefined ? present : present.map((info) => (wanted(info) ? { ...info, userPin: state } : info))
}

/** One other token lies there, not all that a software module has. */
const others = (present: readonly TokenInfo[]): readonly TokenInfo[] =>
  present.filter(({ serial }) => serial !== '').slice(0, 1)

function pinShown(trainer: Trainer): PinState | undefined {
  if (trainer.strikes('pin-locked')) return 'locked'
  return trainer.strikes('pin-final-try') ? 'final-try' : undefined
}

/** Another signature of the same length: the last bit is turned. */
function spoilt(signature: Uint8Array): Uint8Array {
  const turned = Uint8Array.from(signature)
  turned.set([(turned.at(-1) ?? 0) ^ 1], turned.length - 1)
  return turned
}
