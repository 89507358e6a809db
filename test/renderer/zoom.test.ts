// At 200 % zoom (WCAG 1.4.4, 1.4.10): a projector of 1280 by 800 then has 640 by 400 pixels of style.

import { expect, it } from 'vitest'
import { moveOn, playTo } from '../host/station.ts'
import { exampleYaml } from '../plan/example.ts'
import { reload, settled, showLongestWords, sidewaysFaults } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const zoomed = { width: 640, height: 400 } as const

it('home and the page of a plan: nothing is cut off or out of reach sideways', async () => {
  await hands.page.setViewportSize(zoomed)
  await settled(hands.page)
  expect(await sidewaysFaults(hands.page)).toEqual([])
  await hands.page.locator('.choice-card', { has: hands.page.getByText('Open a plan', { exact: true }) }).click()
  await settled(hands.page)
  await hands.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(exampleYaml) })
  await hands.page.locator('.plan-found').waitFor()
  expect(await sidewaysFaults(hands.page)).toEqual([])
})

it.each(['tokens/initialise/root-a', 'retrieve/head'])('the step %s: the same', async (step) => {
  await hands.at(step)
  await hands.page.setViewportSize(zoomed)
  await settled(hands.page)
  // What stands there is the step itself, not what came before it.
  expect(await hands.page.locator('.outcome').count()).toBe(0)
  const wanted = step === 'retrieve/head' ? '.words li' : 'main input[type=password]'
  expect(await hands.page.locator(wanted).count()).toBeGreaterThan(0)
  await showLongestWords(hands.page)
  expect(await sidewaysFaults(hands.page)).toEqual([])
})

it('an outcome: the same', async () => {
  const { desk, page } = hands
  desk.begin()
  await playTo(desk.station, 'tokens/initialise/root-a')
  // Codes first, then the act itself.
  for (let moves = 0; hands.step() === 'tokens/initialise/root-a' && moves < 20; moves++)
    await moveOn(desk.station, desk.station.player.next(desk.station.host.view()))
  await reload(page)
  await page.setViewportSize(zoomed)
  await settled(page)
  expect(await page.locator('.outcome').count()).toBe(1)
  expect(await sidewaysFaults(page)).toEqual([])
})

it('the panel of a deviation: the same', async () => {
  await hands.at('tokens/initialise/root-a')
  await hands.page.setViewportSize(zoomed)
  await hands.button(/Deviation/).click()
  await hands.page.locator('dialog[open]').waitFor()
  expect(await sidewaysFaults(hands.page)).toEqual([])
})
