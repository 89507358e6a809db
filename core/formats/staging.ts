// What a trainer is shown in a rehearsal: the faults that can be staged from here on, and what came of those that were.

import * as v from 'valibot'

export const stagingSchema = v.strictObject({
  faults: v.array(
    v.strictObject({
      id: v.string(),
      title: v.string(),
      /** What happens. */
      does: v.string(),
      /** What the people should do about it. */
      lesson: v.string(),
      /** The steps at which it can happen, from the one that stands on. */
      steps: v.array(v.strictObject({ id: v.string(), number: v.number(), title: v.string() })),
    }),
  ),
  armed: v.array(
    v.strictObject({
      fault: v.string(),
      title: v.string(),
      lesson: v.string(),
      step: v.string(),
      struck: v.boolean(),
      /** It struck, and its step was passed all the same. */
      overcome: v.boolean(),
    }),
  ),
})

export type Staging = v.InferOutput<typeof stagingSchema>
