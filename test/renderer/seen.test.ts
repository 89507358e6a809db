import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { moveOn, playTo } from '../host/station.ts'
import { exampleYaml } from '../plan/example.ts'
import { axeFaults, holdCalls, reload, settled, showLongestWords } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, press, button, at, readOn } = hands

describe('what the room sees', () => {
  it('words are at least 32 px high, and the longest ones fit beside the columns at 1280 pixels', async () => {
    await at('retrieve/head')
    await showLongestWords(hands.page)
    const measured = await hands.page.evaluate(() => {
      const lines = [...document.querySelectorAll('.words li')]
      const list = document.querySelector('.words')
      const main = document.querySelector('main')
      return {
        size: Number.parseFloat(getComputedStyle(list ?? document.body).fontSize),
        right: Math.max(
          ...lines.flatMap((line) =>
            [...line.querySelectorAll('span')].map((word) => word.getBoundingClientRect().right),
          ),
        ),
        edge: main?.getBoundingClientRect().right ?? 0,
      }
    })
    expect(measured.size).toBeGreaterThanOrEqual(32)
    expect(measured.right).toBeLessThanOrEqual(measured.edge)
  })

  it('in room mode text is twice as large, all words stay in sight sideways, and the one button too', async () => {
    await at('retrieve/head')
    const sizes = () =>
      hands.page.evaluate(() =>
        Number.parseFloat(getComputedStyle(document.querySelector('.count') ?? document.body).fontSize),
      )
    const before = await hands.page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    )
    await press('r')
    expect(
      await hands.page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)),
    ).toBeGreaterThanOrEqual(before * 1.75)
    expect(await sizes()).toBeGreaterThan(18)
    const overflow = await hands.page.evaluate(
      () => (document.querySelector('main')?.scrollWidth ?? 0) - (document.querySelector('main')?.clientWidth ?? 0),
    )
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await button('All words agree').isVisible()).toBe(true)
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('the page itself never scrolls beside the step, however long the columns are', async () => {
    for (const id of ['retrieve/head', 'close/stick']) {
      await at(id)
      const beyond = await hands.page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
      expect(beyond, id).toBe(0)
    }
  })

  it('in room mode all 32 words stand above the button, and what lies below is said', async () => {
    await at('retrieve/head')
    await press('r')
    const last = await hands.page.locator('.words li').last().boundingBox()
    const bar = await hands.page.locator('.step > .actions').boundingBox()
    expect((last?.y ?? 0) + (last?.height ?? 9999)).toBeLessThanOrEqual(bar?.y ?? 0)
    expect(await hands.page.locator('.more-below').count()).toBe(1)
    await hands.page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
    await hands.page.locator('.more-below').waitFor({ state: 'detached' })
  })

  it.each([
    'open/script-digest',
    'keys/digest/targets-a',
    'keys/brought-digest/online-a',
    'root/review/acme.update',
    'export/manifest',
    'close/head',
  ])('so they do at %s', async (id) => {
    await at(id)
    await readOn('.review')
    await press('r')
    const last = await hands.page.locator('.words li').last().boundingBox()
    const bar = await hands.page.locator('.step > .actions').boundingBox()
    expect((last?.y ?? 0) + (last?.height ?? 9999)).toBeLessThanOrEqual(bar?.y ?? 0)
  })

  it('who signs sees the first four words of what was reviewed, and before that all of them', async () => {
    desk.begin()
    const reviewed = (await playTo(desk.station, 'root/review/acme.update')).step?.compared?.words ?? []
    const said = reviewed.map((line) => line.replace(/^\s*\d+\s+/, '').replace(/\s+/g, ' '))
    const shown = async () =>
      (await hands.page.locator('.words li').allTextContents()).map((line) => line.trim().replace(/\s+/g, ' '))
    await playTo(desk.station, 'root/sign/acme.update.root-a')
    await reload(hands.page)
    expect(await shown()).toEqual(said)
    await readOn('.review')
    expect(await shown()).toEqual(said.slice(0, 1))
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('while the station is at work it says so, and no button, no field and no key of the bar does anything else', async () => {
    await at('open/readiness')
    const release = await holdCalls(hands.page)
    await hands.page.keyboard.press('Enter')
    await hands.page.locator('.working').waitFor()
    expect(await hands.page.locator('.working').textContent()).toContain('power fails')
    expect(await openControls(hands.page)).toEqual([])
    for (const key of ['d', 'b', 's', 'p', 't', 'F1']) {
      await hands.page.keyboard.press(key)
      expect(await hands.page.locator('dialog[open]').count(), key).toBe(0)
    }
    expect(await hands.page.locator('.working').count()).toBe(1)
    await release()
    // The same question finds what can be pressed when the station is not at work.
    expect(await openControls(hands.page)).not.toEqual([])
  })
})

