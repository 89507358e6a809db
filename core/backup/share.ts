// One share and what stands around it: which set, which of how many, of which key, for whom. docs/formats/share-card.md

import { createHash } from 'node:crypto'
import { canonicalBytes } from '../formats/canonical.ts'

/** What a share is part of; public, and the same on all cards of a set. */
export type ShareSet = {
  /** 33 random bits: tells sets apart, names nothing. 0 to 2^33 - 1. */
  readonly set: number
  /** Counts up with each new split for the same key. 1 to 511. */
  readonly epoch: number
  /** Shares that give the secret. 2 to 16. */
  readonly threshold: number
  /** Shares that exist. More than the threshold, at most 16. */
  readonly shareCount: number
  /** SHA-256 of the SubjectPublicKeyInfo of the key that the backup is for: 64 hex digits. */
  readonly fingerprint: string
}

/** The public part of one share. */
export type ShareHeader = ShareSet & {
  /** Where the polynomial was taken. 1 to 255. */
  readonly x: number
  /** Id of the person who holds it, as the plan has it. */
  readonly holder: string
}

/** A share: the header and 32 bytes that must not leave the secret host but by card. */
export type Share = ShareHeader & { readonly y: Uint8Array }

export const secretBytes = 32
export const limits = { maxShares: 16, maxEpoch: 511, setBits: 33 } as const

/**
 * The same bytes where the garbage collector does not move them: it keeps small arrays on its heap, and leaves a copy where it moved one from. What was given is
 * overwritten.
 */
export function unmoved(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(new ArrayBuffer(bytes.length))
  own.set(bytes)
  bytes.fill(0)
  return own
}

const headerOf = ({ set, epoch, threshold, shareCount, fingerprint, x, holder }: ShareHeader) => ({
  set,
  epoch,
  threshold,
  shareCount,
  fingerprint,
  x,
  holder,
})

/** SHA-256 over a tag, the header as canonical JSON (RFC 8785), a zero byte, and the 32 bytes. */
function digestOf(tag: string, share: Share): Uint8Array {
  const hash = createHash('sha256')
    .update(`${tag}\0`)
    .update(canonicalBytes(headerOf(share)))
    .update('\0')
  return hash.update(share.y).digest()
}

/**
 * What the public record says of one share, so that one card can be checked alone: 64 hex digits. It binds the header. It
 * gives nothing away: 256 bits that nobody knows go in.
 */
export const commitmentOf = (share: Share): string =>
  Buffer.from(digestOf('anchorite/share-commitment/v1', share)).toString('hex')

/** The check that stands on the card, over all of it: 33 bits. Finds slips of the pen, not forgers; the commitment finds those. */
export const checkOf = (share: Share): bigint =>
  Buffer.from(digestOf('anchorite/share-check/v1', share)).readBigUInt64BE(0) >> 31n

/** Where a set was made: in which kind of ceremony, and which. A key of production is kept from software tokens by it, also years later. */
export type Origin = { readonly made: 'production' | 'rehearsal'; readonly ceremony: string }

/** What the public record says of the whole secret. */
export type Committed = Origin & { readonly secretCommitment: string }

/**
 * Decides after combine whether it is the secret that was split, and in the ceremony that the record names: nobody without the secret can
 * make a commitment that fits another origin. 64 hex digits.
 */
export function secretCommitment(set: ShareSet, { made, ceremony }: Origin, secret: Uint8Array): string {
  const { set: id, epoch, threshold, shareCount, fingerprint } = set
  const hash = createHash('sha256').update('anchorite/secret-commitment/v1\0')
  return hash
    .update(canonicalBytes({ set: id, epoch, threshold, shareCount, fingerprint, made, ceremony }))
    .update('\0')
    .update(secret)
    .digest('hex')
}
