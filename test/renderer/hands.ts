// One window over a fake desk for the tests of a file: opened once, loaded anew for each test, its policy never broken.

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { playTo, scratch } from '../host/station.ts'
import { openBrowser, openWindow, projector, reload, settled, violationsOf } from './browser.ts'
import { FakeDesk } from './fake-desk.ts'
import { type Served, serveWindow } from './serve.ts'

export type Hands = {
  readonly directory: string
  readonly desk: FakeDesk
  readonly page: Page
  readonly served: Served
  /** One key, and wait until the window has done with it. */
  readonly press: (key: string) => Promise<void>
  readonly button: (name: string | RegExp) => Locator
  /** Id of the step that stands, as the host says. */
  readonly step: () => string | undefined
  readonly ceremonyId: () => string
  /** A new ceremony, led by the host to a step, with the window in front of it and every outcome read. */
  readonly at: (step: string) => Promise<void>
  /** Press Enter until what is shown has been read to its end. */
  readonly readOn: (shown: string) => Promise<void>
}

/** Registers the hooks of a test file. The page and the server are there once its tests run. */
export function handsOn(): Hands {
  const { directory, remove } = scratch()
  const desk = new FakeDesk(directory)
  let opened: { readonly served: Served; readonly browser: Browser; readonly page: Page } | undefined
  const here = () => {
    if (opened === undefined) throw new Error('the window is not open yet')
    return opened
  }

  beforeAll(async () => {
    const served = await serveWindow(desk)
    const browser = await openBrowser()
    opened = { served, browser, page: await openWindow(browser, served.url) }
  })
  beforeEach(() => reload(here().page))
  afterEach(async () => {
    const { page, served } = here()
    expect(await violationsOf(page)).toEqual([])
    served.delayMs = 0
    await page.setViewportSize(projector)
    await desk.leave()
  })
  afterAll(async () => {
    await opened?.browser.close()
    await opened?.served.close()
    remove()
  })

  const press = async (key: string) => {
    await here().page.keyboard.press(key)
    await settled(here().page)
  }
  const readOn = async (shown: string) => {
    for (let turns = 0; turns < 12 && (await here().page.locator(shown).count()) > 0; turns += 1) await press('Enter')
  }
  return {
    directory,
    desk,
    press,
    readOn,
    get page() {
      return here().page
    },
    get served() {
      return here().served
    },
    button: (name) => here().page.getByRole('button', { name }),
    step: () => desk.station.host.view().step?.id,
    ceremonyId: () => desk.station.files.recorder.state.opened?.ceremony ?? '',
    at: async (step) => {
      desk.begin()
      await playTo(desk.station, step)
      await reload(here().page)
      await readOn('.outcome')
    },
  }
}
