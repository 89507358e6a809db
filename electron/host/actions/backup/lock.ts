// backup/lock: the way out of the token is closed. Where the module cannot, the key is destroyed and the proven one takes its place.
// Rules BACKUP-LOCK, BACKUP-ONLY-CARDS.

import { join } from 'node:path'
import { encodeRecord } from '../../../../core/backup/record.ts'
import { CeremonyError, isCeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import type { Locked } from '../../../../core/token/backup-port.ts'
import type { TokenHost } from '../../../../core/token/port.ts'
import { backupRecordOf } from '../../../../core/verify/backup.ts'
import { type ActionContext, type ActionHandler, HalfDone, stringFact } from '../action.ts'
import { type KeyThere, keyThere } from '../key-there.ts'
import { keyOfSet, loggedIn, readyToken, setOf, spkiOf } from './set.ts'
import { ownObjectId } from './wrap.ts'

/** Rule BACKUP-LOCK: after it, no key of the plan can be wrapped out of its token; what the module answered is recorded. */
export const backupLock: ActionHandler = {
  prepare: async (context) => {
    const { key } = setOf(context)
    context.scope.blob(key)
    return { key, ...(await readyToken(context, keyOfSet(context).token)), objectId: ownObjectId(context) }
  },
  act: async (context, detail) => {
    const { algorithm, token } = keyOfSet(context)
    const host = await loggedIn(context, token)
    const objectId = stringFact(detail, 'objectId', context.step)
    const about = { key: setOf(context).key, token, objectId }
    const isGone = !(await ownKey(context, host, objectId)).whole
    const first = isGone ? leftByATry : await host.lockKey({ objectId, algorithm })
    if (first.locked) return { ...about, extractable: false, wrapRefusedWith: first.refusal }
    const second = await (isGone ? putBackLost(context, host, objectId) : putBack(context, host, objectId))
    return {
      ...about,
      extractable: false,
      wrapRefusedWith: second.refusal,
      replaced: `the module could not close it (${first.reason}); the key was destroyed and restored, not extractable`,
    }
  },
  look: async (context, detail) => {
    const { algorithm, token } = keyOfSet(context)
    const objectId = stringFact(detail, 'objectId', context.step)
    await readyToken(context, token)
    const host = await loggedIn(context, token)
    const { key, whole: there } = await ownKey(context, host, objectId)
    const found: JsonObject = { token, objectId, key, extractable: there?.attributes.extractable ?? null }
    if (there === undefined && !context.scope.isAlive(setOf(context).key))
      return { found, refuses: onlyCardsLeft(context) }
    if (there === undefined) return { found: { ...found, again: 'it is restored from the blob' } }
    if (there.attributes.extractable) return { found }
    const again = await host.lockKey({ objectId, algorithm }) // it is closed already: this only tries the wrap once more
    if (!again.locked) return { found: { ...found, wrap: again.reason } }
    const facts = { key: setOf(context).key, token, objectId, extractable: false, wrapRefusedWith: again.refusal }
    return { found, facts }
  },
}

export type OnlyCards = CeremonyError<'ceremony/only-cards-left' | 'ceremony/only-cards-unlooked'>

/**
 * With the secret gone too, what voids the set otherwise must not happen: cards and copies are all that is left of the key. `backup/end` will not come,
 * so the public record that brings it back is kept here.
 * Where the disk does not take it, the words say so, and where all lies that it is made of.
 * @param code - `only-cards-unlooked` where nobody looked, and it only may be so.
 */
export function onlyCardsLeft(context: ActionContext, code: OnlyCards['code'] = 'ceremony/only-cards-left'): OnlyCards {
  const set = setOf(context)
  const { directory, store } = context
  try {
    const record = store.put(encodeRecord(backupRecordOf(context.state, set, spkiOf(context))))
    return new CeremonyError(code, { key: set.key, record: join(directory, 'store', record) })
  } catch (error) {
    // What people must hear does not wait for a disk.
    if (!isCeremonyError(error, 'station/disk')) throw error
    return new CeremonyError(code, { key: set.key, record: directory, notKept: error.detail.errno }, { cause: error })
  }
}

/**
 * The key of the set on its token. Half of it is what a token leaves that loses its power while it destroys or restores: as good as gone, and
 * what is left of it is destroyed before it is restored.
 * @throws CeremonyError `ceremony/verify-failed` where another key has its id: nothing closes, destroys or replaces that one.
 */
async function ownKey(context: ActionContext, host: TokenHost, objectId: string): Promise<KeyThere> {
  const { algorithm } = keyOfSet(context)
  const there = await keyThere(host, { objectId, algorithm })
  if (there.whole === undefined || Buffer.compare(there.whole.spki, spkiOf(context)) === 0) return there
  const reason = 'the public key on the token is not the one that was made'
  throw new CeremonyError('ceremony/verify-failed', { what: setOf(context).key, reason })
}

/** There is no key to lose any more: a secret that dies now does not make it void. @throws HalfDone */
async function putBackLost(context: ActionContext, host: TokenHost, objectId: string) {
  try {
    return await putBack(context, host, objectId)
  } catch (error) {
    if (!context.scope.isAlive(setOf(context).key)) throw new HalfDone(onlyCardsLeft(context))
    throw error instanceof HalfDone ? error : new HalfDone(error)
  }
}

/** It was destroyed, and the token was gone before it was restored. */
const leftByATry: Locked = { locked: false, reason: 'an earlier try had destroyed it already' }

/**
 * The blob is written and proven: what is destroyed here can be restored from the cards, by anyone, later.
 * @throws HalfDone for whatever fails once the key may be destroyed.
 */
async function putBack(context: ActionContext, host: TokenHost, objectId: string): Promise<Locked & { locked: true }> {
  const { key } = setOf(context)
  const { algorithm, token } = keyOfSet(context)
  const secret = context.scope.of(key)
  const kek = await secret.kekFor({ to: await host.receiver() })
  const blob = context.scope.blob(key)
  const spki = spkiOf(context)
  try {
    const { left } = await host.destroyKey({ objectId })
    if (left > 0) throw new CeremonyError('ceremony/copy-left', { token, left })
    await host.unwrapKey({ objectId, label: key, algorithm, spki, blob, kek })
    const second = await host.lockKey({ objectId, algorithm })
    if (!second.locked) throw notLocked(context, second.reason)
    return second
  } catch (error) {
    throw new HalfDone(error)
  }
}

const notLocked = (context: ActionContext, reason: string) =>
  new CeremonyError('token/key-attributes', {
    serial: context.desk.serialOf(keyOfSet(context).token),
    call: 'C_SetAttributeValue',
    ckr: 'CKR_OK',
    objectId: ownObjectId(context),
    wrong: [`extractable (${reason})`],
  })
