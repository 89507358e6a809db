// A trainer in the real window: by keyboard a fault is armed, it strikes, the people overcome it, and are told so.

import { beforeAll, expect, test } from 'vitest'
import { faultOf } from '../../electron/host/trainer/faults.ts'
import { strings } from '../../renderer/strings.ts'
import { keyboardHands } from './hands.ts'
import type { OpenKiosk } from './kiosk.ts'
import { type Prepared, prepare } from './prepare.ts'
import { eventsIn, troublesIn } from './record.ts'
import { after, until } from './room.ts'
import { look, type Screen } from './screen.ts'
import { describeWindow } from './stage.ts'

const words = strings.trainer
const button = `T ${strings.frame.trainer}`
const step = 'open/readiness'
const full = faultOf('disk-full')

describeWindow('a trainer', [], (stage) => {
  let prepared: Prepared
  let kiosk: OpenKiosk
  const events = () => eventsIn(stage.workDirectory, prepared.ceremony)
  const press = (name: string): Promise<Screen> => after(kiosk, () => keyboardHands(kiosk).press(name))
  const names = ({ controls }: Screen): readonly string[] => controls.map(({ name }) => name)
  const named = (screen: Screen, start: string): string => names(screen).find((name) => name.startsWith(start)) ?? start

  const tabTo = async (name: string): Promise<void> => {
    for (let tabs = 0; tabs < 40; tabs++) {
      if ((await look(kiosk.cdp)).focus?.name === name) return
      await kiosk.page.keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach "${name}"`)
  }

  beforeAll(async () => {
    prepared = await prepare(stage.workDirectory, step)
    kiosk = await stage.open()
    const card = strings.home.resumeOne('Root key generation')
    await until(kiosk, (screen) => names(screen).includes(card))
    await press(card)
    await until(kiosk, ({ title }) => title === strings.break.resumeTitle)
    await keyboardHands(kiosk).choose('Amina Diallo · administrator')
    await keyboardHands(kiosk).type(strings.break.head, prepared.words)
    await press(strings.break.resume)
    await until(kiosk, ({ title }) => title === 'Readiness')
  }, 120_000)

  test('has a key in a rehearsal, and none in room mode, where everybody reads along', async () => {
    const { keyboard } = kiosk.page
    await until(kiosk, (screen) => names(screen).includes(button))
    await after(kiosk, () => keyboard.press('r'))
    const room = await until(kiosk, (screen) => !names(screen).includes(button))
    await keyboard.press('t')
    await after(kiosk, () => keyboard.press('r'))
    const back = await until(kiosk, (screen) => names(screen).includes(button))
    expect([...room.headings, ...back.headings]).not.toContain(words.title)
  })

  test('arms a fault by keyboard: it is on record, the panel closes, and nothing on the screen says which', async () => {
    const keys = keyboardHands(kiosk)
    const since = events().length
    await kiosk.page.keyboard.press('t')
    const open = await until(kiosk, (screen) => named(screen, full?.title ?? '') !== full?.title)
    expect(open.text).toContain(words.lead)
    await keys.choose(named(open, full?.title ?? ''))
    const chosen = await until(kiosk, ({ text }) => text.includes(full?.lesson ?? 'no lesson'))
    // The step that stands is chosen already: it is the next at which this fault can happen.
    expect(chosen.controls.find(({ name }) => name.endsWith('Readiness'))?.checked).toBe(true)
    // Tab goes past a group that is answered, and stops at the first name of one that is not.
    await tabTo(`${words.trainer} · ${words.notInPlan}`)
    await kiosk.page.keyboard.press('Space')
    await keys.press(words.arm)
    const closed = await until(kiosk, (screen) => !screen.headings.includes(words.title))
    expect(closed.title).toBe('Readiness')
    expect(closed.text).not.toContain(full?.title)
    expect(events().slice(since)).toEqual([{ type: 'staged', step, by: 'trainer', fault: 'disk-full', at: step }])
  })

  test('sees it strike and be overcome; then the people are told that it was staged, and what was right', async () => {
    const since = events().length
    const act = strings.perform.act['station/readiness'] ?? ''
    const struck = await press(act)
    expect(struck.headings).toContain(strings.refusal.heading)
    expect(struck.text).toContain('station/disk')
    const done = await press(act)
    expect(done.title).toBe(strings.step.outcomeDone('Readiness'))
    await until(kiosk, ({ text }) => text.includes(words.wasStaged(full?.title ?? '', full?.lesson ?? '')))
    // Done once: the end of the act was recorded when there was space again.
    expect(troublesIn(events(), since)).toEqual([])
    expect(
      events()
        .slice(since)
        .map(({ type }) => type),
    ).toEqual(['intent', 'outcome'])
  })
})
