// What a step component gets: what the host says of the ceremony, whether it may act now, and callbacks. Nothing else.

import type { CardFault, Printers, Refusal, Reply, ShownCard, StepView, View } from './bridge.ts'

/** What the window shows for the step that stands. */
export type StepScreen = {
  readonly step: StepView
  /** How many steps the day has. */
  readonly steps: number
  readonly act: View['act']
  readonly mode: View['mode']
  readonly people: View['people']
  /** UTC, ISO 8601: the station's clock when this view was made. */
  readonly time: string
  /** Zone of the clock on the wall. */
  readonly timeZone: string
  /** Why nothing can be done at this moment, in words; null when the step may be done. */
  readonly waiting: string | null
  /** Code of the refusal that is on the screen, if any. */
  readonly refused: Refusal['code'] | null
  /** A deviation was recorded while this step stands. */
  readonly excused: boolean
}

/** Each resolves to whether the host took it; a refusal is shown by the page. */
export type StepCallbacks = {
  readonly answer: (by: string, fits: boolean, values: Readonly<Record<string, string>>) => Promise<boolean>
  /** The bytes are overwritten once they are sent. */
  readonly secret: (slot: string, by: string, value: Uint8Array) => Promise<boolean>
  readonly confirm: (by: string, code: Uint8Array) => Promise<boolean>
  readonly perform: (by: string, spendTry: boolean) => Promise<boolean>
  readonly look: (by: string, spendTry: boolean) => Promise<boolean>
  readonly reconcile: (by: string, decision: 'done' | 'again') => Promise<boolean>
  /** The step is not as it should be, and people want to go on: a deviation is recorded first. */
  readonly goOnAsItIs: (by: string, values: Readonly<Record<string, string>>) => void
  readonly share: ShareCallbacks
}

/** Of a step that shows or reads a share card. What they give holds words of the card: not for React's state. */
export type ShareCallbacks = {
  readonly card: (by: string) => Promise<Reply<ShownCard>>
  /** The bytes are overwritten once they are sent. Null: the card is right. Undefined: refused. */
  readonly read: (by: string, words: Uint8Array) => Promise<CardFault | null | undefined>
  /** Name of the job, or undefined where it was refused. */
  readonly print: (by: string, printer: string) => Promise<string | undefined>
  readonly printers: () => Promise<Reply<Printers>>
}

export type StepProps = {
  readonly view: StepScreen
  readonly on: StepCallbacks
  /** Shows the summary again; absent where there is none. */
  readonly onReview?: () => void
}
