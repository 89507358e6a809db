// station/readiness: the station looks at itself. Production is refused where a line is neither ok nor waived.

import { CeremonyError } from '../../../core/errors.ts'
import { readiness } from '../readiness.node.ts'
import type { ActionHandler } from './action.ts'

export const stationReadiness: ActionHandler = {
  prepare: async (context) => {
    const lines = readiness({ directory: context.directory, site: context.site, exceptions: context.plan.exceptions })
    const refused = lines.filter((line) => !line.ok && !line.waived)
    if (context.mode === 'production' && refused.length > 0) {
      const rules = refused.map((line) => `${line.rule} (${line.words})`).join('; ')
      throw new CeremonyError('ceremony/not-a-station', { rules })
    }
    return {}
  },
  act: async (context) => ({
    selfReported: true,
    lines: readiness({ directory: context.directory, site: context.site, exceptions: context.plan.exceptions }),
  }),
}