/** What could be pressed or filled in within the middle, and the keys of the bar that are offered; room mode harms nothing. */
const openControls = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('main :is(button, input, select, textarea, a[href], summary), .bottom-bar button')]
      .filter((element) => element.getAttribute('aria-keyshortcuts') !== 'R')
      .filter((element) => !element.matches(':disabled, [aria-disabled=true], [inert] *'))
      .map((element) => `${element.localName}: ${element.textContent}`),
  )

/** One step of each kind and look. */
const kinds = [
  'retrieve/recording',
  'retrieve/bag/root-a',
  'retrieve/head',
  'open/roll-call/amina',
  'open/clock',
  'open/readiness',
  'open/approve',
  'tokens/initialise/root-a',
  'root/review/acme.update',
  'close/stick',
]

describe('every place and every kind of step is accessible (axe, WCAG 2.2 AA)', () => {
  it('home, plan, verify, inspect, tokens', async () => {
    const faults: Record<string, readonly string[]> = { home: await axeFaults(hands.page) }
    for (const place of ['Open a plan', 'Verify', 'Inspect', 'Tokens']) {
      await hands.page.locator('.choice-card', { has: hands.page.getByText(place, { exact: true }) }).click()
      await settled(hands.page)
      if (place === 'Open a plan') {
        await hands.page
          .locator('input[type=file]')
          .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(exampleYaml) })
        await hands.page.locator('.plan-found').waitFor()
        expect(await hands.page.locator('h2:focus').innerText()).toContain('holds')
        expect(await hands.page.locator('.words').count()).toBe(2)
      }
      faults[place] = await axeFaults(hands.page)
      await button('Back to home').click()
      await settled(hands.page)
    }
    expect(faults).toEqual({ home: [], 'Open a plan': [], Verify: [], Inspect: [], Tokens: [] })
  })

  it('every kind of step, and what the station did', async () => {
    const faults: Record<string, readonly string[]> = {}
    desk.begin()
    for (const id of kinds) {
      await playTo(desk.station, id)
      await reload(hands.page)
      if ((await hands.page.locator('.outcome').count()) > 0) faults[`before ${id}`] = await axeFaults(hands.page)
      await readOn('.outcome')
      faults[id] = await axeFaults(hands.page)
    }
    expect(Object.values(faults).flat()).toEqual([])
    expect(Object.keys(faults).length).toBeGreaterThan(kinds.length)
  })

  it('the end: all steps passed, closed, and a station that is gone', async () => {
    desk.begin()
    const { host, player } = desk.station
    await playTo(desk.station, 'close/stick')
    await moveOn(desk.station, player.next(host.view()))
    await reload(hands.page)
    expect(await hands.page.locator('h1').textContent()).toBe('All steps are passed')
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(await hands.page.locator('.words li').count()).toBe(8)
    expect(await axeFaults(hands.page)).toEqual([])
    await hands.page.route('**/bridge', (route) => route.abort())
    await button('Back to home').click()
    await hands.page.locator('.refusal').waitFor()
    await hands.page.unroute('**/bridge')
    expect(await hands.page.locator('.refusal').textContent()).toContain('window/lost')
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('every panel, also in dark colours', async () => {
    await at('retrieve/recording')
    await press('F1')
    await hands.page.getByLabel('Dark colours').check()
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Escape')
    expect(await axeFaults(hands.page)).toEqual([])
    for (const key of ['d', 'b', 's', 'p']) {
      await press(key)
      expect(await axeFaults(hands.page), key).toEqual([])
      await press('Escape')
    }
    await press('t')
    await hands.page
      .locator('dialog[open] [role=radio], dialog[open] input[type=radio]')
      .first()
      .waitFor({ state: 'attached' })
    expect(await axeFaults(hands.page), 't').toEqual([])
  })
})
