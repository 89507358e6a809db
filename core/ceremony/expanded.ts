// The flat list of steps of this day: what `expand` makes, what the transcript opens with, what the screen and the paper show.

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { CeremonyError } from '../errors.ts'
import { canonicalBytes } from '../formats/canonical.ts'
import { type JsonValue, parseJson } from '../formats/json.ts'
import type { Id } from '../formats/plan.ts'
import type { Chunk } from './chunks.ts'
import { type Action, type ComparedValue, type Field, type Otherwise, type SecretName, secretNames } from './script.ts'

export type FlatSecret = {
  readonly slot: SecretName
  readonly label: string
  readonly by: readonly Id[]
}

export type FlatField = Omit<Field, 'fresh'> & {
  /** Of a field that is `fresh`: the numbers that the plan has. */
  readonly notOneOf?: readonly string[]
}

/** What the item of a `forEach` binds: ids in the plan. */
export type Bound = {
  readonly person?: Id
  readonly token?: Id
  readonly key?: Id
  /** Repositories of the plan, by index: see chunks.ts. */
  readonly chunk?: Chunk
  readonly site?: Id
  /** A set of the plan's backup, by the id of its key. */
  readonly set?: Id
  /** A card of that set, by the id of its holder. */
  readonly share?: Id
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
  /** It stands inside the scope of the secret of the set that it is bound to. */
  readonly scope?: true
  /** It stands only after that set was voided. */
  readonly onlyAfterVoid?: true
}

export type FlatStep = FlatBase &
  (
    | { readonly kind: 'attest'; readonly statement: string }
    | {
        readonly kind: 'choose'
        readonly options: readonly { readonly id: string; readonly label: string; readonly fits: boolean }[]
      }
    | { readonly kind: 'enter'; readonly fields: readonly FlatField[]; readonly secrets: readonly FlatSecret[] }
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

const name = v.pipe(v.string(), v.maxLength(200))
const words = v.pipe(v.string(), v.maxLength(4000))
const ids = v.pipe(v.array(name), v.maxLength(1000))
const secret = v.strictObject({
  slot: v.picklist(secretNames),
  label: words,
  by: ids,
})
const base = {
  id: name,
  act: name,
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  title: words,
  do: words,
  see: v.optional(words),
  otherwise: v.optional(
    v.strictObject({ if: words, then: words, goTo: v.optional(name), mayContinue: v.optional(v.literal(true)) }),
  ),
  by: ids,
  bound: v.strictObject({
    person: v.optional(name),
    token: v.optional(name),
    key: v.optional(name),
    chunk: v.optional(
      v.strictObject({
        first: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        count: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
      }),
    ),
    site: v.optional(name),
    set: v.optional(name),
    share: v.optional(name),
  }),
  scope: v.optional(v.literal(true)),
  onlyAfterVoid: v.optional(v.literal(true)),
}
const option = v.strictObject({ id: name, label: words, fits: v.boolean() })
const field = v.strictObject({
  id: name,
  label: words,
  form: v.picklist(['initials', 'text', 'number']),
  expect: v.optional(words),
  notOneOf: v.optional(v.pipe(v.array(words), v.maxLength(10_000))),
  sameAs: v.optional(name),
})
const stepSchema = v.variant('kind', [
  v.strictObject({ ...base, kind: v.literal('attest'), statement: words }),
  v.strictObject({ ...base, kind: v.literal('choose'), options: v.array(option) }),
  v.strictObject({ ...base, kind: v.literal('enter'), fields: v.array(field), secrets: v.array(secret) }),
  v.strictObject({ ...base, kind: v.literal('compare'), value: name }),
  v.strictObject({ ...base, kind: v.literal('transfer'), what: words, to: words }),
  v.strictObject({
    ...base,
    kind: v.literal('perform'),
    action: name,
    secrets: v.array(secret),
    irreversible: v.optional(v.strictObject({ gone: words, confirmedBy: ids })),
  }),
])
const expandedSchema = v.strictObject({
  format: v.literal('anchorite/expanded-script/v1'),
  script: v.strictObject({ id: name, version: v.number(), title: words }),
  planDigest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  acts: v.array(v.strictObject({ id: name, title: words })),
  steps: v.pipe(v.array(stepSchema), v.maxLength(100_000)),
})

/**
 * Read an expansion back, from a store or from a bag. Untrusted: whether it is the approved one shows its digest.
 * An action or a compared value of a later version is kept as it stands; performing it would be refused.
 * @throws CeremonyError `input/too-large`, `json/*`; its steps must count up from 1.
 */
export function parseExpanded(bytes: Uint8Array, what: string): ExpandedScript {
  const value = parseJson(bytes, { what, maxBytes: 64 * 1024 * 1024, maxDepth: 16 })
  const result = v.safeParse(expandedSchema, value, { abortEarly: true })
  if (!result.success) {
    const issue = result.issues[0]
    const detail = {
      what,
      path: v.getDotPath(issue) ?? '',
      expected: issue.expected ?? 'known',
      found: issue.received.slice(0, 60),
    }
    throw new CeremonyError('json/shape', detail)
  }
  for (const [index, step] of result.output.steps.entries()) {
    if (step.number !== index + 1) {
      throw new CeremonyError('json/shape', {
        what,
        path: `steps[${index}].number`,
        expected: `${index + 1}`,
        found: `${step.number}`,
      })
    }
  }
  return value as unknown as ExpandedScript // the schema above holds for it
}
