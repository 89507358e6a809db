// The plan that a rehearsal follows when none is named. The tests of this folder change the one without a backup (example.ts).

import { readFileSync } from 'node:fs'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'

export const builtInPlan = (script = 'root-key-generation'): Plan => {
  const file = new URL(`../../ceremonies/examples/${script}.plan.yaml`, import.meta.url)
  return parsePlan(readFileSync(file), `${script}.plan.yaml`)
}
