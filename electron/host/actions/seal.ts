// transcript/seal: a witness's or a station's key signs the transcript up to the first seal. Never a root key (SEAL-NOT-ROOT).

import { type Envelope, encodeEnvelope, keyidOf } from '../../../core/attest/dsse.ts'
import { sealPayload } from '../../../core/attest/seal.ts'
import { factsOf, madeFacts, type State } from '../../../core/ceremony/state.ts'
import { CeremonyError } from '../../../core/errors.ts'
import { verifySignature } from '../../../core/token/verify-signature.ts'
import { verifyTranscript } from '../../../core/transcript/verify.ts'
import {
  type ActionContext,
  type ActionHandler,
  type Found,
  keyOnToken,
  refuseWeakPinState,
  stringFact,
} from './action.ts'
import { publicKeysOf } from './root.ts'

export const transcriptSeal: ActionHandler = {
  prepare: async (context) => {
    const key = keyOnToken(context)
    const roles = context.plan.repositories.flatMap((repository) =>
      Object.values(repository.roles).flatMap((role) => role.keys),
    )
    if (roles.includes(key.id))
      throw new CeremonyError('ceremony/check-failed', { rules: `SEAL-NOT-ROOT: ${key.id} is a key of a repository` })
    const info = await context.desk.find(key.token)
    if (!context.desk.isLoggedIn(key.token)) refuseWeakPinState(key.token, info.userPin, context.spendTry)
    const first = firstSeal(context.state)
    return {
      key: key.id,
      token: key.token,
      serial: info.serial,
      entries: first?.entries ?? context.state.length,
      time: first?.time ?? context.now,
    }
  },
  act: async (context, detail) => {
    const key = keyOnToken(context)
    const signable = signableOf(context, Number(detail.entries), String(detail.time))
    const source = publicKeysOf(context).get(key.id)
    if (source === undefined) throw new CeremonyError('station/bug', { what: `key ${key.id} was not made` })
    const objectId = stringFact(madeFacts(context.state, key.id), 'objectId', context.step)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const [signature] = await host.sign({ objectId, algorithm: key.algorithm, messages: [signable.message] })
    if (signature === undefined)
      throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
    verifySignature({ ...source, message: signable.message, signature })
    return {
      key: key.id,
      entries: Number(detail.entries),
      time: String(detail.time),
      keyid: keyidOf(source.spki),
      signatureSha256: context.store.put(signature),
      verified: true,
    }
  },
  look: async (_context, detail): Promise<Found> => ({
    found: { key: String(detail.key), note: 'The seal may be made again over the same entries; nothing is lost.' },
  }),
}

type SealFacts = { readonly entries: number; readonly time: string }

/** All seals are over the same entries: those before the first seal. */
function firstSeal(state: State): SealFacts | undefined {
  const facts = factsOf(state, 'transcript/seal', {})
  return facts === undefined ? undefined : { entries: Number(facts.entries), time: String(facts.time) }
}

type Sealing = Pick<ActionContext, 'state' | 'transcript'>

function signableOf({ state, transcript }: Sealing, entries: number, time: string) {
  const bytes = transcript()
  const end = verifyTranscript(bytes, 'transcript.jsonl').lines[entries - 1]?.endOffset ?? 0
  return sealPayload(bytes.subarray(0, end), {
    ceremony: state.opened?.ceremony ?? '',
    mode: state.opened?.mode ?? 'rehearsal',
    planSha256: state.opened?.planDigest ?? '',
    expansionSha256: state.opened?.expansionDigest ?? '',
    manifestSha256: String(factsOf(state, 'export/bag', {})?.manifestSha256 ?? ''),
    time,
  })
}

/** The one envelope with all seals, from the facts of the seal steps; undefined where nobody has sealed yet. */
export function sealEnvelope(
  input: Sealing & { readonly get: (digest: string) => Uint8Array },
): Uint8Array | undefined {
  const first = firstSeal(input.state)
  if (first === undefined) return undefined
  const { payloadType, payload } = signableOf(input, first.entries, first.time)
  const signatures: Envelope['signatures'] = input.state.script.steps.flatMap((step) => {
    if (step.kind !== 'perform' || step.action !== 'transcript/seal') return []
    const facts = input.state.results[step.id]?.facts
    if (facts === undefined) return []
    return [{ keyid: stringFact(facts, 'keyid', step), sig: input.get(stringFact(facts, 'signatureSha256', step)) }]
  })
  return encodeEnvelope({ payloadType, payload, signatures })
}
