// TRX-REPLAY: a record cannot say that a new bag has an old number, or that somebody signed with other initials.

import { describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import type { Script, Step } from '../../core/ceremony/script.ts'
import type { Role } from '../../core/formats/plan.ts'
import { expandSmall, smallPlan, smallScript } from './small.ts'
import { begin, goodEvents, walk, walkTo, whyNot } from './walk.ts'

const steps: readonly Step<Role>[] = [
  {
    kind: 'enter',
    id: 'old',
    title: 'Old bag',
    by: 'administrator',
    do: 'Read it.',
    fields: [{ id: 'number', label: 'Number', form: 'text' }],
  },
  {
    kind: 'enter',
    id: 'new',
    title: 'New bag',
    by: 'administrator',
    do: 'Read it.',
    fields: [{ id: 'bag', label: 'Bag', form: 'text', fresh: true }],
    otherwise: { if: 'it does not close', then: 'take another' },
  },
  {
    kind: 'enter',
    id: 'initials',
    title: 'Initials',
    by: 'item.person',
    forEach: 'people',
    do: 'Sign.',
    fields: [{ id: 'initials', label: 'Initials', form: 'initials', sameAs: 'open/roll-call' }],
    otherwise: { if: 'you do not agree', then: 'say why' },
  },
]
const script: Script = { ...smallScript, acts: [...smallScript.acts, { id: 'close', title: 'Close', steps }] }
const state = () => begin(expandSmall(smallPlan(), script))
const typed = (step: string, values: Record<string, string>, fits = true): CeremonyEvent => ({
  type: 'answered',
  step,
  by: 'amina',
  auth: 'claimed',
  fits,
  values,
})

describe('a number that ought to be new', () => {
  const old = walkTo('close/old', state())
  const at = walk(old, typed('close/old', { number: 'XK-77' }))

  test.each(['AC0041', 'ac 0041', '7d1c40be92a35f01', 'XK-77', 'xk77'])('is not %s, which is known', (bag) => {
    expect(whyNot(at, typed('close/new', { bag }))).toContain('no number of its own')
  })

  test('is one that nobody knows; and an old one may stand in the record where it is said not to be right', () => {
    expect(whyNot(at, typed('close/new', { bag: 'XK-78' }))).toBe('it may')
    expect(whyNot(at, typed('close/new', { bag: 'AC0041' }, false))).toBe('it may')
  })

  test('is not held against initials, which may be the same letters', () => {
    expect(whyNot(at, typed('close/new', { bag: 'XY' }))).toBe('it may')
  })
})

test('initials that repeat those of the roll call are those, whether the person agrees or not', () => {
  const bags = [typed('close/old', { number: 'XK-77' }), typed('close/new', { bag: 'XK-78' })]
  const at = walk(walkTo('close/old', state()), ...bags)
  for (const fits of [true, false]) {
    expect(whyNot(at, typed('close/initials/amina', { initials: 'ZZ' }, fits))).toContain('open/roll-call/amina')
    expect(whyNot(at, typed('close/initials/amina', { initials: 'XY' }, fits))).toBe('it may')
  }
  expect(goodEvents(at)).toHaveLength(1)
})
