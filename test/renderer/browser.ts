// A headless Chromium over the served window, at the size of the projector; and what the tests ask of its pages.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page, type Route } from 'playwright-core'
import { evenWords, oddWords } from '../../core/transcript/pgp-words.ts'

export const projector = { width: 1280, height: 800 } as const

/** As root Chromium has no sandbox; the shells never run it so. */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: '/usr/lib/chromium/chromium', args: [...more, ...asRoot] })
}

/** Open the window and wait until something stands there. An error in the page fails the test that waits next. */
export async function openWindow(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: projector, reducedMotion: 'reduce' })
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => {
    throw error
  })
  await page.goto(url)
  await settled(page)
  return page
}

/** Everything that was asked is answered, and what it changed is drawn and has the focus. */
export async function settled(page: Page): Promise<void> {
  const isQuiet = () => {
    const { observed } = window as unknown as { observed: { pending: number } } // put there by fake-shell.js
    return (
      observed.pending === 0 && document.querySelector('h1') !== null && !document.querySelector('[aria-busy=true]')
    )
  }
  do {
    await page.waitForFunction(isQuiet)
    // What React drew gives the focus in a task of its own; the page is idle only after it, however slow the machine.
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => setTimeout(() => requestIdleCallback(resolve, { timeout: 1000 }), 0)),
        ),
    )
    // What was answered may have asked the next thing meanwhile: at a start one call follows another.
  } while (!(await page.evaluate(isQuiet)))
}

/** Load it anew, as after the host did something by itself. */
export async function reload(page: Page): Promise<void> {
  await page.reload()
  await settled(page)
}

/** What the policy had to block: nothing, if the window keeps to it. */
export const violationsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (window as unknown as { observed: { violations: string[] } }).observed.violations) // as above

/** Whether the window has overwritten every secret that it sent. */
export const sentAreWiped = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { secrets } = (window as unknown as { observed: { secrets: Uint8Array[] } }).observed // as above
    return secrets.length > 0 && secrets.every((bytes) => bytes.every((byte) => byte === 0))
  })

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type AxeResult = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

/** @returns one line for each place where axe finds a fault (WCAG 2.2 A and AA, and its best practices). */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  const has = await page.evaluate(() => 'axe' in window)
  if (!has) await page.evaluate(axeSource)
  const result = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(where: Document, options: object): Promise<AxeResult> } } // loaded above
    return axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
  })
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

/** @returns one line for each part that scrolls sideways, and each control that is out of sight sideways. */
export const sidewaysFaults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const parts = [document.documentElement, ...document.querySelectorAll('main, dialog[open]')]
    const wide = parts
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.localName} is ${part.scrollWidth - part.clientWidth} px too wide`)
    const all = document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], summary, [tabindex]')
    const out = [...all]
      .filter((control) => control.checkVisibility({ visibilityProperty: true }))
      .map((control) => ({ control, box: control.getBoundingClientRect() }))
      .filter(({ box }) => box.left < 0 || box.right > document.documentElement.clientWidth + 0.5)
      .map(({ control, box }) => `${control.localName} "${control.textContent}" from ${box.left} to ${box.right}`)
    return [...wide, ...out]
  })

/** Put the longest words there are in the place of those of a digest. */
export async function showLongestWords(page: Page): Promise<void> {
  const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).slice(0, 8)
  await page.evaluate(
    ([evens, odds]) => {
      for (const [row, line] of [...document.querySelectorAll('.words li')].entries())
        for (const [column, word] of [...line.querySelectorAll('span')].entries())
          word.textContent = (column % 2 === 0 ? evens : odds)[(row + (column > 1 ? 4 : 0)) % 8] ?? ''
    },
    [longest(evenWords), longest(oddWords)] as const,
  )
}

/** From now on the host answers no call of the window. @returns what lets the held ones, and all later ones, through. */
export async function holdCalls(page: Page): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const hold = async (route: Route): Promise<void> => {
    await promise
    await route.continue()
  }
  await page.route('**/bridge', hold)
  return async () => {
    resolve()
    await settled(page)
    await page.unroute('**/bridge', hold)
  }
}
