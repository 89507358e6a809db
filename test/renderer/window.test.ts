// Long: one window and one set of hands for all of it.
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { evenWords, oddWords } from '../../core/transcript/pgp-words.ts'
import { pinOf, playTo, prepareStep, scratch, transcriptOf } from '../host/station.ts'
import { exampleYaml } from '../plan/example.ts'
import {
  axeFaults,
  openBrowser,
  openWindow,
  projector,
  reload,
  sentAreWiped,
  settled,
  violationsOf,
} from './browser.ts'
import { FakeDesk } from './fake-desk.ts'
import { findInPage } from './secret-search.ts'
import { type Served, serveWindow } from './serve.ts'

const { directory, remove } = scratch()
const desk = new FakeDesk(directory)
let served: Served
let browser: Browser
let page: Page

beforeAll(async () => {
  served = await serveWindow(desk)
  browser = await openBrowser()
  page = await openWindow(browser, served.url)
})

beforeEach(() => reload(page))

afterEach(async () => {
  expect(await violationsOf(page)).toEqual([])
  served.delayMs = 0
  await page.setViewportSize(projector)
  await desk.leave()
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  remove()
})

const press = async (key: string) => {
  await page.keyboard.press(key)
  await settled(page)
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const scrolled = () => page.evaluate(() => document.querySelector('main')?.scrollTop ?? -1)
const step = () => desk.station.host.view().step?.id

/** A new ceremony, led by the host to a step, with the window in front of it and every outcome read. */
async function at(id: string): Promise<void> {
  desk.begin()
  await playTo(desk.station, id)
  await reload(page)
  await readOn('.outcome')
}

async function readOn(shown: string): Promise<void> {
  for (let turns = 0; turns < 12 && (await page.locator(shown).count()) > 0; turns += 1) await press('Enter')
}

describe('what a tired hand does', () => {
  it('a held Enter confirms one statement, not the next ones', async () => {
    await at('retrieve/recording')
    await page.keyboard.down('Enter')
    for (let repeats = 0; repeats < 5; repeats += 1) {
      await settled(page)
      await page.keyboard.down('Enter')
    }
    await page.keyboard.up('Enter')
    await settled(page)
    expect(step()).toBe('retrieve/identity/amina')
  })

  it('a double click confirms one statement, not the next one at the same place', async () => {
    await at('retrieve/recording')
    const box = await button(/confirms/).boundingBox()
    if (box === null) throw new Error('no button')
    const [x, y] = [box.x + box.width - 30, box.y + box.height / 2]
    await page.mouse.click(x, y)
    await settled(page)
    await page.mouse.down({ clickCount: 2 })
    await page.mouse.up({ clickCount: 2 })
    await settled(page)
    expect(step()).toBe('retrieve/identity/amina')
  })

  it('the button of an irreversible act never has the focus by itself, and Enter does nothing', async () => {
    desk.begin()
    await prepareStep(desk.station, 'keys/generate/root-a')
    await reload(page)
    expect(await page.locator('.button.danger:focus').count()).toBe(0)
    expect(await page.locator('.gone:focus').count()).toBe(1)
    await press('Enter')
    expect(step()).toBe('keys/generate/root-a')
    expect(
      transcriptOf(directory, ceremonyId()).filter(({ event }) => event.type === 'intent' && event.step === step()),
    ).toEqual([])
  })

  it('after "it is not so" was recorded, the next Enter does not confirm what was just denied', async () => {
    await at('retrieve/recording')
    await button('It is not so').click()
    await button('Record that it is not so').click()
    await settled(page)
    expect(await page.locator('.misfit:focus').count()).toBe(1)
    await press('Enter')
    expect(step()).toBe('retrieve/recording')
  })

  it('a summary that is longer than the screen is scrolled to its end before one can go on', async () => {
    await at('root/review/acme.update')
    expect(await button('Read on ↓').count()).toBe(1)
    expect(await scrolled()).toBe(0)
    await press('Enter')
    expect(await page.locator('.review').count()).toBe(1)
    expect(await scrolled()).toBeGreaterThan(100)
    expect(await page.locator('.words').count()).toBe(0)
    await readOn('.review')
    expect(await page.locator('.words li').count()).toBe(8)
    expect(step()).toBe('root/review/acme.update')
  })
})

const ceremonyId = () => desk.station.files.recorder.state.opened?.ceremony ?? ''

describe('a refusal', () => {
  it('says what happened, what is safe and what to do next, and has the focus', async () => {
    await at('keys/generate/root-a')
    await page.locator('main input[type=password]').fill('not the code')
    await press('Enter')
    const notice = page.locator('.refusal:focus')
    expect(await notice.locator('dd').count()).toBe(3)
    expect(await notice.textContent()).toContain('ceremony/wrong-code')
    expect(await page.locator('[role=alert] .refusal').count()).toBe(1)
    expect(await axeFaults(page)).toEqual([])
    await press('Enter')
    expect(await page.locator('main input[type=password]:focus').count()).toBe(1)
  })

  it('of a panel stands in the panel, and what was typed stays', async () => {
    await at('retrieve/recording')
    await press('b')
    await page.locator('dialog[open] label').filter({ hasText: 'Greta Lind' }).click()
    await page.locator('dialog[open] input[name=reason]').fill('Lunch')
    await page.locator('dialog[open] button[type=submit]').click()
    await settled(page)
    expect(await page.locator('dialog[open] .refusal:focus').textContent()).toContain('Who holds what')
    await press('Escape')
    await press('b')
    expect(await page.locator('dialog[open] input[name=reason]').inputValue()).toBe('Lunch')
    expect(await page.locator('dialog[open] .refusal').count()).toBe(0)
  })

  it('lets a spent try be allowed only after the host has asked for it', async () => {
    await at('keys/generate/root-b')
    const token = desk.table.tokens.get('root-b')
    if (token === undefined) throw new Error('no token')
    token.pins.user.wrong = 1
    expect(await page.locator('.spend').count()).toBe(0)
    await prepareStep(desk.station, 'keys/generate/root-b')
    await reload(page)
    await button('Make the key').click()
    await settled(page)
    expect(await page.locator('.refusal').textContent()).toContain('ceremony/pin-state')
    await page.locator('.spend input').check()
    await page.locator('main input[type=password]').fill(pinOf('root-b'))
    await press('Enter')
    await button('Make the key').click()
    await settled(page)
    expect(step()).toBe('keys/prove/root-b')
  })
})

describe('keys', () => {
  it('D, B, S, P and F1 open their panels; Escape closes them and records nothing', async () => {
    await at('retrieve/recording')
    const before = transcriptOf(directory, ceremonyId()).length
    for (const [key, title] of [
      ['d', 'Record a deviation'],
      ['b', 'Call a break'],
      ['s', 'Stop the ceremony'],
      ['p', 'Paper'],
      ['F1', 'Help'],
    ] as const) {
      await press(key)
      expect(await page.locator('dialog[open] h2').first().textContent()).toBe(title)
      await press('Escape')
      expect(await page.locator('dialog[open]').count()).toBe(0)
    }
    expect(transcriptOf(directory, ceremonyId()).length).toBe(before)
  })

  it('letters that are typed into a field open nothing, and can be switched off', async () => {
    await at('retrieve/bag/root-a')
    await page.keyboard.type('dbs')
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(await page.locator('main input[type=text]').inputValue()).toBe('dbs')
    await press('F1')
    await page.getByLabel(/Letter keys/).uncheck()
    await press('Escape')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await press('d')
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  it('a step is passed over a deviation that is asked for on the way', async () => {
    await at('retrieve/bag/root-a')
    await page.keyboard.type('WRONG1')
    await press('Enter')
    await button('Go on as it is, with a deviation').click()
    await page.locator('dialog[open] label').filter({ hasText: 'Emi Tanaka' }).click()
    await page.locator('dialog[open] textarea').fill('The bag has another number.')
    await button('Record it and go on').click()
    await settled(page)
    expect(step()).toBe('retrieve/seal/root-a')
    expect(desk.station.host.view().deviations.length).toBe(1)
  })
})

describe('secrets', () => {
  it('a PIN is nowhere in the page once it is sent: not in the document, a field, or what React holds', async () => {
    await at('keys/generate/root-a')
    const pin = 'a PIN of nobody 4711'
    const code = 'code of bruno'
    await page.locator('main input[type=password]').fill('no code of mine')
    await press('Enter')
    expect(await page.locator('.refusal').count()).toBe(1)
    expect(await findInPage(page, 'no code of mine')).toEqual([])
    await page.locator('main input[type=password]').fill(code)
    expect(await findInPage(page, code)).not.toEqual([])
    await press('Enter')
    expect(await findInPage(page, code)).toEqual([])
    await page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await page.locator('main input[type=password]').fill('code of emi')
    await press('Enter')
    await page.locator('main input[type=password]').fill(pin)
    await press('Enter')
    expect(desk.asked.at(-1)).toBe('ceremony.secret')
    expect(await findInPage(page, pin)).toEqual([])
    expect(await sentAreWiped(page)).toBe(true)
  })

  it('a PIN that was refused is gone too, and one that is chosen must be typed twice alike', async () => {
    await at('open/roll-call/amina')
    const calls = desk.asked.length
    await page.locator('main input[type=text]').fill('AD')
    const [first, second] = [
      page.locator('main input[type=password]').first(),
      page.locator('main input[type=password]').last(),
    ]
    await first.fill('one code of mine')
    await second.fill('other code of mine')
    await press('Enter')
    expect(desk.asked.slice(calls)).toEqual([])
    expect(await page.locator('.problem').first().textContent()).toMatch(/not the same/)
    expect(await findInPage(page, 'code of mine')).toEqual([])
    await first.fill('abc')
    await second.fill('abc')
    await press('Enter')
    expect(await page.locator('.refusal').textContent()).toContain('ceremony/weak-code')
    expect(await findInPage(page, '"abc"')).toEqual([])
  })

  it('a secret is masked, shown only while the button is held, and cannot be copied out', async () => {
    await at('keys/generate/root-a')
    const field = page.locator('main .masked input')
    await field.fill('4711')
    expect(await field.getAttribute('type')).toBe('password')
    await button('Hold to show').dispatchEvent('pointerdown')
    expect(await field.getAttribute('type')).toBe('text')
    await button('Hold to show').dispatchEvent('pointerup')
    expect(await field.getAttribute('type')).toBe('password')
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  })
})

describe('what the room sees', () => {
  it('words are at least 32 px high, and the longest ones fit beside the columns at 1280 pixels', async () => {
    await at('retrieve/head')
    const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).slice(0, 8)
    const [even, odd] = [longest(evenWords), longest(oddWords)]
    const measured = await page.evaluate(
      ([evens, odds]) => {
        const lines = [...document.querySelectorAll('.words li')]
        for (const [row, line] of lines.entries())
          for (const [column, word] of [...line.querySelectorAll('span')].entries())
            word.textContent = (column % 2 === 0 ? evens : odds)[(row + (column > 1 ? 4 : 0)) % 8] ?? ''
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
      },
      [even, odd] as const,
    )
    expect(measured.size).toBeGreaterThanOrEqual(32)
    expect(measured.right).toBeLessThanOrEqual(measured.edge)
  })

  it('in room mode text is twice as large, all words stay in sight sideways, and the one button too', async () => {
    await at('retrieve/head')
    const sizes = () =>
      page.evaluate(() =>
        Number.parseFloat(getComputedStyle(document.querySelector('.count') ?? document.body).fontSize),
      )
    const before = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))
    await press('r')
    expect(
      await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)),
    ).toBeGreaterThanOrEqual(before * 1.75)
    expect(await sizes()).toBeGreaterThan(18)
    const overflow = await page.evaluate(
      () => (document.querySelector('main')?.scrollWidth ?? 0) - (document.querySelector('main')?.clientWidth ?? 0),
    )
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await button('All words agree').isVisible()).toBe(true)
    expect(await axeFaults(page)).toEqual([])
  })

  it('at 200 % zoom nothing is cut off sideways', async () => {
    await at('tokens/initialise/root-a')
    await page.setViewportSize({ width: 640, height: 400 })
    await settled(page)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  })

  it('while the station is at work it says so, and nothing else can be pressed', async () => {
    await at('open/readiness')
    served.delayMs = 1200
    await page.keyboard.press('Enter')
    await page.locator('.working').waitFor()
    expect(await page.locator('.working').textContent()).toContain('power fails')
    expect(await page.locator('main .button[aria-disabled=false]').count()).toBe(0)
    await page.keyboard.press('d')
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await settled(page)
  })
})

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
    const faults: Record<string, readonly string[]> = { home: await axeFaults(page) }
    for (const place of ['Open a plan', 'Verify', 'Inspect', 'Tokens']) {
      await page.locator('.choice-card', { has: page.getByText(place, { exact: true }) }).click()
      await settled(page)
      if (place === 'Open a plan') {
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(exampleYaml) })
        await page.locator('.plan-found').waitFor()
        expect(await page.locator('.words').count()).toBe(2)
      }
      faults[place] = await axeFaults(page)
      await button('Back to home').click()
      await settled(page)
    }
    expect(faults).toEqual({ home: [], 'Open a plan': [], Verify: [], Inspect: [], Tokens: [] })
  })

  it('every kind of step, and what the station did', async () => {
    const faults: Record<string, readonly string[]> = {}
    desk.begin()
    for (const id of kinds) {
      await playTo(desk.station, id)
      await reload(page)
      if ((await page.locator('.outcome').count()) > 0) faults[`before ${id}`] = await axeFaults(page)
      await readOn('.outcome')
      faults[id] = await axeFaults(page)
    }
    expect(Object.values(faults).flat()).toEqual([])
    expect(Object.keys(faults).length).toBeGreaterThan(kinds.length)
  })

  it('every panel, also in dark colours', async () => {
    await at('retrieve/recording')
    await press('F1')
    await page.getByLabel('Dark colours').check()
    expect(await axeFaults(page)).toEqual([])
    await press('Escape')
    expect(await axeFaults(page)).toEqual([])
    for (const key of ['d', 'b', 's', 'p']) {
      await press(key)
      expect(await axeFaults(page), key).toEqual([])
      await press('Escape')
    }
  })
})

