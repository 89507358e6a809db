// Any sequence of events whose form is right: the engine goes on, or says why not. It never falls over, and never writes
// into a state that it was given. test/ceremony/next.property.test.ts asks whether its rules are kept.

import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { type CeremonyEvent, parseEvent } from '../../core/ceremony/event.ts'
import { DoesNotFollow } from '../../core/ceremony/follow.ts'
import { beginState, currentStep, type State } from '../../core/ceremony/state.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { parseJson } from '../../core/formats/json.ts'
import { asObject } from '../../core/formats/shape.ts'
import { expandSmall } from '../ceremony/small.ts'
import { goodEvents, opening, step } from '../ceremony/walk.ts'
import { bytesOf } from '../plan/example.ts'
import { mutateJson } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'
import { eventsOfDay } from './record-areas.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const runs = Math.ceil(Number(process.env.ANCHORITE_FUZZ ?? 6000) / 100)

const script = expandSmall()
const day = eventsOfDay()
const [opened, ...later] = day
if (opened === undefined) throw new Error('a day has events')

/** An event of the right form: one that fits here, one of the day, or either with its values changed. */
function anyEvent(random: Random, state: State): CeremonyEvent | undefined {
  const fitting = state.status === 'unopened' ? opening(script) : goodEvents(state)[random.below(3)]
  const event = random.chance(60) && fitting !== undefined ? fitting : random.pick([opened as CeremonyEvent, ...later]) // it was looked at
  if (random.chance(50)) return event
  return formed(() => {
    const here = JSON.stringify({ ...event, ...(random.chance(50) ? { step: currentStep(state)?.id ?? 'end' } : {}) })
    const json = parseJson(bytesOf(mutateJson(random, here)), { what: 'event', maxBytes: 1e6, maxDepth: 24 })
    return parseEvent(asObject(json, { what: 'event', path: '' }), 'event')
  })
}

/** Undefined where what was made has not the form of an event: refusing that is not the engine's part. */
function formed(make: () => CeremonyEvent): CeremonyEvent | undefined {
  try {
    return make()
  } catch (error) {
    if (isCeremonyError(error)) return undefined
    throw error
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inside of Object.values(value)) frozen(inside)
  return value
}

test('TRX-REPLAY: any events of the right form, in any order, are followed or refused with a reason', () => {
  let [followed, refused] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const random = randomFrom(seed + run)
    let state = frozen(beginState(script))
    for (let left = 100; left > 0; left--) {
      const event = anyEvent(random, state)
      if (event === undefined) continue
      try {
        state = frozen(step(state, event))
        followed++
      } catch (error) {
        const where = `ANCHORITE_FUZZ_SEED=${seed} run ${run}: ${JSON.stringify(event).slice(0, 500)}`
        expect(error, where).toBeInstanceOf(DoesNotFollow)
        expect((error as DoesNotFollow).message, where).not.toBe('') // looked at on the line above
        refused++
      }
    }
  }
  expect(followed).toBeGreaterThan(runs)
  expect(refused).toBeGreaterThan(runs)
})
