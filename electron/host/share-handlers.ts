// The calls about one share card, for the window. They are served only at a step that shows or reads one.

import type { ShareCall } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Handlers } from './bridge-host.ts'
import type { OpenCeremony } from './open-ceremony.ts'

/** @param opened - throws where no ceremony is open. */
export function shareHandlers(opened: () => OpenCeremony): Handlers<ShareCall> {
  const notNow = async (): Promise<never> => {
    opened()
    throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no card is shown or read at this step' })
  }
  return { 'share.card': notNow, 'share.read': notNow, 'share.print': notNow, 'share.sheet': notNow }
}
