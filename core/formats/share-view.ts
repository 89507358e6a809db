// What a window gets to show of one share card. docs/backup.md section 5.

import * as v from 'valibot'
import type { CardFault } from '../backup/read-card.ts'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const word = v.pipe(v.string(), v.regex(/^[a-z]{3,8}$/))
const words = v.array(word)

/** 33 words in their order: set, number, share, check (core/backup/card.ts). `qr`: what its code holds, where the plan asks for one. */
export const shownCardSchema = v.strictObject({
  words: v.pipe(words, v.length(33)),
  qr: v.nullable(v.string()),
})

/** core/backup/read-card.ts `CardFault`. Positions count from 1. */
export const cardFaultSchema = v.variant('fault', [
  v.strictObject({ fault: v.literal('count'), found: count, wanted: count }),
  v.strictObject({ fault: v.literal('unknown-word'), at: count, near: words }),
  v.strictObject({ fault: v.literal('other-set'), found: words, wanted: words }),
  v.strictObject({ fault: v.literal('other-epoch'), found: count, wanted: count }),
  v.strictObject({ fault: v.literal('other-number'), holder: v.optional(v.string()) }),
  v.strictObject({ fault: v.literal('already-read'), x: count, holder: v.string() }),
  v.strictObject({ fault: v.literal('mistyped'), at: count, likely: word }),
  v.strictObject({ fault: v.literal('swapped'), at: v.tuple([count, count]) }),
  v.strictObject({ fault: v.literal('check-failed') }),
  v.strictObject({ fault: v.literal('not-committed'), holder: v.string() }),
])

/** What stands on a card beside its words; public. */
export const cardHeadSchema = v.strictObject({
  /** Id of the key that the backup is for, and the first words of the SHA-256 of its public key. */
  key: v.string(),
  fingerprintWords: v.string(),
  holder: v.string(),
  holderName: v.string(),
  /** This is card `number` of `of`; `threshold` of them give the secret. */
  number: count,
  of: count,
  threshold: count,
  epoch: count,
  /** The three words that name the set, the same on all its cards. */
  setWords: words,
})

/** A step that shows or reads a card. */
export const shareViewSchema = v.strictObject({
  ...cardHeadSchema.entries,
  set: v.string(),
  /** Who may fetch the card in the holder's stead, and may not read it; null where nobody may, and in a recovery, whose record names none. */
  deputyName: v.nullable(v.string()),
  /** How the plan wants the cards made. */
  cards: v.picklist(['printed', 'by-hand', 'either']),
  /** It may have a code: the plan asks for one, or nobody here knows how the card was made (recovery). */
  qr: v.boolean(),
  /** The card may be shown here. Where one is only checked, it never is. */
  mayShow: v.boolean(),
  /** It was read well; what remains is to go on. */
  read: v.boolean(),
})

/** One card for the print page. */
export const cardSheetSchema = v.strictObject({
  ...cardHeadSchema.entries,
  organisation: v.string(),
  mode: v.picklist(['rehearsal', 'production']),
  date: v.string(),
  words: v.pipe(words, v.length(33)),
  qr: v.nullable(v.string()),
})

export type ShownFault = v.InferOutput<typeof cardFaultSchema>
export type ShownCard = v.InferOutput<typeof shownCardSchema>
export type CardHead = v.InferOutput<typeof cardHeadSchema>
export type ShareView = v.InferOutput<typeof shareViewSchema>
export type CardSheet = v.InferOutput<typeof cardSheetSchema>

/** What is wrong with a card, as it crosses the bridge. */
export const shownFault = (fault: CardFault): ShownFault => v.parse(cardFaultSchema, fault)
