// key/generate and key/adopt: one key for one planned CKA_ID, made on the token, or a public key that the plan brings. Rule KEY-ONCE.

import { createHash, createPublicKey } from 'node:crypto'
import { CeremonyError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/formats/json.ts'
import { backupOf } from '../../../core/plan/backup.ts'
import { attributeProblems } from '../../../core/token/key-attributes.ts'
import type { TokenKey } from '../../../core/token/port.ts'
import { checkPublicKey } from '../../../core/token/public-key.ts'
import { type ActionContext, type ActionHandler, keyOf, keyOnToken, refuseWeakPinState, tokenOf } from './action.ts'
import { foundOf, keyThere, overHalf } from './key-there.ts'

/**
 * CKA_ID of a planned key: 16 bytes, hex, fixed by the ceremony and the plan's id for the key. The same step always
 * asks for the same CKA_ID, so a second key for one planned key cannot come about.
 */
export function objectIdOf(ceremony: string, key: string): string {
  return createHash('sha256').update(`anchorite/cka-id/v1\0${ceremony}\0${key}`).digest('hex').slice(0, 32)
}

export const keyGenerate: ActionHandler = {
  prepare: async (context) => {
    const key = keyOnToken(context)
    const info = await context.desk.find(key.token)
    refuseWeakPinState(key.token, info.userPin, context.spendTry)
    const objectId = objectIdOf(context.state.opened?.ceremony ?? '', key.id)
    return {
      key: key.id,
      token: key.token,
      serial: info.serial,
      objectId,
      algorithm: key.algorithm,
      pinState: info.userPin,
    }
  },
  act: async (context, detail) => {
    const key = keyOnToken(context)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const name = { objectId: String(detail.objectId), algorithm: key.algorithm }
    const extractable = mustBeWrapped(context, key.id)
    const { made, rest } = await overHalf(host, name, () =>
      host.generateKeyPair({ ...name, label: key.id, extractable }),
    )
    return { ...factsOfKey(context, made, extractable), ...rest }
  },
  look: async (context, detail) => {
    const key = keyOnToken(context)
    const info = await context.desk.find(key.token)
    if (!context.desk.isLoggedIn(key.token)) refuseWeakPinState(key.token, info.userPin, context.spendTry)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const objectId = String(detail.objectId)
    const there = await keyThere(host, { objectId, algorithm: key.algorithm })
    const found = { token: key.token, objectId, ...foundOf(there) }
    return there.whole === undefined
      ? { found }
      : { found, facts: factsOfKey(context, there.whole, mustBeWrapped(context, key.id)) }
  },
}

/** A key that the plan backs up by wrapping has to be extractable, until `backup/lock` closes that. */
const mustBeWrapped = ({ plan }: ActionContext, key: string): boolean => backupOf(plan, key)?.mode === 'wrapped'

/** @param extractable - whether it has to be. */
export const factsOfKey = (context: ActionContext, key: TokenKey, extractable = false): JsonObject => ({
  key: keyOf(context).id,
  token: tokenOf(context).id,
  ...readBackFacts(context, tokenOf(context).id, key, extractable),
})

/** What the token says of a key, held against KEY-VALID and KEY-ATTRIBUTES; its public half goes into the store. */
export function readBackFacts(context: ActionContext, token: string, key: TokenKey, extractable = false): JsonObject {
  checkPublicKey(key.spki, key.algorithm)
  checkAttributes(context, token, key, extractable)
  const { claimedLocal, claimedAlwaysSensitive, claimedNeverExtractable, ...readBack } = key.attributes
  return {
    objectId: key.objectId,
    label: key.label,
    algorithm: key.algorithm,
    spkiSha256: context.store.put(key.spki),
    attributes: readBack,
    claimedByTheModule: {
      local: claimedLocal,
      alwaysSensitive: claimedAlwaysSensitive,
      neverExtractable: claimedNeverExtractable,
    },
  }
}

/** KEY-ATTRIBUTES, outside the module's process: also for a key that a look after a crash found. */
function checkAttributes(
  context: ActionContext,
  token: string,
  { objectId, attributes }: TokenKey,
  extractable: boolean,
): void {
  const wrong = attributeProblems(attributes, { extractable })
  if (wrong.length === 0) return
  const serial = context.desk.serialOf(token)
  throw new CeremonyError('token/key-attributes', {
    serial,
    call: 'C_GetAttributeValue',
    ckr: 'CKR_OK',
    objectId,
    wrong,
  })
}

/** A public key from the plan: parsed, checked, and kept like the others. Nothing is signed with it here. */
export const keyAdopt: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const key = keyOf(context)
    if (!('publicKey' in key)) throw new CeremonyError('station/bug', { what: `key ${key.id} brings no public key` })
    const spki = createPublicKey(key.publicKey).export({ type: 'spki', format: 'der' })
    checkPublicKey(spki, key.algorithm)
    return { key: key.id, algorithm: key.algorithm, heldBy: key.heldBy, spkiSha256: context.store.put(spki) }
  },
}
