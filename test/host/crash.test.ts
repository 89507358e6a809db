// The power is cut: after every line of the transcript, before every line (an act is done and not yet recorded), and after
// every call to a token, in the day of every script. The station is opened again, the head comes from paper, and the
// ceremony is finished. At every file that is not the transcript: test/kill/power.test.ts.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action } from '../../core/ceremony/script.ts'
import type { Move } from '../../electron/cli/play.ts'
import { afterACrash, eventAt, flushNothing, goOnFrom, paperHeadOf, reopen } from '../kill/after.ts'
import { type Cut, type Day, everyScript, playWithCuts } from '../kill/cuts.ts'
import { stepsOf } from '../kill/scene.ts'
import { eventsOf, moveOn } from './station.ts'

const all = process.env.ANCHORITE_FAULTS === 'all'
/** Hundreds of starts; a machine at work takes its time, in milliseconds. */
const patience = all ? 3_600_000 : 240_000

/** A call to a token, and the act that makes one at least. */
const calls: readonly (readonly [method: string, action: Action])[] = [
  ['initialise', 'token/initialise'],
  ['login', 'root/sign'],
  ['generateKeyPair', 'key/generate'],
  ['writeData', 'root/sign'],
  ['sign', 'root/sign'],
]

describe.each(everyScript)('the day of $id (KEY-ONCE, SIGN-SAME, ACT-RECORDED)', ({ plan }) => {
  let day: Day
  beforeAll(async () => {
    flushNothing()
    day = await playWithCuts(plan)
  })
  afterAll(() => day.place.remove())

  const cutsNamed = (start: string): readonly Cut[] => day.lineCuts.filter(({ name }) => name.startsWith(start))

  test('the run has a cut before and after every line, and after every call that changes a token', () => {
    expect(day.lineCuts.at(-1)?.lines).toBe(day.wholeLines)
    expect(cutsNamed('after line')).toHaveLength(day.wholeLines)
    expect(cutsNamed('before line')).toHaveLength(day.wholeLines - 1)
    expect(eventAt(day.lineCuts.at(-1)?.files ?? new Map(), day.wholeLines - 1)?.type).toBe('closed')
    for (const [method, action] of calls) {
      const acts = stepsOf(plan).filter((step) => step.kind === 'perform' && step.action === action).length
      expect(cutsNamed(`after ${method} `).length, method).toBeGreaterThanOrEqual(acts)
    }
  })

  test(
    'cut at every line: the station opens where the transcript ends, and waits for the head once one is on paper',
    async () => {
      for (const cut of cutsNamed('after line')) {
        const before = paperHeadOf(cut)
        const station = reopen(day, cut)
        const view = station.host.view()
        const events = eventsOf(station)
        if (cut.lines === day.wholeLines) {
          expect([view.status, events.length], cut.name).toEqual(['closed', day.wholeLines])
        } else {
          expect(events.length, cut.name).toBe(cut.lines + 1)
          expect(events.at(-1), cut.name).toMatchObject({ type: 'restarted', torn: null })
          expect([view.status, view.needsHead], cut.name).toEqual([
            before === undefined ? 'running' : 'break',
            before !== undefined,
          ])
          expect(station.files.recorder.state.paperHead, cut.name).toBe(before)
          const open = events.at(-2)?.type === 'intent'
          expect(view.reconcile !== null, cut.name).toBe(open)
        }
        await station.host.leave()
      }
    },
    patience,
  )

  describe('cut, opened again and gone on with: the same keys, the same digests signed, a bag that verifies', () => {
    test(
      'to the second step after it, at every cut',
      async () => {
        const acts = stepsOf(plan).filter(({ kind }) => kind === 'perform').length
        expect(day.lineCuts.filter((cut) => aroundAnAct(day, cut)).length).toBeGreaterThan(2 * acts)
        for (const cut of day.lineCuts) await goOnFrom(day, cut, 2)
      },
      patience,
    )

    test(
      all
        ? 'to the bag, at every cut'
        : 'to the bag, at every ninth cut around an act, and every thirtieth of the others',
      async () => {
        const around = day.lineCuts.filter((cut) => aroundAnAct(day, cut))
        const others = day.lineCuts.filter((cut) => !aroundAnAct(day, cut))
        const chosen = [
          ...around.filter((_, index) => all || index % 9 === 0),
          ...others.filter((_, index) => all || index % 30 === 0),
        ]
        for (const cut of [...chosen, ...day.lineCuts.slice(-3)]) await goOnFrom(day, cut)
      },
      patience,
    )
  })

  test('refused after a crash: a wrong head, any step before it, and the act that was interrupted before anyone looked', async () => {
    const cut = cutsNamed('after line').find(
      (candidate) =>
        eventAt(candidate.files, candidate.lines - 1)?.type === 'intent' && paperHeadOf(candidate) !== undefined,
    )
    if (cut === undefined) throw new Error('no cut behind an intent')
    const station = reopen(day, cut)
    const step = station.host.view().step?.id ?? ''
    const someone = station.host.view().step?.by[0]?.id ?? ''
    const refused = async (move: Move): Promise<string> =>
      moveOn(station, move).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
    expect(await refused({ call: 'ceremony.perform', args: { step, by: someone } })).toBe('ceremony/reconcile-first')
    expect(await refused({ call: 'ceremony.resume', args: { by: someone, head: 'ab'.repeat(32) } })).toBe(
      'ceremony/wrong-head',
    )
    const people = afterACrash(station.player, paperHeadOf(cut))
    const view = await moveOn(station, people.next(station.host.view()))
    const by = view.step?.by[0]?.id ?? ''
    expect(await refused({ call: 'ceremony.perform', args: { step, by } })).toBe('ceremony/reconcile-first')
    expect(await refused({ call: 'ceremony.reconcile', args: { by, decision: 'again' } })).toBe('ceremony/not-now')
    await station.host.leave()
  })
})

function aroundAnAct(day: Day, { name, files, lines }: Cut): boolean {
  if (name.includes('behind line')) return true
  const event = eventAt(files, lines - 1)
  const next = eventAt(day.lineCuts.at(-1)?.files ?? files, lines)
  return event?.type === 'intent' || next?.type === 'outcome' || event?.type === 'closed'
}
