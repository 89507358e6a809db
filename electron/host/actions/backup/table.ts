// What each step of a backup does.

import type { BackupAction } from '../../../../core/ceremony/script.ts'
import type { ActionHandler } from '../action.ts'
import { backupBegin } from './begin.ts'
import { backupIssue, backupProve, backupReadBack } from './cards.ts'
import { backupCopy } from './copy.ts'
import { backupEnd } from './end.ts'
import { backupImport } from './import.ts'
import { backupLock } from './lock.ts'
import { backupRestore } from './restore.ts'
import { backupWrap, backupWrapOwn } from './wrap.ts'

export const backupActions: { readonly [A in BackupAction]: ActionHandler } = {
  'backup/begin': backupBegin,
  'backup/issue': backupIssue,
  'backup/read-back': backupReadBack,
  'backup/prove': backupProve,
  'backup/wrap': backupWrap,
  'backup/wrap-own': backupWrapOwn,
  'backup/restore': backupRestore,
  'backup/copy': backupCopy,
  'backup/lock': backupLock,
  'backup/import': backupImport,
  'backup/end': backupEnd,
}
