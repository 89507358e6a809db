// The flat list of steps of this day: what `expand` makes, what the transcript opens with, what the screen and the paper show.

import { createHash } from 'node:crypto'
import { canonicalBytes } from '../formats/canonical.ts'
import type { JsonValue } from '../formats/json.ts'
import type { Id } from '../formats/plan.ts'
import type { Action, ComparedValue, Field, Otherwise, SecretSlot } from './script.ts'

export type FlatSecret = { readonly slot: SecretSlot<never>['slot']; readonly label: string; readonly by: readonly Id[] }

/** What the item of a `forEach` binds: ids in the plan. */
export type Bound = {
  readonly person?: Id
  readonly token?: Id
  readonly key?: Id
  readonly repository?: string
  readonly site?: Id
}

type FlatBase = {
  /** `act/step` or `act/step/item`. */
  readonly id: string
  readonly act: string
  /** Counts from 1 over the whole day. */
  readonly number: number
  readonly title: string
  readonly do: string
  readonly see?: string
  readonly otherwise?: Otherwise
  /** People who may do it; one of them does. */
  readonly by: readonly Id[]
  readonly bound: Bound
}

export type FlatStep = FlatBase &
  (
    | { readonly kind: 'attest'; readonly statement: string }
    | { readonly kind: 'choose'; readonly options: readonly { readonly id: string; readonly label: string; readonly fits: boolean }[] }
    | { readonly kind: 'enter'; readonly fields: readonly Field[]; readonly secrets: readonly FlatSecret[] }
    | { readonly kind: 'compare'; readonly value: ComparedValue }
    | { readonly kind: 'transfer'; readonly what: string; readonly to: string }
    | {
        readonly kind: 'perform'
        readonly action: Action
        readonly secrets: readonly FlatSecret[]
        /** Present when the step is irreversible: what will be gone, and who else must give a private code. */
        readonly irreversible?: { readonly gone: string; readonly confirmedBy: readonly Id[] }
      }
  )

export type ExpandedScript = {
  readonly format: 'anchorite/expanded-script/v1'
  readonly script: { readonly id: string; readonly version: number; readonly title: string }
  readonly planDigest: string
  readonly acts: readonly { readonly id: string; readonly title: string }[]
  readonly steps: readonly FlatStep[]
}

/** RFC 8785 canonical JSON, UTF-8: what the bag holds as script.json. */
export function encodeExpanded(expanded: ExpandedScript): Uint8Array {
  return canonicalBytes(expanded as unknown as JsonValue) // only strings, integers, booleans, arrays and objects
}

/** SHA-256, hex, of `encodeExpanded`: the digest that is approved in act "open" and opens the transcript. */
export function expansionDigest(expanded: ExpandedScript): string {
  return createHash('sha256').update(encodeExpanded(expanded)).digest('hex')
}
