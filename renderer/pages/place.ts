// The places of the window when no ceremony is open, and what their pages get.

import type { View } from '../bridge.ts'
import type { StationCalls, StationState } from '../useStation.ts'

export type Place = 'home' | 'plan' | 'verify' | 'inspect' | 'tokens'

export type PageProps = {
  readonly state: StationState
  readonly calls: StationCalls
  /** A ceremony was opened, or the host refused. */
  readonly onOpened: (view: View | undefined) => void
}
