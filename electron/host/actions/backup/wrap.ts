// backup/wrap and backup/wrap-own: the key leaves its token once, wrapped under the KEK; the secret host says whether the blob is whole.

import { createHash } from 'node:crypto'
import { encodeBlob, type KeyBlob } from '../../../../core/backup/blob.ts'
import { CeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { objectIdOf } from '../key.ts'
import { keyOfSet, loggedIn, readyToken, setOf } from './set.ts'

export const backupWrap: ActionHandler = {
  prepare: async (context) => {
    const { key } = setOf(context)
    context.scope.of(key)
    return { key, ...(await readyToken(context, keyOfSet(context).token)), objectId: ownObjectId(context) }
  },
  act: async (context, detail) => {
    const { key } = setOf(context)
    const { algorithm, token } = keyOfSet(context)
    const secret = context.scope.of(key)
    const host = await loggedIn(context, token)
    const kek = await secret.kekFor({ to: await host.receiver() })
    const made = await host.wrapKey({ objectId: stringFact(detail, 'objectId', context.step), algorithm, kek })
    const blob: KeyBlob =
      made.form === 'aes-kwp'
        ? { mechanism: 'aes-kwp', wrapped: made.wrapped }
        : await secret.addMac({ iv: made.iv ?? new Uint8Array(), wrapped: made.wrapped })
    return { ...(await kept(context, blob)), wrapMechanism: `0x${made.mechanism.toString(16)}` }
  },
}

export const backupWrapOwn: ActionHandler = {
  prepare: async (context) => {
    const { key } = setOf(context)
    context.scope.of(key)
    return { key }
  },
  act: async (context) => kept(context, await context.scope.of(setOf(context).key).wrapOwn()),
}

/** BACKUP-WHOLE: what a module calls wrapped is opened by another implementation under the same KEK, and is the key, before it counts. */
async function kept(context: ActionContext, blob: KeyBlob): Promise<JsonObject> {
  const { key } = setOf(context)
  if (!(await context.scope.of(key).blobHolds({ blob })))
    throw new CeremonyError('backup/blob', {
      what: `The blob of ${key}`,
      reason: 'it does not open under its own KEK, or is not the key',
    })
  context.scope.keepBlob(key, blob)
  const bytes = encodeBlob(blob)
  return {
    key,
    mechanism: blob.mechanism,
    blobSha256: createHash('sha256').update(bytes).digest('hex'),
    blobBytes: bytes.length,
    opensUnderItsKek: true,
  }
}

export const ownObjectId = (context: ActionContext): string =>
  objectIdOf(context.state.opened?.ceremony ?? '', setOf(context).key)
