// backup/issue, backup/read-back, backup/prove: a card may exist from now on; it was read back; every quorum of those read back works.

import { CeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import { asArray, asObject } from '../../../../core/formats/shape.ts'
import { personName } from '../../../../core/plan/uses.ts'
import type { ActionContext, ActionHandler } from '../action.ts'
import { factsOfSet, holderOf, setOf } from './set.ts'

/** Recorded before a word is shown: after a crash it is known which cards may exist. */
export const backupIssue: ActionHandler = {
  prepare: async (context) => {
    context.scope.of(setOf(context).key)
    return about(context)
  },
  act: async (context) => about(context),
}

/** The card itself was typed before, by `share.read`. */
export const backupReadBack: ActionHandler = {
  prepare: async (context) => {
    readOnce(context)
    return { ...about(context), ...madeFacts(context) }
  },
  act: async (context) => ({ ...about(context), ...madeFacts(context), typed: readOnce(context), right: true }),
}

/** From the cards that were read back, never from what was made: afterwards only those give the KEK in use. */
export const backupProve: ActionHandler = {
  prepare: async (context) => {
    const { key, threshold, holders } = setOf(context)
    context.scope.of(key)
    return { key, threshold, shares: holders.length }
  },
  act: async (context) => {
    const { key } = setOf(context)
    return { key, quorumsTried: await context.scope.of(key).prove(), allGiveTheSecret: true }
  },
}

/** How the card came onto paper, as far as the station knows. */
const madeFacts = (context: ActionContext): JsonObject => ({
  ...context.scope.madeOf(setOf(context).key, holderOf(context).person),
})

function readOnce(context: ActionContext): number {
  const { key } = setOf(context)
  const { person } = holderOf(context)
  context.scope.of(key)
  const tries = context.scope.triesOf(key, person)
  if (tries === undefined)
    throw new CeremonyError('ceremony/card-not-read', { holder: personName(context.plan, person) })
  return tries
}

function about(context: ActionContext): JsonObject {
  const { key } = setOf(context)
  const { person, site } = holderOf(context)
  const at = { what: 'the facts of backup/begin', path: 'cards' }
  const cards = asArray(factsOfSet(context, 'backup/begin').cards, at).map((card) => asObject(card, at))
  const x = cards.find(({ holder }) => holder === person)?.x
  if (typeof x !== 'number') throw new CeremonyError('station/bug', { what: `no card of ${person}` })
  return { key, holder: person, x, keptAt: site }
}
