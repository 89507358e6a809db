// recovery/sign: the restored key signs a statement that names this ceremony; the public key of the record verifies it.

import { encodeEnvelope, keyidOf } from '../../../../core/attest/dsse.ts'
import { possessionPayload, verifyPossession } from '../../../../core/attest/possession.ts'
import { CeremonyError } from '../../../../core/errors.ts'
import { minutesBetween } from '../../../../core/verify/recovery.ts'
import { type ActionHandler, stringFact } from '../action.ts'
import { loggedIn, readyToken } from '../backup/set.ts'
import { spkiOf } from './restore.ts'
import { intoOf, recoveryOf, restoredId } from './set.ts'

export const recoverySign: ActionHandler = {
  prepare: async (context) => ({
    set: recoveryOf(context).set.id,
    ...(await readyToken(context, intoOf(context))),
    objectId: restoredId(context),
    transcriptHead: context.state.head,
    time: context.now,
  }),
  act: async (context, detail) => {
    const { set, record } = recoveryOf(context)
    const { algorithm, id } = record.key
    const claim = {
      ceremony: context.state.opened?.ceremony ?? '',
      planSha256: context.state.opened?.planDigest ?? '',
      transcriptHead: stringFact(detail, 'transcriptHead', context.step),
      key: id,
      algorithm,
      spki: spkiOf(context),
      objectId: stringFact(detail, 'objectId', context.step),
      time: stringFact(detail, 'time', context.step),
    }
    const { payloadType, payload, message } = possessionPayload(claim)
    const host = await loggedIn(context, intoOf(context))
    const [sig] = await host.sign({ objectId: claim.objectId, algorithm, messages: [message] })
    if (sig === undefined) throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
    const envelope = { payloadType, payload, signatures: [{ keyid: keyidOf(claim.spki), sig }] }
    verifyPossession(envelope, claim)
    const called = context.plan.recovery?.called
    return {
      set: set.id,
      key: id,
      token: intoOf(context),
      objectId: claim.objectId,
      transcriptHead: claim.transcriptHead,
      time: claim.time,
      envelopeSha256: context.store.put(encodeEnvelope(envelope)),
      verified: true,
      ...(called === undefined ? {} : { minutesSinceTheCall: minutesBetween(called, claim.time) }),
    }
  },
}
