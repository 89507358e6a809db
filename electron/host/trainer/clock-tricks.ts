// The station's clock, two hours back on cue, until a person has confirmed a time.

import type { Clock } from '../recorder.node.ts'
import type { Trainer } from './trainer.ts'

const backMs = 2 * 60 * 60 * 1000

/** The clock of the station, with the trainer in front of it. */
export function trickedClock(clock: Clock, trainer: Trainer): Clock {
  /** The newest time on record when it struck; only a confirmation moves the record back before it. */
  let newest: string | undefined
  return () => {
    const now = clock()
    const { state } = trainer
    if (state === undefined || !trainer.isArmed('clock-back')) return now
    newest ??= state.time
    if (state.time < newest) {
      trainer.end('clock-back')
      newest = undefined
      return now
    }
    trainer.strikes('clock-back')
    return new Date(now.getTime() - backMs)
  }
}
