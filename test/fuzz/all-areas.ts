// All inputs of the fuzz, one after the other.

import { documentAreas } from './areas.ts'
import type { Area } from './case.ts'
import { recordAreas } from './record-areas.ts'

export const allAreas: readonly Area[] = [...documentAreas, ...recordAreas]
