// What passes between the station and the process that loads the vendor's library, framed by frames.ts.

import type { Algorithm } from '../formats/plan.ts'
import type { SiteModule } from '../formats/site.ts'
import type { Initialisation } from './initialise.node.ts'
import type { KeyName } from './keys.ts'
import type { TokenInfo, TokenKey } from './port.ts'

/** Each call: what it takes and what it gives; null where there is nothing. PINs are UTF-8 bytes that the host overwrites. */
export type TokenCalls = {
  readonly open: { readonly argument: SiteModule; readonly answer: null }
  readonly list: { readonly argument: null; readonly answer: readonly TokenInfo[] }
  readonly initialise: { readonly argument: Initialisation; readonly answer: TokenInfo }
  readonly login: { readonly argument: { readonly serial: string; readonly pin: Uint8Array }; readonly answer: null }
  readonly generateKeyPair: { readonly argument: KeyName & { readonly label: string }; readonly answer: TokenKey }
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
  readonly close: { readonly argument: null; readonly answer: null }
}

export type CallName = keyof TokenCalls
export type Argument<N extends CallName> = TokenCalls[N]['argument']
export type Answer<N extends CallName> = TokenCalls[N]['answer']

/** One request. `id` counts up; the answer to it has the same. */
export type ToHost = {
  readonly [N in CallName]: { readonly id: number; readonly call: N; readonly argument: Argument<N> }
}[CallName]
