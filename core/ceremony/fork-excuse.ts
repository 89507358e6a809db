// ROOT-FORK: what lets a key sign two histories after all. It weighs as much as an irreversible step, and takes as many people.

import type { FlatStep } from './expanded.ts'
import type { State } from './state.ts'

/**
 * Whether a deviation excuses a fork at the step that stands: it names the rule, was recorded while this step stands, and
 * with the private code of somebody who does not sign here. So whoever signs cannot excuse it alone, nor in another's name.
 */
export const forkIsExcused = (state: State, step: FlatStep): boolean =>
  state.deviations.some(
    ({ seq, text, auth, by }) =>
      seq === state.excuse && text.includes('ROOT-FORK') && auth === 'code' && !step.by.includes(by),
  )
