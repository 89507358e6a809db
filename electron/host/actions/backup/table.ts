// From the names of the actions of a backup to what does them. Begun: none is there yet, and no plan of this program asks for one.

import type { BackupAction } from '../../../../core/ceremony/script.ts'
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

export const backupActions: { readonly [A in BackupAction]: ActionHandler } = {
  'backup/begin': notThere,
  'backup/issue': notThere,
  'backup/read-back': notThere,
  'backup/prove': notThere,
  'backup/wrap': notThere,
  'backup/wrap-own': notThere,
  'backup/restore': notThere,
  'backup/copy': notThere,
  'backup/lock': notThere,
  'backup/import': notThere,
  'backup/end': notThere,
}