describe('interruptions', () => {
  it('a break puts all 32 words on the screen to be written, and takes them back only from paper', async () => {
    await at('retrieve/recording')
    await press('b')
    await page.locator('dialog[open] label').filter({ hasText: 'Greta Lind' }).click()
    await page.locator('dialog[open] input[name=reason]').fill('Lunch')
    await page.locator('dialog[open] textarea').fill('Greta holds the keys.')
    await page.locator('dialog[open] button[type=submit]').click()
    await settled(page)
    const words = await page.locator('.words li').allTextContents()
    expect(words.length).toBe(8)
    expect(await axeFaults(page)).toEqual([])
    await press('Enter')
    expect(await page.locator('.words').count()).toBe(0)
    expect(await axeFaults(page)).toEqual([])
    await page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await page.locator('main textarea').fill('aardvark adroitness')
    await button('Compare and go on').click()
    await settled(page)
    expect(await page.locator('.refusal').textContent()).toContain('words/count')
    await page.locator('main textarea').fill(words.join('\n'))
    await button('Compare and go on').click()
    await settled(page)
    expect(desk.station.host.view().status).toBe('running')
  })

  it('an interrupted act is looked into, and only the decision that the finding bears out is offered', async () => {
    desk.begin()
    await prepareStep(desk.station, 'keys/generate/root-a')
    const die = () => {
      throw new Error('the power fails')
    }
    desk.table.afterCall = (call) => (call.method === 'generateKeyPair' ? die() : undefined)
    await desk.station.host.perform({ step: 'keys/generate/root-a', by: 'bruno' }).catch(() => undefined)
    delete desk.table.afterCall
    await desk.crash()
    const paper = desk.station.files.recorder.state.paperHead ?? ''
    await desk.station.host.resume({ by: 'emi', head: paper })
    await reload(page)
    expect(await axeFaults(page)).toEqual([])
    await page.locator('main input[type=password]').fill(pinOf('root-a'))
    await press('Enter')
    await button('Look how it stands').click()
    await settled(page)
    expect(await axeFaults(page)).toEqual([])
    expect(await button(/^It was/).count()).toBe(1)
  })

  it('a clock that is behind stands in the place of the step', async () => {
    await at('retrieve/recording')
    desk.clock.set('2026-11-20T09:00:00.000Z')
    await reload(page)
    expect(await page.locator('h1').textContent()).toMatch(/clock/i)
    expect(await axeFaults(page)).toEqual([])
    await page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await page.locator('main input[type=text]').fill('It says the same day.')
    await button(/confirm its time/).click()
    await settled(page)
    expect(await page.locator('h1').textContent()).toBe('Recording')
    desk.clock.set('2026-11-24T10:00:00.000Z')
  })

  it('a stopped ceremony shows its head to be written, and leads home', async () => {
    await at('retrieve/recording')
    await press('s')
    await page.locator('dialog[open] label').filter({ hasText: 'Amina Diallo' }).click()
    await page.locator('dialog[open] input[name=reason]').fill('Fire alarm')
    await page.locator('dialog[open] label').filter({ hasText: 'It may be resumed' }).click()
    await button('Stop it now').click()
    await settled(page)
    expect(await page.locator('.words li').count()).toBe(8)
    expect(await axeFaults(page)).toEqual([])
    await button('Back to home').click()
    await settled(page)
    expect(await page.locator('.ceremonies').textContent()).toContain('stopped, to be resumed')
    expect(await axeFaults(page)).toEqual([])
  })
})

describe('verify', () => {
  it('puts the verdict first, for a good root file and for one that was changed', async () => {
    const folder = new URL('../vectors/tuf-attacks/', import.meta.url)
    await page.locator('.choice-card', { has: page.getByText('Verify', { exact: true }) }).click()
    const drop = async (name: string) => {
      const buffer = readFileSync(new URL(`${name}/1.root.json`, folder))
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: '1.root.json', mimeType: 'application/json', buffer })
      await button('Verify').click()
      await settled(page)
      return page.locator('.verdict:focus h2').textContent()
    }
    expect(await drop('ok-ed25519')).toMatch(/CONSISTENT, not authenticated/)
    expect(await axeFaults(page)).toEqual([])
    expect(await drop('sig-trailing-junk')).toMatch(/REFUSED/)
    expect(await axeFaults(page)).toEqual([])
  })
})
