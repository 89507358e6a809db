// The real window: a PIN and private codes that people type are found nowhere while it runs or after, and no copy of the
// PIN stays in the station's own memory. What stays in Chromium's is measured by memory.ts, and promised by nobody.

import { existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { describeWindow, wholeRehearsalMs } from '../e2e/stage.ts'
import { settled } from '../kiosk/open.ts'
import { dumpsOf, familyOf, watchFamily } from './family.ts'
import { sayLoudly } from './loud.ts'
import { filesUnder, search } from './places.ts'
import { type Copies, copiesIn } from './process-memory.ts'
import { prepareSeal, profileOf, sealInWindow, sealPin, secretsOfPeople } from './window.ts'

/** The station overwrites what its heap freed a moment after a secret was used; how long that takes is nobody's promise. */
const isNone = (copies: Copies | undefined): boolean =>
  copies === undefined || copies.plain + copies.wide + copies.base64 === 0

describeWindow('secrets that are typed in the window', [], (stage) => {
  const places = new Map<string, Buffer>()
  const memory = new Map<string, Copies | undefined>()
  const dumps = new Map<string, string>()
  let kinds: ReadonlySet<string> = new Set()
  let profile = ''

  beforeAll(async () => {
    const prepared = await prepareSeal(stage.workDirectory)
    const kiosk = await stage.open()
    const { station } = kiosk.pids
    const family = watchFamily(station)
    const often = setInterval(family.sample, 1000)
    profile = profileOf(station) ?? ''
    try {
      await sealInWindow(kiosk, prepared, (moment) => {
        for (const { pid, kind } of familyOf(station)) {
          const said = dumpsOf(pid)
          if (said !== undefined) dumps.set(kind, said)
        }
        family.sample()
        memory.set(moment, copiesIn(station, sealPin()))
        if (!['given, at once', 'closed'].includes(moment)) return
        for (const [path, bytes] of filesUnder(profile)) places.set(`${moment}: ${path}`, bytes)
      })
      memory.set('closed', await settled(() => copiesIn(station, sealPin()), isNone, 20_000))
    } finally {
      clearInterval(often)
    }
    kinds = family.kinds
    for (const [path, bytes] of [...family.seen, ...filesUnder(stage.workDirectory)]) places.set(path, bytes)
  }, wholeRehearsalMs)

  test('the whole family of processes, the profile, the record and the bag were looked at', () => {
    expect([...kinds]).toEqual(
      expect.arrayContaining(['station host', 'Chromium, browser', 'Chromium, renderer', 'token host']),
    )
    for (const part of [profile, 'transcript.jsonl', 'bagit.txt', 'Default/Preferences', 'environ'])
      expect([...places.keys()].filter((path) => path.includes(part)).length, part).toBeGreaterThan(0)
  })

  test('no secret stands in any of them, in any form', () => {
    expect(search(places, secretsOfPeople()).found).toEqual([])
  })

  test('no process of the family makes a core dump that holds memory', () => {
    for (const [kind, said] of dumps) expect(said, kind).toMatch(/size +0 +0 .* 0+\n$/)
    expect(dumps.has('Chromium, renderer')).toBe(true)
  })

  test('after the close no copy of the PIN that was typed is left in the memory of the station', () => {
    if (memory.get('closed') === undefined) {
      sayLoudly('the memory of the station was not searched for a PIN: only root may read it here')
      return
    }
    expect(memory.get('given, at once')?.plain, 'the search finds the PIN while the station holds it').toBeGreaterThan(
      0,
    )
    expect(memory.get('closed')).toEqual({ plain: 0, wide: 0, base64: 0 })
  })

  test('the profile goes with the window', async () => {
    await stage.kill()
    expect(profile).not.toBe('')
    await stage.open() // the next start sweeps what the killed one left
    expect(existsSync(profile)).toBe(false)
  })
})
