// key/prove: the token signs a typed statement that it holds the key. Never a bare digest.

import { encodeEnvelope, keyidOf } from '../../../core/attest/dsse.ts'
import { possessionPayload, verifyPossession } from '../../../core/attest/possession.ts'
import { madeFacts } from '../../../core/ceremony/state.ts'
import { CeremonyError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/formats/json.ts'
import { type ActionContext, type ActionHandler, keyOnToken, refuseWeakPinState, stringFact } from './action.ts'

export const keyProve: ActionHandler = {
  prepare: async (context) => {
    const key = keyOnToken(context)
    const info = await context.desk.find(key.token)
    if (!context.desk.isLoggedIn(key.token)) refuseWeakPinState(key.token, info.userPin, context.spendTry)
    return { key: key.id, token: key.token, serial: info.serial, transcriptHead: context.state.head, time: context.now }
  },
  act: async (context, detail) => {
    const key = keyOnToken(context)
    const claim = possessionOf(context, detail)
    const { payloadType, payload, message } = possessionPayload(claim)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const [signature] = await host.sign({ objectId: claim.objectId, algorithm: key.algorithm, messages: [message] })
    if (signature === undefined)
      throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
    const envelope = { payloadType, payload, signatures: [{ keyid: keyidOf(claim.spki), sig: signature }] }
    verifyPossession(envelope, claim)
    const { transcriptHead, time } = claim
    return {
      key: key.id,
      envelopeSha256: context.store.put(encodeEnvelope(envelope)),
      transcriptHead,
      time,
      verified: true,
    }
  },
}

/** What the statement says: from the record of how the key was made, and from the intent. */
export function possessionOf(context: ActionContext, detail: JsonObject) {
  const key = keyOnToken(context)
  const made = madeFacts(context.state, key.id)
  return {
    ceremony: context.state.opened?.ceremony ?? '',
    planSha256: context.state.opened?.planDigest ?? '',
    transcriptHead: String(detail.transcriptHead),
    key: key.id,
    algorithm: key.algorithm,
    spki: context.store.get(stringFact(made, 'spkiSha256', context.step)),
    objectId: stringFact(made, 'objectId', context.step),
    time: String(detail.time),
  }
}
