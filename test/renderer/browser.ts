// A headless Chromium over the served window, at the size of the projector.

import { type Browser, chromium, type Page } from 'playwright-core'

export const projector = { width: 1280, height: 800 } as const

/** As root Chromium has no sandbox; the shells never run it so. */
export function openBrowser(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath: '/usr/lib/chromium/chromium', args: asRoot ? ['--no-sandbox'] : [] })
}

/** Open the window and wait until something stands there. */
export async function openWindow(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: projector, reducedMotion: 'reduce' })
  await page.goto(url)
  await page.waitForSelector('h1')
  return page
}
