// The plan's section `backup`: which keys are backed up, how, and who holds what. docs/formats/plan.md section 9.

import type { Id } from './plan.ts'
import { id, line, prose } from './yaml-forms.ts'
import { byField, choice, flag, list, object, optional, type Shape, wholeNumber } from './yaml-shape.ts'

/** How a card is made: on the printer, by hand from the page, or as the holder likes. */
export const cardForms = ['printed', 'by-hand', 'either'] as const
export type CardForm = (typeof cardForms)[number]

/** Who gets a card, and where it is kept. A deputy may fetch it in the holder's stead, so counts like the holder. */
export type BackupHolder = { readonly person: Id; readonly site: Id; readonly deputy?: Id }

/** One key, one key-encryption key, split into one card a holder. */
export type SplitSet = {
  readonly key: Id
  /** `imported`: the key is made in software first, for a token that cannot wrap. */
  readonly mode: 'wrapped' | 'imported'
  /** Token into which the blob is restored to prove it; the copy there is destroyed afterwards. */
  readonly proof: Id
  /** Counts up with each new split for the same key. */
  readonly epoch: number
  readonly threshold: number
  /** Rolls of dice go into the secret beside the operating system and the token. */
  readonly dice: boolean
  readonly holders: readonly BackupHolder[]
  /** Sites; one copy of the blob goes to each. */
  readonly copies: readonly Id[]
}

/** Card sets, backup HSMs: the maker's tool does it, as attested steps. */
export type VendorSet = {
  readonly key: Id
  readonly mode: 'vendor'
  readonly device: string
  readonly serials: readonly string[]
  readonly custodians: readonly Id[]
  /** What is done, one sentence a step. */
  readonly steps: readonly string[]
}

export type BackupSet = SplitSet | VendorSet

export type PlannedBackup =
  | { readonly mode: 'none'; readonly reason: string }
  | {
      readonly mode: 'split'
      readonly cards: CardForm
      /** One static QR code on a printed card; off by default, because cameras record it. */
      readonly qr: boolean
      readonly sets: readonly BackupSet[]
    }

/** Most sets that a plan has: one a key. */
export const maxSets = 500

const split = object({
  key: id,
  mode: choice(['wrapped', 'imported']),
  proof: id,
  epoch: wholeNumber(1, 511),
  threshold: wholeNumber(1, 16),
  dice: flag,
  holders: list(object({ person: id, site: id, deputy: optional(id) }), 1, 16),
  copies: list(id, 0, 16),
})
const vendor = object({
  key: id,
  mode: choice(['vendor']),
  device: line,
  serials: list(line, 1, 50),
  custodians: list(id, 1, 16),
  steps: list(prose, 1, 50),
})
const set: Shape<BackupSet> = byField<BackupSet>('mode', { wrapped: split, imported: split, vendor })

export const plannedBackup: Shape<PlannedBackup> = byField<PlannedBackup>('mode', {
  none: object({ mode: choice(['none']), reason: prose }),
  split: object({ mode: choice(['split']), cards: choice(cardForms), qr: flag, sets: list(set, 1, maxSets) }),
})
