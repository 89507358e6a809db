// verify/all: everything again, from the bytes in the store, before anything leaves.

import { passOutbound } from '../../../core/media/outbound.ts'
import { verifyPayload } from '../../../core/verify/payload.ts'
import { gatherPayload } from '../payload.ts'
import type { ActionHandler } from './action.ts'

export const verifyAll: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const files = gatherPayload(context).map((file) => [file.path, passOutbound(file)] as const)
    return { verified: verifyPayload(context.plan, context.state, new Map(files)) }
  },
}
