// Act of a restore: each key comes back into a token of its own. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from '../root-key-generation/roles.ts'
import { afterSteps, arrivalSteps, readingSteps, restoringSteps } from './cards.ts'

export const restoreAct: Act<RootRole> = {
  id: 'recovery',
  title: 'Restore of {item.key}',
  forEach: 'recoverySets',
  steps: [...arrivalSteps, ...readingSteps, ...restoringSteps, ...afterSteps],
}
