// Whatever is thrown at the engine: it never crashes, and what it accepts keeps the rules. A second, simpler book of the
// rules is kept beside it and compared after every entry that was accepted.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { targetOf } from '../../core/ceremony/expand.ts'
import { DoesNotFollow } from '../../core/ceremony/follow.ts'
import { currentStep, type State } from '../../core/ceremony/state.ts'
import { expandSmall, smallPlan } from './small.ts'
import { begin, goodEvents, step } from './walk.ts'

/** What an arbitrary choice becomes depends on the state, so that runs go deep; `pick` numbers choose among what there is. */
type Choice = { readonly kind: (typeof kinds)[number]; readonly pick: number; readonly other: number }

const kinds = [
  ...['good', 'good', 'good', 'good', 'good', 'good', 'good', 'good', 'good', 'good', 'good', 'good'],
  ...['misfit', 'answered', 'confirmed', 'confirmed', 'confirmed', 'intent', 'outcome', 'resumed'],
  ...[
    'intent',
    'outcome',
    'failed',
    'unknown',
    'refused',
    'deviation',
    'break',
    'resumed',
    'resumedWrong',
    'restarted',
  ],
  ...['reconciled', 'clock', 'stopResumable', 'stopVoid', 'closed'],
] as const

const script = expandSmall(smallPlan({ chiara: ['cryptoOfficer', 'internalWitness'] }))
const people = ['amina', 'bruno', 'chiara', 'emi', 'mallory']
const codes = ['ceremony/wrong-code', 'token/removed']

const choices = fc.array(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(99), other: fc.nat(99) }), {
  minLength: 80,
  maxLength: 200,
}) as fc.Arbitrary<readonly Choice[]>

const at = <T>(list: readonly T[], index: number, otherwise: T): T => list[index % list.length] ?? otherwise

function eventOf(state: State, { kind, pick, other }: Choice): CeremonyEvent | undefined {
  const by = at(people, other, 'emi')
  // Mostly the step that stands, sometimes another.
  const standing = pick < 80 ? currentStep(state) : at(script.steps, pick, undefined as never) // the script has steps
  const id = standing?.id ?? 'end'
  const mine = standing?.by[0] ?? by
  const intent = pick < 70 ? (state.pending?.seq ?? 0) : pick
  const action = standing?.kind === 'perform' ? standing.action : 'key/generate'
  switch (kind) {
    case 'good':
      return at(goodEvents(state), pick < 60 ? 0 : pick, undefined)
    case 'misfit':
      return { type: 'answered', step: id, by: mine, auth: 'claimed', fits: false, values: { head: state.head } }
    case 'answered':
      return { type: 'answered', step: id, by, auth: 'claimed', fits: true, values: { head: state.head } }
    case 'confirmed':
      return { type: 'confirmed', step: id, by, auth: 'code' }
    case 'intent':
      return { type: 'intent', step: id, by: pick < 50 ? mine : by, action, detail: {} }
    case 'outcome':
      return { type: 'outcome', step: id, intent, facts: {} }
    case 'failed':
      return { type: 'failed', step: id, intent, code: 'token/removed', detail: {} }
    case 'unknown':
      return { type: 'failed', step: id, intent, code: 'token/removed', detail: {}, unknown: true }
    case 'refused':
      return { type: 'refused', step: id, by, code: at(codes, pick, ''), detail: {} }
    case 'deviation':
      return { type: 'deviation', step: id, by, auth: 'claimed', text: 'x' }
    case 'break':
      return { type: 'break', step: id, by, reason: 'x', custody: 'y' }
    case 'resumed':
      return { type: 'resumed', step: id, by, headFromPaper: state.paperHead ?? '00'.repeat(32) }
    case 'resumedWrong':
      return { type: 'resumed', step: id, by, headFromPaper: 'ab'.repeat(32) }
    case 'restarted':
      if (pick > 40) return undefined
      return { type: 'restarted', program: {}, torn: null }
    case 'reconciled': {
      const decision = other % 2 === 0 ? 'done' : 'again'
      return { type: 'reconciled', step: id, intent, by: pick < 50 ? mine : by, found: {}, decision, facts: {} }
    }
    case 'clock':
      return { type: 'clock', by, reason: 'x', before: state.time }
    case 'stopResumable':
    case 'stopVoid':
      if (pick > 5) return undefined
      return { type: 'stopped', step: id, by, reason: 'x', disposition: kind === 'stopVoid' ? 'void' : 'resumable' }
    case 'closed':
      return { type: 'closed' }
    default:
      return kind satisfies never
  }
}

/** The other book: what was accepted so far, in the simplest form. */
type Book = {
  codes: Set<string>
  open: { seq: number; by: string; interrupted: boolean } | undefined
  paper: string | undefined
  ended: 'no' | 'stopped' | 'for good'
  broken: boolean
  roll: Set<string>
}

