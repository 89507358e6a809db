// From the names of the actions of a recovery to what does them. Begun: none is there yet, and no script of this program asks for one.

import type { RecoveryAction } from '../../../../core/ceremony/script.ts'
import { CeremonyError } from '../../../../core/errors.ts'
import type { ActionHandler } from '../action.ts'

const notThere: ActionHandler = {
  prepare: async ({ step }) => {
    throw new CeremonyError('station/bug', { what: `${step.action} is not there yet` })
  },
  act: async ({ step }) => {
    throw new CeremonyError('station/bug', { what: `${step.action} is not there yet` })
  },
}

export const recoveryActions: { readonly [A in RecoveryAction]: ActionHandler } = {
  'recovery/begin': notThere,
  'recovery/read': notThere,
  'recovery/combine': notThere,
  'recovery/restore': notThere,
  'recovery/sign': notThere,
  'recovery/destroy': notThere,
  'recovery/certificate': notThere,
}
