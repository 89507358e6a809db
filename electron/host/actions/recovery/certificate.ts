// recovery/certificate: what the drill showed, as one public document.

import type { Plan } from '../../../../core/formats/plan.ts'
import { personName } from '../../../../core/plan/uses.ts'
import {
  type Certificate,
  certificateOf,
  type DrilledSet,
  encodeCertificate,
} from '../../../../core/verify/recovery.ts'
import type { ActionHandler } from '../action.ts'

export const recoveryCertificate: ActionHandler = {
  prepare: async (context) => ({ time: context.now }),
  act: async (context, detail) => {
    const certificate = certificateOf(context.plan, context.state, String(detail.time))
    return {
      time: String(detail.time),
      passed: certificate.passed,
      says: [...aloud(certificate, context.plan)],
      certificateSha256: context.store.put(encodeCertificate(certificate)),
    }
  },
}

/** The certificate in sentences, to be read aloud; what counts is the document. */
function aloud({ sets, minutes }: Certificate, plan: Plan): readonly string[] {
  const called = minutes === null ? [] : [`From the call-out to the signature, or to the end: ${minutes} minutes.`]
  return [...sets.flatMap((set) => ofSet(set, plan)), ...called]
}

function ofSet({ key, cards, threshold, shares, quorum, signed }: DrilledSet, plan: Plan): readonly string[] {
  const good = cards.filter((card) => card.good).length
  const bad = cards.filter((card) => !card.good)
  return [
    `${key}: ${good} of the ${cards.length} cards asked for are good; any ${threshold} of ${shares} open the backup.`,
    ...bad.map(({ holder, why }) => `${key}: not read, the card of ${personName(plan, holder)}. ${why ?? ''}`.trim()),
    ...(quorum === null ? [] : [`${key}: the cards ${quorum ? 'gave' : 'DID NOT GIVE'} what the public record says.`]),
    ...(signed === null ? [] : [`${key}: it was restored and it signed; ${left(signed.destroyed)}.`]),
  ]
}

const left = (destroyed: boolean): string =>
  destroyed ? 'the restored copy is destroyed' : 'the restored copy is NOT said to be destroyed'
