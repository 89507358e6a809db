// What each step of a recovery does.

import type { RecoveryAction } from '../../../../core/ceremony/script.ts'
import type { ActionHandler } from '../action.ts'
import { recoveryBegin, recoveryCombine, recoveryRead } from './cards.ts'
import { recoveryCertificate } from './certificate.ts'
import { recoveryDestroy } from './destroy.ts'
import { recoveryRestore } from './restore.ts'
import { recoverySign } from './sign.ts'

export const recoveryActions: { readonly [A in RecoveryAction]: ActionHandler } = {
  'recovery/begin': recoveryBegin,
  'recovery/read': recoveryRead,
  'recovery/combine': recoveryCombine,
  'recovery/restore': recoveryRestore,
  'recovery/sign': recoverySign,
  'recovery/destroy': recoveryDestroy,
  'recovery/certificate': recoveryCertificate,
}
