// backup/restore: the blob into a second token with the KEK that the cards gave; that key signs; then its copy is destroyed.

import { encodeEnvelope, keyidOf } from '../../../../core/attest/dsse.ts'
import { possessionPayload, verifyPossession } from '../../../../core/attest/possession.ts'
import { CeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import type { TokenHost } from '../../../../core/token/port.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { objectIdOf } from '../key.ts'
import { keyOfSet, loggedIn, readyToken, refuseSoftware, setOf, spkiOf } from './set.ts'

export const backupRestore: ActionHandler = {
  prepare: async (context) => {
    const { key, proof } = setOf(context)
    context.scope.blob(key)
    await refuseSoftware(context, proof, context.mode)
    const objectId = objectIdOf(context.state.opened?.ceremony ?? '', `${key}.proof`)
    return {
      key,
      ...(await readyToken(context, proof)),
      objectId,
      transcriptHead: context.state.head,
      time: context.now,
    }
  },
  act: async (context, detail) => {
    const { key, proof } = setOf(context)
    const objectId = stringFact(detail, 'objectId', context.step)
    const host = await loggedIn(context, proof)
    await destroyCopy(context, host, objectId) // one that an interrupted try left: it would be in the way
    const restored = await restore(context, host, objectId)
    try {
      const envelopeSha256 = await proveBySigning(context, host, detail)
      return {
        key,
        token: proof,
        objectId,
        transcriptHead: String(detail.transcriptHead),
        time: String(detail.time),
        ...restored,
        envelopeSha256,
        verified: true,
        ...(await destroyCopy(context, host, objectId)),
      }
    } catch (error) {
      await destroyCopy(context, host, objectId)
      throw error
    }
  },
}

async function restore(context: ActionContext, host: TokenHost, objectId: string): Promise<JsonObject> {
  const { key, mode } = setOf(context)
  const { algorithm } = keyOfSet(context)
  const secret = context.scope.of(key)
  const blob = context.scope.blob(key)
  if (!(await secret.blobHolds({ blob })))
    throw new CeremonyError('backup/blob', { what: `The blob of ${key}`, reason: 'the cards do not open it' })
  const to = await host.receiver()
  const request = { objectId, label: `${key}-proof`.slice(0, 32), algorithm, spki: spkiOf(context) }
  const made =
    mode === 'wrapped'
      ? await host.unwrapKey({ ...request, blob, kek: await secret.kekFor({ to }) })
      : await host.importKey({ ...request, privateKey: await secret.unwrapFor({ blob, to }) })
  const { sensitive, extractable } = made.attributes
  return { by: mode === 'wrapped' ? 'C_UnwrapKey' : 'C_CreateObject', sensitive, extractable }
}

/** It signs a statement that names this ceremony; verified here by the public key that was recorded when the key was made. */
async function proveBySigning(context: ActionContext, host: TokenHost, detail: JsonObject): Promise<string> {
  const { algorithm } = keyOfSet(context)
  const claim = {
    ceremony: context.state.opened?.ceremony ?? '',
    planSha256: context.state.opened?.planDigest ?? '',
    transcriptHead: stringFact(detail, 'transcriptHead', context.step),
    key: setOf(context).key,
    algorithm,
    spki: spkiOf(context),
    objectId: stringFact(detail, 'objectId', context.step),
    time: stringFact(detail, 'time', context.step),
  }
  const { payloadType, payload, message } = possessionPayload(claim)
  const [sig] = await host.sign({ objectId: claim.objectId, algorithm, messages: [message] })
  if (sig === undefined) throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
  const envelope = { payloadType, payload, signatures: [{ keyid: keyidOf(claim.spki), sig }] }
  verifyPossession(envelope, claim)
  return context.store.put(encodeEnvelope(envelope))
}

async function destroyCopy(context: ActionContext, host: TokenHost, objectId: string): Promise<JsonObject> {
  const { destroyed, left } = await host.destroyKey({ objectId })
  if (left > 0) throw new CeremonyError('ceremony/copy-left', { token: setOf(context).proof, left })
  const copy = `destroyed, as the module says (${destroyed} objects); none is found any more`
  return { copy, foundAfterwards: left }
}
