// The power is cut at every flush and every rename of every file: transcript, store, register, codes, and the bag in both of
// its phases. What was not flushed is half there, or all; a rename whose directory was not flushed is undone.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerNames } from '../../electron/host/register.node.ts'
import { flushNothing, goOnFrom } from './after.ts'
import { type Day, everyScript, playWithCuts } from './cuts.ts'
import { stepsOf } from './scene.ts'

/** Of each kind of moment at each kind of file one in so many is tried; `ANCHORITE_FAULTS=all` tries them all. */
const all = process.env.ANCHORITE_FAULTS === 'all'
const oneIn = all ? 1 : 24
/** Hundreds of starts; a machine at work takes its time, in milliseconds. */
const patience = all ? 3_600_000 : 240_000

describe.each(everyScript)('the day of $id (ACT-RECORDED)', ({ plan }) => {
  let day: Day
  beforeAll(async () => {
    flushNothing()
    day = await playWithCuts(plan)
  })
  afterAll(() => day.place.remove())

  test('has a moment at every kind of file', () => {
    const kinds = new Set(day.fileCuts.map(({ name }) => kindOf(name)))
    const signs = stepsOf(plan).some((step) => step.kind === 'perform' && step.action === 'root/sign')
    const register = signs ? [registerNames.rehearsal] : []
    for (const file of ['transcript.jsonl', ...register, 'store/*', 'bag/data/*', 'bag/*']) {
      expect(kinds, file).toContain(`before the flush of ${file}, half of it there`)
    }
    expect(kinds).toContain('after the rename to store/*, which is undone')
    expect(kinds).toContain('the code of * half written')
  })

  test(
    'cut there, opened again and gone on with: the same keys, the same digests signed, a bag that verifies',
    async () => {
      const byKind = Map.groupBy(day.fileCuts, ({ name }) => kindOf(name))
      const sample = [...byKind.values()].flatMap((cuts) => cuts.filter((_, index) => index % oneIn === 0))
      // After the last line of the transcript the record goes into the bag: nothing is asked any more, so all of it.
      const closing = day.fileCuts.filter(({ lines }) => lines === day.wholeLines)
      const chosen = new Set([...sample, ...closing])
      const lost: string[] = []
      for (const cut of chosen) {
        await goOnFrom(day, cut).catch((error: unknown) => lost.push(`${cut.name}: ${String(error).slice(0, 300)}`))
      }
      expect(lost).toEqual([])
    },
    patience,
  )
})

/** The name of a moment without what differs from one file of its kind to the next. */
function kindOf(name: string): string {
  return name
    .replace(/, behind line \d+$/, '')
    .replace(/code of [a-z]+/, 'code of *')
    .replace('station/test-ceremony/', '')
    .replace('station/', '')
    .replace(/store\/\S*[0-9a-f]/, 'store/*')
    .replace(/bag\/data\/[^\s,]+/, 'bag/data/*')
    .replace(/bag\/(?!data)[^\s,]+/, 'bag/*')
}
