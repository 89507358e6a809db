// recovery/restore: the blob into the token that the plan names, under the secret that the cards gave. Rule DRILL-PRODUCTION.

import { parseBlob } from '../../../../core/backup/blob.ts'
import { CeremonyError, isCeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import { setAside } from '../../../../core/plan/waivable.ts'
import type { TokenHost, TokenKey } from '../../../../core/token/port.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { loggedIn, readyToken, refuseSoftware } from '../backup/set.ts'
import { readBackFacts } from '../key.ts'
import { foundOf, keyThere, overHalf } from '../key-there.ts'
import { blobOnMedium, intoOf, recoveryOf, restoredId } from './set.ts'

export const recoveryRestore: ActionHandler = {
  prepare: async (context) => {
    const { set, record } = recoveryOf(context)
    context.scope.of(set.id)
    const token = intoOf(context)
    await refuseSoftware(context, token, record.made)
    const { file } = blobOnMedium(context)
    return {
      set: set.id,
      ...(await readyToken(context, token)),
      objectId: restoredId(context),
      algorithm: record.key.algorithm,
      file,
      blobSha256: record.blob.sha256,
    }
  },
  act: async (context, detail) => {
    const { set, record } = recoveryOf(context)
    const { file, bytes } = blobOnMedium(context)
    const blob = parseBlob(bytes, file)
    if (!(await context.scope.of(set.id).blobHolds({ blob })))
      throw new CeremonyError('backup/blob', { what: file, reason: 'it does not open under the secret of these cards' })
    const host = await loggedIn(context, intoOf(context))
    const name = { objectId: stringFact(detail, 'objectId', context.step), algorithm: record.key.algorithm }
    const label = set.label ?? record.key.id.slice(0, 32)
    let by = ''
    const { made, rest } = await overHalf(host, name, async () => {
      const brought = await bringIn(context, host, { ...name, label, spki: spkiOf(context), blob })
      by = brought.by
      return brought.key
    })
    return { ...restoredFacts(context, made), by, ...rest, file, blobSha256: record.blob.sha256 }
  },
  look: async (context, detail) => {
    const { set, record } = recoveryOf(context)
    const token = intoOf(context)
    await readyToken(context, token)
    const host = await loggedIn(context, token)
    const objectId = stringFact(detail, 'objectId', context.step)
    const there = await keyThere(host, { objectId, algorithm: record.key.algorithm })
    const found = { set: set.id, token, objectId, ...foundOf(there) }
    return there.whole === undefined ? { found } : { found, facts: restoredFacts(context, there.whole) }
  },
}

export const spkiOf = (context: ActionContext): Uint8Array =>
  new Uint8Array(Buffer.from(recoveryOf(context).record.key.spki, 'base64'))

type Asked = Parameters<TokenHost['unwrapKey']>[0]

/** Where the token cannot unwrap, the key is opened in the secret host, if an exception of the plan lets it exist in software. */
async function bringIn(
  context: ActionContext,
  host: TokenHost,
  { blob, ...request }: Omit<Asked, 'kek'>,
): Promise<{ readonly key: TokenKey; readonly by: string }> {
  const { set } = recoveryOf(context)
  const secret = context.scope.of(set.id)
  const to = await host.receiver()
  try {
    return { key: await host.unwrapKey({ ...request, blob, kek: await secret.kekFor({ to }) }), by: 'C_UnwrapKey' }
  } catch (error) {
    const may = setAside(context.plan, 'BACKUP-SOFTWARE', set.id) !== undefined
    if (!may || !isCeremonyError(error, 'token/cannot-unwrap')) throw error
    const privateKey = await secret.unwrapFor({ blob, to })
    return { key: await host.importKey({ ...request, privateKey }), by: 'C_CreateObject; it existed in software' }
  }
}

function restoredFacts(context: ActionContext, key: TokenKey): JsonObject {
  const { set } = recoveryOf(context)
  if (Buffer.compare(key.spki, spkiOf(context)) !== 0)
    throw new CeremonyError('ceremony/verify-failed', {
      what: `the restored key of ${set.id}`,
      reason: 'its public key is not the one of the record',
    })
  return { set: set.id, token: intoOf(context), ...readBackFacts(context, intoOf(context), key) }
}
