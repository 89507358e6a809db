// backup/end: the KEK is overwritten and its process ended; what is public of the backup becomes its record.

import { encodeRecord } from '../../../../core/backup/record.ts'
import { backupRecordOf } from '../../../../core/verify/backup.ts'
import type { ActionHandler } from '../action.ts'
import { setOf, spkiOf } from './set.ts'

export const backupEnd: ActionHandler = {
  prepare: async (context) => ({ key: setOf(context).key }),
  act: async (context) => {
    const set = setOf(context)
    await context.scope.close()
    const record = encodeRecord(backupRecordOf(context.state, set, spkiOf(context)))
    return { key: set.key, secret: 'destroyed, and its process ended', recordSha256: context.store.put(record) }
  },
}
