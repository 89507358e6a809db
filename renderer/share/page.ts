// What each page about a card gets.

import type { ShareView } from '../bridge.ts'
import type { Doer } from '../steps/StepFrame.tsx'
import type { StepProps } from '../view.ts'

export type SharePageProps = Pick<StepProps, 'view' | 'on'> & {
  readonly share: ShareView
  readonly doer: Doer
  /** Present where the step can be answered "it is not so". */
  readonly valuesNow?: () => Readonly<Record<string, string>>
}
