// What a window gets to show of a ceremony. The schema stands at the bridge; no secret has a place in it.

import * as v from 'valibot'
import { shareViewSchema } from './share-view.ts'

const person = v.strictObject({ id: v.string(), name: v.string(), roles: v.array(v.string()) })
const lines = v.array(v.string())

const stepView = v.strictObject({
  id: v.string(),
  number: v.number(),
  kind: v.picklist(['attest', 'choose', 'enter', 'compare', 'perform', 'transfer']),
  title: v.string(),
  do: v.string(),
  see: v.nullable(v.string()),
  /** Rehearsal only: what a person could not know of a throw-away token. */
  hint: v.nullable(v.string()),
  /** IF ... THEN ... GO TO, as printed. */
  otherwise: v.nullable(v.string()),
  mayContinue: v.boolean(),
  by: v.array(person),
  statement: v.nullable(v.string()),
  options: v.array(v.strictObject({ id: v.string(), label: v.string(), fits: v.boolean() })),
  fields: v.array(
    v.strictObject({ id: v.string(), label: v.string(), form: v.picklist(['initials', 'text', 'number']) }),
  ),
  /** What is compared; at a step that signs, the digest of what will be signed. */
  compared: v.nullable(v.strictObject({ form: v.picklist(['digest', 'text']), value: v.string(), words: lines })),
  /** What is to be read before this step: the summary of a draft, the results of checks. */
  review: lines,
  /** The same with every value and key id, for who asks. */
  reviewAll: lines,
  action: v.nullable(v.string()),
  token: v.nullable(v.string()),
  /** The card that this step shows or reads; its words come by other calls, and never stand here. */
  share: v.nullable(shareViewSchema),
  secrets: v.array(v.strictObject({ slot: v.string(), label: v.string(), by: v.array(person), given: v.boolean() })),
  irreversible: v.nullable(
    v.strictObject({ gone: v.string(), confirmed: v.array(v.string()), missing: v.array(v.string()) }),
  ),
  /** It was answered "not as it should be"; it waits to be put right, or for a deviation. */
  misfit: v.boolean(),
})

export const viewSchema = v.strictObject({
  ceremony: v.string(),
  title: v.string(),
  mode: v.picklist(['rehearsal', 'production']),
  /** `timeZone` is that of the clock on the wall, an IANA name. */
  plan: v.strictObject({ name: v.string(), version: v.number(), organisation: v.string(), timeZone: v.string() }),
  status: v.picklist(['unopened', 'running', 'break', 'stopped', 'closed']),
  disposition: v.nullable(v.picklist(['void', 'resumable'])),
  act: v.nullable(v.strictObject({ id: v.string(), title: v.string(), number: v.number(), of: v.number() })),
  step: v.nullable(stepView),
  steps: v.number(),
  /** Everybody in the plan; present since the roll call or not. */
  people: v.array(
    v.strictObject({ id: v.string(), name: v.string(), roles: v.array(v.string()), present: v.boolean() }),
  ),
  deviations: lines,
  /** An act was interrupted: what the station found, once it has looked. */
  reconcile: v.nullable(
    v.strictObject({
      step: v.string(),
      action: v.string(),
      intent: v.number(),
      found: v.nullable(lines),
      /** What the finding shows: the act was done, it is to be done again, or neither can be decided and the day ends; null before anyone has looked, unless nobody can any more. */
      shows: v.nullable(v.picklist(['done', 'again', 'stop'])),
      /** Why neither can be decided, and what people do; null unless `shows` is `stop`. */
      stop: v.nullable(v.strictObject({ happened: v.string(), safe: v.string(), next: v.string() })),
    }),
  ),
  /** A head from paper is asked for before the ceremony goes on. */
  needsHead: v.boolean(),
  needsClock: v.boolean(),
  /**
   * What a break or a stop would lose now: the secret of a set that is being split (`made`), the same where the key may be destroyed on its token and not back yet
   * (`only`), or cards that were typed (`read`).
   */
  openSecret: v.nullable(v.picklist(['made', 'only', 'read'])),
  transcript: v.strictObject({ length: v.number(), head: v.string(), words: v.string() }),
  time: v.string(),
  /** What the last act made, in lines to read aloud. */
  outcome: v.nullable(v.strictObject({ step: v.string(), lines })),
  bag: v.nullable(v.string()),
})

export type View = v.InferOutput<typeof viewSchema>
export type StepView = v.InferOutput<typeof stepView>
