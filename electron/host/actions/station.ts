// station/readiness: the station looks at itself. Production is refused where a line is neither ok nor waived.

import { readiness, refuseUnfit } from '../readiness.node.ts'
import type { ActionContext, ActionHandler } from './action.ts'

export const stationReadiness: ActionHandler = {
  prepare: async (context) => {
    refuseUnfit(context.mode, linesOf(context))
    return {}
  },
  act: async (context) => ({ selfReported: true, lines: linesOf(context) }),
}

const linesOf = ({ directory, site, plan }: ActionContext) =>
  readiness({ directory, site, exceptions: plan.exceptions })
