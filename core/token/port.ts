// What the ceremony asks of a token. Implemented by the token host process (host.node.ts) and by test/fakes.

import type { Algorithm } from '../formats/algorithms.ts'
import type { Secret } from '../secret.ts'
import type { TokenBackup } from './backup-port.ts'

/** PIN counters as CK_TOKEN_INFO flags tell them. A module that tells nothing shows as `ok`. */
export type PinState = 'ok' | 'low' | 'final-try' | 'locked' | 'not-set'

export type TokenInfo = {
  readonly serial: string
  readonly label: string
  readonly manufacturer: string
  readonly model: string
  readonly firmware: string
  readonly initialised: boolean
  readonly userPin: PinState
  readonly soPin: PinState
  /** CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the token's own pad. */
  readonly ownPad: boolean
  /** Mechanism numbers, as the module lists them. */
  readonly mechanisms: readonly number[]
}

/** Attributes as read back. What only the module can know is "claimed by the module". */
export type KeyAttributes = {
  readonly sensitive: boolean
  readonly extractable: boolean
  readonly sign: boolean
  readonly private: boolean
  readonly token: boolean
  readonly claimedLocal: boolean
  readonly claimedAlwaysSensitive: boolean
  readonly claimedNeverExtractable: boolean
}

export type TokenKey = {
  /** CKA_ID, lower-case hex. */
  readonly objectId: string
  readonly label: string
  readonly algorithm: Algorithm
  /** SubjectPublicKeyInfo, DER. Built from the public attributes and re-parsed by node:crypto. */
  readonly spki: Uint8Array
  readonly attributes: KeyAttributes
}

/** A call to a token that is under way: how long it has given no sign of life, and how long until its process is ended for it. */
export type Waiting = { readonly call: string; readonly quietMs: number; readonly leftMs: number }

/**
 * One module and configuration, in a process of its own, for one token session. Calls run one at a time, in order.
 * Every method throws CeremonyError `token/*` with the CKR name and the call; none retries by itself.
 */
export interface TokenHost extends TokenBackup {
  /** All tokens present, by serial. Never asks for a PIN. */
  list(): Promise<readonly TokenInfo[]>
  /**
   * C_InitToken, then the two PINs. `factorySoPin` is the one the token came with; C_InitToken checks it and spends a
   * try if it is wrong. Afterwards the SO PIN is `soPin` and the user PIN is `userPin`. All keys on the token are gone.
   */
  initialise(request: {
    readonly serial: string
    readonly label: string
    readonly factorySoPin: Secret
    readonly soPin: Secret
    readonly userPin: Secret
  }): Promise<TokenInfo>
  /** One C_Login with CKU_USER on the one token with this serial. A wrong PIN is never tried again. */
  login(request: { readonly serial: string; readonly pin: Secret }): Promise<void>
  /**
   * C_GenerateKeyPair on the token: sensitive, not extractable, sign only. Refuses a CKA_ID that is taken.
   * `extractable`: a key that is to be wrapped for a backup; it has to be, until `lockKey`.
   */
  generateKeyPair(request: {
    readonly objectId: string
    readonly label: string
    readonly algorithm: Algorithm
    readonly extractable?: boolean
  }): Promise<TokenKey>
  /** The key with this CKA_ID, or undefined. Private objects show only after `login`. */
  findKey(request: { readonly objectId: string; readonly algorithm: Algorithm }): Promise<TokenKey | undefined>
  /**
   * Sign whole messages, in one batch. Where the mechanism wants a digest, it is made on this side and crosses instead.
   * Signatures come back as TUF writes them: ECDSA DER, Ed25519 64 bytes, RSA-PSS with salt 32.
   * NOT verified here: the caller verifies each with `verifySignature` before anyone sees it.
   */
  sign(request: {
    readonly objectId: string
    readonly algorithm: Algorithm
    readonly messages: readonly Uint8Array[]
  }): Promise<readonly Uint8Array[]>
  /** A public data object (CKO_DATA) by label, or undefined; where the token has none such, undefined. */
  readData(request: { readonly serial: string; readonly label: string }): Promise<Uint8Array | undefined>
  /** Create or replace a data object; false where the token cannot hold one. Needs `login`. */
  writeData(request: { readonly label: string; readonly value: Uint8Array }): Promise<boolean>
  /** The call that is under way; undefined where none is. This and the next two answer while it is. */
  waiting(): Waiting | undefined
  /** A person gives that call more time, counted on top; false where none is under way. @param byMs - at most one hour. */
  extend(byMs: number): boolean
  /** A person waits no longer: the call ends in `token/host-hung` now, and the process with it. */
  giveUp(): void
  /** Log out and end the process: only that removes the copies of the PIN. */
  close(): Promise<void>
}
