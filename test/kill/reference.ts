// What a line of the transcript is about, so that the same line is found again in another run of the same plan.

import type { CeremonyEvent } from '../../core/ceremony/event.ts'

/** Type, step and person: each stands once in a day on which nothing goes wrong. */
export function keyOf(event: CeremonyEvent): string {
  // A restart may fall anywhere, so what belongs to one is the same wherever it stands.
  if (['restarted', 'resumed'].includes(event.type)) return event.type
  const step = 'step' in event ? event.step : ''
  const by = 'by' in event ? event.by : ''
  return `${event.type} ${step} ${by}`.trimEnd()
}
