// backup/import: a key that was made in the secret host goes into its token, not extractable. The record says that it existed in software.

import { CeremonyError } from '../../../../core/errors.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { factsOfKey } from '../key.ts'
import { foundOf, keyThere, overHalf } from '../key-there.ts'
import { keyOfSet, loggedIn, readyToken, setOf, spkiOf } from './set.ts'
import { ownObjectId } from './wrap.ts'

export const backupImport: ActionHandler = {
  prepare: async (context) => {
    const { key } = setOf(context)
    const { algorithm, token } = keyOfSet(context)
    context.scope.blob(key)
    return { key, ...(await readyToken(context, token)), objectId: ownObjectId(context), algorithm }
  },
  act: async (context, detail) => {
    const { key } = setOf(context)
    const { algorithm, token } = keyOfSet(context)
    const host = await loggedIn(context, token)
    const to = await host.receiver()
    const objectId = stringFact(detail, 'objectId', context.step)
    const { made, rest } = await overHalf(host, { objectId, algorithm }, async () => {
      const privateKey = await context.scope.of(key).privateKeyFor({ to })
      return host.importKey({ objectId, label: key, algorithm, spki: spkiOf(context), privateKey })
    })
    return { ...importedFacts(context, made), ...rest }
  },
  look: async (context, detail) => {
    const { algorithm, token } = keyOfSet(context)
    await readyToken(context, token)
    const host = await loggedIn(context, token)
    const objectId = stringFact(detail, 'objectId', context.step)
    const there = await keyThere(host, { objectId, algorithm })
    const found = { token, objectId, ...foundOf(there) }
    return there.whole === undefined ? { found } : { found, facts: importedFacts(context, there.whole) }
  },
}

function importedFacts(context: ActionContext, made: Parameters<typeof factsOfKey>[1]) {
  if (Buffer.compare(made.spki, spkiOf(context)) !== 0)
    throw new CeremonyError('ceremony/verify-failed', {
      what: setOf(context).key,
      reason: 'the public key on the token is not the one that was made',
    })
  return { ...factsOfKey(context, made), existedInSoftware: true }
}
