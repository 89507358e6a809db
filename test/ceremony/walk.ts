// Put events through the engine as the recorder does, with digests made up from their place.

import { createHash } from 'node:crypto'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import { DoesNotFollow } from '../../core/ceremony/follow.ts'
import { next } from '../../core/ceremony/next.ts'
import { beginState, currentStep, type State } from '../../core/ceremony/state.ts'
import { expandSmall } from './small.ts'

export const opening = (script: ExpandedScript): CeremonyEvent => ({
  type: 'opened',
  ceremony: 'small-1',
  mode: 'rehearsal',
  script: { id: script.script.id, version: script.script.version },
  expansionDigest: 'aa'.repeat(32),
  planDigest: script.planDigest,
  planFileSha256: 'bb'.repeat(32),
  site: {},
  program: {},
  previousHead: null,
})

/** One more entry, a second later. @throws DoesNotFollow */
export function step(state: State, event: CeremonyEvent): State {
  const digest = createHash('sha256')
    .update(`${state.head} ${JSON.stringify(event)}`)
    .digest('hex')
  const time = new Date(Date.UTC(2026, 10, 24) + state.length * 1000).toISOString()
  return next(state, { event, seq: state.length, time, digest })
}

export const walk = (state: State, ...events: readonly CeremonyEvent[]): State => events.reduce(step, state)

/** Why the last event may not follow; `it may` where it does. */
export function whyNot(state: State, event: CeremonyEvent): string {
  try {
    step(state, event)
  } catch (error) {
    if (error instanceof DoesNotFollow) return error.message
    throw error
  }
  return 'it may'
}

export const begin = (script: ExpandedScript = expandSmall()): State => step(beginState(script), opening(script))

/** The event with which the step that stands is done as it should be, by the first who may; codes first where needed. */
export function goodEvents(state: State): readonly CeremonyEvent[] {
  const standing = currentStep(state)
  if (standing === undefined) return [{ type: 'closed' }]
  const { id } = standing
  const by = standing.by[0] ?? ''
  const answered = { type: 'answered', step: id, by, auth: 'claimed', fits: true, values: {} } as const
  switch (standing.kind) {
    case 'compare':
      return [{ ...answered, values: { [standing.value]: standing.value === 'head' ? state.head : '' } }]
    case 'perform': {
      const second = standing.irreversible?.confirmedBy.find((person) => person !== by)
      const codes = second === undefined ? [] : [by, second]
      return [
        ...codes.map((person) => ({ type: 'confirmed', step: id, by: person, auth: 'code' }) as const),
        { type: 'intent', step: id, by, action: standing.action, detail: {} },
        { type: 'outcome', step: id, intent: state.length + codes.length, facts: {} },
      ]
    }
    case 'choose':
      return [{ ...answered, values: { option: standing.options.find(({ fits }) => fits)?.id ?? '' } }]
    case 'enter': {
      const values = Object.fromEntries(
        standing.fields.map(({ id: field, expect, notOneOf }) => [
          field,
          expect ?? (notOneOf === undefined ? 'XY' : `N${state.length}`),
        ]),
      )
      const auth = standing.secrets.some(({ slot }) => slot === 'code') ? 'code' : 'claimed'
      return [{ ...answered, auth, values }]
    }
    default:
      return [answered]
  }
}

/** Play as it should be until the step stands. */
export function walkTo(id: string, state: State = begin()): State {
  let now = state
  while (currentStep(now)?.id !== id) {
    if (currentStep(now) === undefined) throw new Error(`there is no step ${id}`)
    now = walk(now, ...goodEvents(now))
  }
  return now
}
