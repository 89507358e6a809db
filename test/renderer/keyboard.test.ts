import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { View } from '../../core/formats/view.ts'
import { factorySoPin, scratch, secrets } from '../host/station.ts'
import { openBrowser, openWindow, settled, violationsOf } from './browser.ts'
import { FakeDesk } from './fake-desk.ts'
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

afterAll(async () => {
  await browser?.close()
  await served?.close()
  await desk.leave()
  remove()
})

const press = (key: string) => page.keyboard.press(key)
const type = (text: string) => page.keyboard.type(text)

/** What has the focus, as a person sees it: its look and its words. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement
    return `${element?.className ?? ''}|${element?.textContent ?? ''}|${element?.getAttribute('type') ?? ''}`
  })

async function tabTo(wanted: (focus: string) => boolean): Promise<void> {
  for (let count = 0; count < 30; count += 1) {
    if (wanted(await focused())) return
    await press('Tab')
  }
  throw new Error(`the keyboard did not come to it; it is at ${await focused()}`)
}

const isShown = (selector: string) => page.locator(selector).first().isVisible()

/** Type a secret, and again where it is new; the show button stands between. */
async function typeSecret(value: string, isNew: boolean): Promise<void> {
  await type(value)
  if (isNew) {
    await press('Tab')
    await press('Tab')
    await type(value)
  }
  await press('Enter')
}

/** Do the one thing that the screen asks for, by keyboard alone. */
async function doStep(view: View): Promise<void> {
  const { step } = view
  if (step === null) return press('Enter')
  switch (step.kind) {
    case 'attest':
    case 'compare':
    case 'transfer':
      expect(await focused(), step.id).toMatch(/primary/)
      return press('Enter')
    case 'choose':
      await press('Space')
      return press('Enter')
    case 'enter': {
      const by = step.by[0]?.id ?? ''
      const bag = desk.station.plan.tokens.find((token) => token.id === step.token)?.bag ?? ''
      const number = step.id.startsWith('close/') ? `N-${bag}` : bag
      await type(step.fields[0]?.form === 'initials' ? 'AB' : number)
      if (step.secrets.length === 0) return press('Enter')
      await press('Tab')
      return typeSecret(secrets.code(by), true)
    }
    case 'perform':
      return performStep(view, step)
    default:
      return step.kind satisfies never
  }
}

async function performStep(view: View, step: NonNullable<View['step']>): Promise<void> {
  const missing = step.irreversible?.missing ?? []
  // The list on the screen stands in the order of the plan.
  const confirmer = view.people.find((person) => missing.includes(person.id))?.id
  if (confirmer !== undefined) {
    if (missing.length > 1) {
      await press('Space')
      // Whoever was picked types next: the window takes the focus there, and a Tab before that would pass it by.
      await settled(page)
      await tabTo((focus) => focus.endsWith('password'))
    }
    return typeSecret(secrets.code(confirmer), false)
  }
  const secret = step.secrets.find((candidate) => !candidate.given)
  if (secret !== undefined) {
    const isNew = secret.slot === 'soPin' || secret.slot === 'newUserPin'
    const value = secret.slot === 'factorySoPin' ? factorySoPin : secrets.pin(step.token ?? '', secret.slot)
    return typeSecret(value, isNew)
  }
  if (step.irreversible !== null) {
    expect(await focused(), 'no focus on what cannot be undone').not.toMatch(/^button/)
    await tabTo((focus) => focus.startsWith('button danger'))
  } else expect(await focused(), step.id).toMatch(/primary/)
  return press('Enter')
}

it('leads through a whole rehearsal by keyboard alone, from home to a closed ceremony with its bag', async () => {
  await tabTo((focus) => focus.startsWith('choice-card|Rehearse: Root key generation'))
  await press('Enter')
  await page.waitForSelector('.ceremony')
  await settled(page)

  let view = desk.station.host.view()
  for (let turns = 0; view.bag === null && turns < 700; turns += 1) {
    const before = view
    const reads = (await isShown('.outcome')) || (await isShown('.review'))
    if (reads) await press('Enter')
    else await doStep(view)
    await settled(page)
    view = desk.station.host.view()
    expect(await page.locator('.refusal').allTextContents(), `at ${before.step?.id}`).toEqual([])
  }

  expect(view.status).toBe('closed')
  expect(existsSync(`${view.bag}/bagit.txt`)).toBe(true)
  expect(await page.locator('h1').textContent()).toMatch(/closed/)
  expect((await page.locator('.words li').allTextContents()).length).toBe(8)
  expect(await page.locator('.mode').first().textContent()).toBe('REHEARSAL')
  expect(await violationsOf(page)).toEqual([])
})
