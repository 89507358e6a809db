// What passes between the station and the process that holds the secret of a backup, framed by core/token/frames.ts.

import type { Algorithm } from '../formats/algorithms.ts'
import type { KeyBlob } from './blob.ts'
import type { CardFault } from './read-card.ts'
import type { SplitFacts } from './secret-port.ts'
import type { Origin } from './share.ts'

/**
 * Each call: what it takes and what it gives; null where there is nothing. Words, rolls, keys and random bytes cross in sealed boxes only
 * (sealed-box.node.ts), so that neither the kernel nor Node keeps a readable copy of them in a buffer on the way.
 */
export type SecretCalls = {
  readonly receiver: { readonly argument: null; readonly answer: Uint8Array }
  readonly makeKey: { readonly argument: { readonly algorithm: Algorithm }; readonly answer: Uint8Array }
  readonly split: { readonly argument: SplitRequest; readonly answer: SplitFacts }
  /** The record as its file (record.ts). */
  readonly expect: { readonly argument: { readonly record: Uint8Array }; readonly answer: null }
  readonly card: {
    readonly argument: { readonly holder: string; readonly to: Uint8Array }
    readonly answer: Uint8Array
  }
  readonly read: {
    readonly argument: { readonly holder: string | null; readonly box: Uint8Array }
    readonly answer: CardFault | null
  }
  readonly prove: { readonly argument: null; readonly answer: number }
  readonly combine: { readonly argument: null; readonly answer: null }
  readonly kekFor: { readonly argument: { readonly to: Uint8Array }; readonly answer: Uint8Array }
  readonly privateKeyFor: { readonly argument: { readonly to: Uint8Array }; readonly answer: Uint8Array }
  readonly wrapOwn: { readonly argument: null; readonly answer: KeyBlob }
  readonly addMac: {
    readonly argument: { readonly iv: Uint8Array; readonly wrapped: Uint8Array }
    readonly answer: KeyBlob
  }
  readonly blobHolds: { readonly argument: { readonly blob: KeyBlob }; readonly answer: boolean }
  readonly unwrapFor: {
    readonly argument: { readonly blob: KeyBlob; readonly to: Uint8Array }
    readonly answer: Uint8Array
  }
  readonly close: { readonly argument: null; readonly answer: null }
}

export type SplitRequest = Origin & {
  readonly epoch: number
  readonly threshold: number
  readonly fingerprint: string
  readonly holders: readonly string[]
  /** A box of purpose `random`, and whose token made what is in it. */
  readonly tokenRandom: { readonly serial: string; readonly box: Uint8Array } | null
  /** A box of purpose `dice`: rolls as typed. */
  readonly dice: Uint8Array | null
}

export type SecretCall = keyof SecretCalls

/** One request. `id` counts up; the answer to it has the same. */
export type ToSecretHost = {
  readonly [N in SecretCall]: { readonly id: number; readonly call: N; readonly argument: SecretCalls[N]['argument'] }
}[SecretCall]
