// recovery/begin, recovery/read and recovery/combine: cards against the public record; nothing is unwrapped here.

import { CeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import { personName } from '../../../../core/plan/uses.ts'
import type { ActionContext, ActionHandler } from '../action.ts'
import { aboutRecord, factsOfRecovery, recoveryOf } from './set.ts'

/** A secret host that knows the record, and no secret yet. */
export const recoveryBegin: ActionHandler = {
  prepare: async (context) => aboutRecord(context),
  act: async (context) => {
    const { set, record } = recoveryOf(context)
    const host = await context.scope.open(set.id)
    await host.expect({ record })
    return aboutRecord(context)
  },
}

/** The card was typed before, by `share.read`; it matched the commitment that the record has for its holder. */
export const recoveryRead: ActionHandler = {
  prepare: async (context) => {
    typed(context)
    return about(context)
  },
  act: async (context) => ({ ...about(context), typed: typed(context), right: true }),
}

/** Enough cards give the KEK, and it is the one of the record. It stays in the secret host. */
export const recoveryCombine: ActionHandler = {
  prepare: async (context) => {
    const { set, record } = recoveryOf(context)
    context.scope.of(set.id)
    return { set: set.id, threshold: record.threshold }
  },
  act: async (context) => {
    const { set } = recoveryOf(context)
    await context.scope.of(set.id).combine()
    return { set: set.id, key: factsOfRecovery(context, 'recovery/begin')?.key ?? null, givesTheSecret: true }
  },
}

function about(context: ActionContext): JsonObject {
  const { set, record } = recoveryOf(context)
  const holder = context.step.bound.share
  const share = record.shares.find((each) => each.holder === holder)
  if (share === undefined) throw new CeremonyError('station/bug', { what: `no card of ${holder} in the record` })
  return { set: set.id, holder: share.holder, x: share.x }
}

function typed(context: ActionContext): number {
  const { set } = recoveryOf(context)
  const holder = context.step.bound.share ?? ''
  context.scope.of(set.id)
  const tries = context.scope.triesOf(set.id, holder)
  if (tries === undefined)
    throw new CeremonyError('ceremony/card-not-read', { holder: personName(context.plan, holder) })
  return tries
}
