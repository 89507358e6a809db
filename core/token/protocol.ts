// What passes between the station and the process that loads the vendor's library, framed by frames.ts.

import type { KeyBlob } from '../backup/blob.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { SiteModule } from '../formats/site.ts'
import type { BackupAbilities, Locked, WrapForm } from './backup-port.ts'
import type { Initialisation } from './initialise.node.ts'
import type { KeyName } from './keys.ts'
import type { TokenInfo, TokenKey } from './port.ts'

type IncomingKey = KeyName & { readonly label: string; readonly spki: Uint8Array }
/** `undefined` does not cross. */
type ProbedAbilities = Omit<BackupAbilities, 'wrap'> & { readonly wrap: WrapForm | null }

/** Each call: what it takes and what it gives; null where there is nothing. PINs are UTF-8 bytes that the host overwrites. */
export type TokenCalls = {
  readonly open: { readonly argument: SiteModule; readonly answer: null }
  readonly list: { readonly argument: null; readonly answer: readonly TokenInfo[] }
  readonly initialise: { readonly argument: Initialisation; readonly answer: TokenInfo }
  readonly login: { readonly argument: { readonly serial: string; readonly pin: Uint8Array }; readonly answer: null }
  readonly generateKeyPair: {
    readonly argument: KeyName & { readonly label: string; readonly extractable?: boolean }
    readonly answer: TokenKey
  }
  readonly findKey: { readonly argument: KeyName; readonly answer: TokenKey | null }
  readonly sign: {
    readonly argument: {
      readonly objectId: string
      readonly algorithm: Algorithm
      /** What goes into C_Sign: the station made it of each message (`input` in mechanisms.ts). */
      readonly inputs: readonly Uint8Array[]
    }
    /** What C_Sign gave for each input, one after the other: all have the mechanism's size (`rawBytes`). */
    readonly answer: Uint8Array
  }
  readonly readData: {
    readonly argument: { readonly serial: string; readonly label: string }
    readonly answer: Uint8Array | null
  }
  readonly writeData: {
    readonly argument: { readonly label: string; readonly value: Uint8Array }
    readonly answer: boolean
  }
  readonly receiver: { readonly argument: null; readonly answer: Uint8Array }
  readonly random: {
    readonly argument: { readonly serial: string; readonly sizeBytes: number; readonly to: Uint8Array }
    readonly answer: Uint8Array
  }
  /** What is secret crosses in sealed boxes (core/backup/sealed-box.ts): `kek`, `privateKey`. */
  readonly wrapKey: {
    readonly argument: KeyName & { readonly kek: Uint8Array }
    readonly answer: WrapForm & { readonly wrapped: Uint8Array; readonly iv?: Uint8Array }
  }
  readonly unwrapKey: {
    readonly argument: IncomingKey & { readonly blob: KeyBlob; readonly kek: Uint8Array }
    readonly answer: TokenKey
  }
  readonly importKey: {
    readonly argument: IncomingKey & { readonly privateKey: Uint8Array }
    readonly answer: TokenKey
  }
  readonly lockKey: { readonly argument: KeyName; readonly answer: Locked }
  readonly destroyKey: {
    readonly argument: { readonly objectId: string }
    readonly answer: { readonly destroyed: number; readonly left: number }
  }
  readonly probeBackup: { readonly argument: { readonly algorithm: Algorithm }; readonly answer: ProbedAbilities }
  readonly close: { readonly argument: null; readonly answer: null }
}

export type CallName = keyof TokenCalls
export type Argument<N extends CallName> = TokenCalls[N]['argument']
export type Answer<N extends CallName> = TokenCalls[N]['answer']

/** One request. `id` counts up; the answer to it has the same. */
export type ToHost = {
  readonly [N in CallName]: { readonly id: number; readonly call: N; readonly argument: Argument<N> }
}[CallName]
