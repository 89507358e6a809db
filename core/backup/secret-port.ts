// What the ceremony asks of the secret host: one scope, from the making of a KEK (or the first card read) to its end. Its death voids the set.

import type { Algorithm } from '../formats/algorithms.ts'
import type { KeyBlob } from './blob.ts'
import type { CardFault } from './read-card.ts'
import type { BackupRecord } from './record.ts'
import type { Origin } from './share.ts'

/** A split as it goes into the public record; no secret. */
export type SplitFacts = {
  readonly set: number
  readonly shares: readonly { readonly x: number; readonly holder: string; readonly commitment: string }[]
  /** 64 hex digits. */
  readonly secretCommitment: string
  /** Where the secret came from, by name. */
  readonly entropy: readonly string[]
}

/**
 * One child process, no vendor code, no files, no network; one scope, then it ends. Calls run one at a time, in order.
 * Every method throws CeremonyError `backup/*`; `backup/scope-gone` once the process is dead, whatever killed it; `backup/order` where the scope is not
 * so far yet, or further.
 */
export interface SecretHost {
  /** X25519 public key of this process. */
  receiver(): Promise<Uint8Array>
  /** Mode `imported` only, once, before `split`: make the private key here. @returns SubjectPublicKeyInfo, DER. */
  makeKey(request: { readonly algorithm: Algorithm }): Promise<Uint8Array>
  /**
   * Make a KEK from the operating system, the token's random bytes and the dice, and split it. Once.
   * @param tokenRandom - a box of purpose `random`. @param dice - rolls as typed; checked here; the bytes are overwritten.
   * @throws CeremonyError `backup/dice`, `backup/quorum`.
   */
  split(
    request: Origin & {
      readonly epoch: number
      readonly threshold: number
      /** 64 hex digits: SHA-256 of the SubjectPublicKeyInfo of the key that it is for. */
      readonly fingerprint: string
      readonly holders: readonly string[]
      readonly tokenRandom?: { readonly serial: string; readonly box: Uint8Array }
      readonly dice?: Uint8Array
    },
  ): Promise<SplitFacts>
  /** To check cards of an existing backup instead of making one: the other way to begin a scope. */
  expect(request: { readonly record: BackupRecord }): Promise<void>
  /**
   * The 33 words of one card, UTF-8, one space between. For the page that shows it and the sheet that is printed; the caller overwrites it.
   * Until the card was read back well: from then on nobody is shown it again.
   */
  card(request: { readonly holder: string }): Promise<Uint8Array>
  /**
   * A card as its holder typed it: UTF-8, words with white space between. The bytes are overwritten. A card that reads well is kept for `prove` and
   * `combine`; where it was split here, `prove` uses what was read back, never what was made.
   * @returns null where the card is right; else what is wrong with it, for the page and nothing else.
   */
  read(request: { readonly holder?: string; readonly words: Uint8Array }): Promise<CardFault | null>
  /**
   * Every subset that must give the secret gives it, from the cards read: all of them, else `backup/too-few`. Afterwards the KEK in use is the one
   * that they gave; the one that was made, and all shares, are overwritten. @returns how many subsets were tried.
   */
  prove(): Promise<number>
  /** After `expect`: from k cards read or more, the KEK, held against its commitment; nothing is unwrapped, no share is kept. @throws CeremonyError `backup/too-few`, `backup/secret-differs`. */
  combine(): Promise<void>
  /**
   * The KEK in a box for a token process, as often as it is asked; only after `prove` or `combine`, so always the KEK that cards gave.
   * @param to - its receiver.
   */
  kekFor(request: { readonly to: Uint8Array }): Promise<Uint8Array>
  /** Mode `imported`, after `prove`: PKCS#8 of the key that was made here, in a box for a token process. */
  privateKeyFor(request: { readonly to: Uint8Array }): Promise<Uint8Array>
  /** Mode `imported`, after `prove`: the private key wrapped by the KEK here (RFC 5649). */
  wrapOwn(): Promise<KeyBlob>
  /** After `prove`: `aes-cbc-pad` as a token gave it, with the outer MAC. */
  addMac(request: { readonly iv: Uint8Array; readonly wrapped: Uint8Array }): Promise<KeyBlob>
  /**
   * Whether a blob is whole under this KEK, and what is in it the key that the backup is for: opened here, looked at, overwritten. So a token cannot
   * pass off a name that only its like know, or another key. After `prove` or `combine`; after `expect` only the blob that the record names can be.
   */
  blobHolds(request: { readonly blob: KeyBlob }): Promise<boolean>
  /**
   * For a token that takes keys only by C_CreateObject: unwrap here and seal to it, if it is the key that the backup is for. The key exists in
   * software then; the transcript says so. After `prove` or `combine`.
   * @throws CeremonyError `backup/blob`.
   */
  unwrapFor(request: { readonly blob: KeyBlob; readonly to: Uint8Array }): Promise<Uint8Array>
  /** Overwrite everything and end the process. Harmless when it is gone. */
  close(): Promise<void>
  /** False once the process is dead: the scope is void. */
  alive(): boolean
}
