// recovery/destroy: after a drill nothing of the key stays on the token; what the module says of it is what is recorded.

import { CeremonyError } from '../../../../core/errors.ts'
import { type ActionHandler, stringFact } from '../action.ts'
import { loggedIn, readyToken } from '../backup/set.ts'
import { keyThere } from '../key-there.ts'
import { intoOf, recoveryOf, restoredId } from './set.ts'

export const recoveryDestroy: ActionHandler = {
  prepare: async (context) => ({
    set: recoveryOf(context).set.id,
    ...(await readyToken(context, intoOf(context))),
    objectId: restoredId(context),
  }),
  act: async (context, detail) => {
    const token = intoOf(context)
    const objectId = stringFact(detail, 'objectId', context.step)
    const host = await loggedIn(context, token)
    const { destroyed, left } = await host.destroyKey({ objectId })
    if (left > 0) throw new CeremonyError('ceremony/copy-left', { token, left })
    return {
      set: recoveryOf(context).set.id,
      token,
      objectId,
      claimedByTheModule: { destroyed },
      foundAfterwards: left,
    }
  },
  look: async (context, detail) => {
    const { record, set } = recoveryOf(context)
    const token = intoOf(context)
    const objectId = stringFact(detail, 'objectId', context.step)
    await readyToken(context, token)
    const host = await loggedIn(context, token)
    const { key, whole, half } = await keyThere(host, { objectId, algorithm: record.key.algorithm })
    const found = { set: set.id, token, objectId, key }
    if (half !== undefined) return { found: { ...found, again: 'what is left of it is destroyed' } }
    if (whole !== undefined) return { found }
    return { found, facts: { set: set.id, token, objectId, foundAfterwards: 0 } }
  },
}