/** The rules, said once more: whether this event may be accepted at all, whatever else the engine thinks of it. */
function breaks(book: Book, before: State, event: CeremonyEvent): string | undefined {
  const standing = currentStep(before)
  if (book.ended === 'for good') return 'it goes on after its end'
  if (book.ended === 'stopped' && event.type !== 'restarted') return 'it goes on after a stop'
  if (event.type === 'answered') {
    if (book.broken) return 'it goes on in a break'
    if (book.open !== undefined) return 'a step is answered while an act is under way'
    if (standing?.id !== event.step) return 'another step than the one that stands is answered'
    if (!standing.by.includes(event.by)) return 'somebody answers who may not'
  }
  if (event.type === 'intent') {
    if (book.broken || book.open !== undefined) return 'an act begins out of its time'
    if (standing?.kind !== 'perform' || standing.id !== event.step) return 'another act begins'
    if (!standing.by.includes(event.by)) return 'somebody acts who may not'
    if (standing.irreversible !== undefined && !fourEyes(book.codes, standing.by, standing.irreversible.confirmedBy))
      return 'FOUR-EYES'
  }
  if (event.type === 'confirmed' && !book.roll.has(event.by)) return 'a code of somebody without one'
  if (event.type === 'outcome' || event.type === 'failed') {
    if (book.open === undefined || book.open.seq !== event.intent || book.open.interrupted)
      return 'an end without its beginning'
  }
  if (event.type === 'reconciled') {
    if (book.open?.interrupted !== true || book.open.seq !== event.intent) return 'a decision about nothing'
    if (!(standing?.by ?? []).includes(event.by)) return 'somebody decides who may not'
  }
  if (event.type === 'resumed' && (!book.broken || event.headFromPaper !== book.paper))
    return 'resumed with another head'
  if (event.type === 'closed' && standing !== undefined) return 'closed with open steps'
  return undefined
}

const fourEyes = (codesGiven: ReadonlySet<string>, by: readonly string[], confirmedBy: readonly string[]): boolean =>
  by.some((one) => codesGiven.has(one) && confirmedBy.some((two) => two !== one && codesGiven.has(two)))

function enter(book: Book, before: State, after: State, event: CeremonyEvent): void {
  const standing = currentStep(before)
  if (event.type === 'confirmed') book.codes.add(event.by)
  if (event.type === 'intent') book.open = { seq: before.length, by: event.by, interrupted: false }
  if (event.type === 'failed' && event.unknown === true && book.open !== undefined) book.open.interrupted = true
  else if (event.type === 'outcome' || event.type === 'failed' || event.type === 'reconciled') book.open = undefined
  if (event.type === 'restarted') {
    if (book.open !== undefined) book.open.interrupted = true
    book.broken = book.paper !== undefined
    book.ended = 'no'
  }
  if (event.type === 'resumed') book.broken = false
  if (event.type === 'break') book.broken = true
  if (event.type === 'break' || event.type === 'stopped') book.paper = after.head
  if (event.type === 'stopped') book.ended = event.disposition === 'void' ? 'for good' : 'stopped'
  if (event.type === 'closed') book.ended = 'for good'
  if (event.type === 'answered' && event.fits && standing?.kind === 'compare') book.paper = before.head
  if (event.type === 'answered' && event.fits && standing?.kind === 'enter') book.roll.add(event.by)
  if (after.cursor !== before.cursor || ['failed', 'reconciled', 'restarted'].includes(event.type)) book.codes.clear()
}

/** Where the cursor may be after this event. */
function checkMoved(before: State, after: State, event: CeremonyEvent): void {
  if (after.cursor === before.cursor) return
  const standing = currentStep(before)
  if (standing === undefined) throw new Error('it moved behind its end')
  const passes =
    event.type === 'answered' || event.type === 'outcome' || (event.type === 'reconciled' && event.decision === 'done')
  expect(passes, event.type).toBe(true)
  if (after.cursor === before.cursor + 1) return
  const goTo = standing.otherwise?.goTo
  expect(event.type === 'answered' && !event.fits && goTo !== undefined).toBe(true)
  expect(after.cursor).toBe((targetOf(goTo ?? '', before.script.steps, standing)?.number ?? 0) - 1)
}

let accepted = 0
let passed = 0

test('TRX-REPLAY, FOUR-EYES: no sequence of events crashes the engine or gets past its rules', () => {
  fc.assert(
    fc.property(choices, (run) => {
      let state = begin(script)
      const book: Book = {
        codes: new Set(),
        open: undefined,
        paper: undefined,
        ended: 'no',
        broken: false,
        roll: new Set(),
      }
      for (const choice of run) {
        const event = eventOf(state, choice)
        if (event === undefined) continue
        const after = tried(state, event)
        if (after === undefined) continue
        accepted++
        expect(breaks(book, state, event)).toBeUndefined()
        checkMoved(state, after, event)
        expect(after.length).toBe(state.length + 1)
        enter(book, state, after, event)
        if (after.cursor > state.cursor) passed++
        state = after
      }
    }),
    { numRuns: 600, seed: 20261124 },
  )
  // The runs went somewhere: this would be empty praise otherwise.
  expect(accepted).toBeGreaterThan(10_000)
  expect(passed).toBeGreaterThan(3_000)
})

function tried(state: State, event: CeremonyEvent): State | undefined {
  try {
    return step(state, event)
  } catch (error) {
    if (error instanceof DoesNotFollow) return undefined
    throw error
  }
}
