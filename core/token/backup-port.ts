// What a backup asks of a token, beside core/token/port.ts. Secrets cross in sealed boxes (core/backup/sealed-box.node.ts).

import type { KeyBlob } from '../backup/blob.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { TokenKey } from './port.ts'

/** How this token wraps, as it was probed: never as it lists it. */
export type WrapForm =
  /** RFC 5649. `mechanism` is the number under which this module does it: 0x210B, or 0x210A. */
  | { readonly form: 'aes-kwp'; readonly mechanism: number }
  | { readonly form: 'aes-cbc-pad'; readonly mechanism: number }

/** What a throw-away key pair showed of a token. All of it was tried; nothing is read off a mechanism list. */
export type BackupAbilities = {
  /** undefined: it cannot wrap a private key in a form that is known. */
  readonly wrap: WrapForm | undefined
  /** It unwraps a private key in that form, not extractable, and the key signs. */
  readonly unwraps: boolean
  /** It takes a private key that was made elsewhere (C_CreateObject), not extractable, and the key signs. */
  readonly imports: boolean
  /** CKA_EXTRACTABLE can be set to false afterwards, reads false, and a wrap attempt is refused then. */
  readonly locks: boolean
  /** A key that came in by C_UnwrapKey, not extractable, is refused a wrap. Where not, `unwraps` is no way of closing anything. */
  readonly keepsIn: boolean
  /** C_DestroyObject, and the object is not found any more. */
  readonly destroys: boolean
  readonly random: boolean
  /** What each attempt ended in, in the order in which it was tried: `C_WrapKey 0x210b: CKR_MECHANISM_INVALID`. */
  readonly tried: readonly string[]
}

/** What became of a key whose way out was closed. */
export type Locked =
  /** `refusal`: the CKR name with which the wrap under a foreign key was refused. */
  | { readonly locked: true; readonly refusal: string }
  /** The module does not let CKA_EXTRACTABLE be set false, or it had no effect; the key is as it was. `reason`: the CKR name, or words. */
  | { readonly locked: false; readonly reason: string }

/**
 * Part of `TokenHost`. All but `receiver` and `random` need `login`. A KEK is 32 bytes, in a box of purpose `kek` for the receiver of this
 * very process; it becomes a session object (never CKA_TOKEN) that is destroyed before the answer, whatever came of it.
 * Every method throws CeremonyError `token/*` with the CKR name and the call.
 */
export interface TokenBackup {
  /** X25519 public key of this process. */
  receiver(): Promise<Uint8Array>
  /** C_GenerateRandom, in a box of purpose `random` for `to`. @param sizeBytes - 16 to 256. */
  random(request: { readonly serial: string; readonly sizeBytes: number; readonly to: Uint8Array }): Promise<Uint8Array>
  /**
   * Wrap a private key. The form is probed anew first: a known AES key under a known one, compared with node:crypto.
   * For `aes-cbc-pad` the MAC is not made here: the KEK's MAC key belongs to the secret host, which adds it.
   * @throws CeremonyError `token/cannot-wrap` where no form works; `token/key-not-extractable`.
   */
  wrapKey(request: {
    readonly objectId: string
    readonly algorithm: Algorithm
    readonly kek: Uint8Array
  }): Promise<WrapForm & { readonly wrapped: Uint8Array; readonly iv?: Uint8Array }>
  /**
   * Unwrap a private key onto the token: sensitive, not extractable, sign only, with its public half beside it (from `spki`). Attributes
   * are read back (KEY-ATTRIBUTES); a module that does not obey the template is refused and its key destroyed. Not caught here: that it is
   * the key of `spki`; the caller has it sign. A blob of `aes-cbc-pad-hmac` had its MAC checked by the secret host before.
   * @throws CeremonyError `token/object-id-taken`, `token/cannot-unwrap`, `token/blob-refused` (tampered, or another KEK), `token/key-attributes`.
   */
  unwrapKey(request: {
    readonly objectId: string
    readonly label: string
    readonly algorithm: Algorithm
    readonly spki: Uint8Array
    readonly blob: KeyBlob
    readonly kek: Uint8Array
  }): Promise<TokenKey>
  /**
   * C_CreateObject of a private key that existed in software. @param privateKey - PKCS#8 DER in a box of purpose `private-key`.
   * @throws CeremonyError as `unwrapKey`, and `token/cannot-import`.
   */
  importKey(request: {
    readonly objectId: string
    readonly label: string
    readonly algorithm: Algorithm
    readonly spki: Uint8Array
    readonly privateKey: Uint8Array
  }): Promise<TokenKey>
  /** CKA_EXTRACTABLE false, read back, and a wrap under a foreign key must fail. A wrap that succeeds is `locked: false`. */
  lockKey(request: { readonly objectId: string; readonly algorithm: Algorithm }): Promise<Locked>
  /** C_DestroyObject of both halves. @returns how many objects were destroyed, and how many are found afterwards (must be 0). */
  destroyKey(request: { readonly objectId: string }): Promise<{ readonly destroyed: number; readonly left: number }>
  /** Try everything on a throw-away key pair (session objects where the module keeps them so; destroyed afterwards). */
  probeBackup(request: { readonly algorithm: Algorithm }): Promise<BackupAbilities>
}
