// The one table from action names to what does them.

import type { Action } from '../../../core/ceremony/script.ts'
import type { ActionHandler } from './action.ts'
import { backupActions } from './backup/table.ts'
import { exportBag, exportReadAgain } from './export.ts'
import { keyAdopt, keyGenerate } from './key.ts'
import { keyProve } from './prove.ts'
import { recoveryActions } from './recovery/table.ts'
import { rootAssemble, rootCheck, rootDraft } from './root.ts'
import { transcriptSeal } from './seal.ts'
import { rootSign } from './sign.ts'
import { stationReadiness } from './station.ts'
import { tokenIdentify, tokenInitialise } from './token.ts'
import { verifyAll } from './verify.ts'

export const actions: { readonly [A in Action]: ActionHandler } = {
  'station/readiness': stationReadiness,
  'token/identify': tokenIdentify,
  'token/initialise': tokenInitialise,
  'key/generate': keyGenerate,
  'key/prove': keyProve,
  'key/adopt': keyAdopt,
  'root/draft': rootDraft,
  'root/check': rootCheck,
  'root/sign': rootSign,
  'root/assemble': rootAssemble,
  'verify/all': verifyAll,
  'export/bag': exportBag,
  'export/read-again': exportReadAgain,
  'transcript/seal': transcriptSeal,
  ...backupActions,
  ...recoveryActions,
}
