// Every input, fed with anything: refused with a code and words, or taken with its properties held. Nothing else.
// ANCHORITE_FUZZ=N makes N cases an input; ANCHORITE_FUZZ_SEED=S makes those of an earlier run again.

import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { allAreas } from './all-areas.ts'
import { judge, type Tally } from './case.ts'
import { runOrders } from './runner.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())

/** A second's work or so of each, where nothing else is asked; the slow ones by name. */
const sample: Readonly<Record<string, number>> = { 'plan (YAML)': 120, 'plan (JSON)': 200, 'plan, arranged anew': 60 }
const casesOf = (name: string): number => Number(process.env.ANCHORITE_FUZZ ?? sample[name] ?? 500)

const tallies = new Map<string, Tally>()
beforeAll(
  async () => {
    for (const tally of await runOrders(allAreas.map(({ name }) => ({ area: name, cases: casesOf(name), seed })))) {
      tallies.set(tally.area, tally)
      const { area, tried, worstMs, perSecond } = tally
      process.stdout.write(
        `fuzz: ${area}: ${tried} cases, ${perSecond} a second, the slowest ${Math.round(worstMs)} ms\n`,
      )
    }
  },
  process.env.ANCHORITE_FUZZ === undefined ? undefined : 24 * 3600 * 1000,
)

describe('what the cases are made from', () => {
  test.each(allAreas.filter(({ good }) => good.length > 0))('is taken: $name', (area) => {
    expect(area.good.map((bytes) => judge(area, bytes))).toEqual(area.good.map(() => ({ taken: true })))
  })
})

describe('no case crashes, hangs, fills the memory or gets past a rule', () => {
  test.each(allAreas.map(({ name }) => name))('%s', (name) => {
    const tally = tallies.get(name)
    expect(tally?.found.slice(0, 3)).toEqual([])
    expect(tally?.tried).toBe(casesOf(name))
    // Cases that all end at the first byte would show nothing.
    expect(Object.keys(tally?.refused ?? {}).length).toBeGreaterThan(0)
  })
})
