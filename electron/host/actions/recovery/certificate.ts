// recovery/certificate: what the drill showed, as one public document.

import { certificateOf, encodeCertificate } from '../../../../core/verify/recovery.ts'
import type { ActionHandler } from '../action.ts'

export const recoveryCertificate: ActionHandler = {
  prepare: async (context) => ({ time: context.now }),
  act: async (context, detail) => {
    const certificate = certificateOf(context.plan, context.state, String(detail.time))
    return {
      time: String(detail.time),
      passed: certificate.passed,
      certificateSha256: context.store.put(encodeCertificate(certificate)),
    }
  },
}
