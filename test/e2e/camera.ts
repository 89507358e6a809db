// Takes pictures of the window: each page as it stands on the screen, and once more in room mode.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenKiosk } from './kiosk.ts'
import { withPalette } from './png.ts'

export type Window = Pick<OpenKiosk, 'page'>

export type Camera = {
  /** @param place - what is scrolled into sight for it, as a CSS selector. */
  readonly take: (window: Window, name: string, place?: string) => Promise<void>
  /** A picture that was made otherwise; once, as there is no room mode on paper. */
  readonly keep: (name: string, png: Uint8Array) => void
  /** Names of all pictures that were taken. Where all parts were, those that lay there before, and were not taken again, are removed. */
  readonly end: (taken: { readonly whole: boolean }) => readonly string[]
}

/** A name is taken once; what stands there again later is passed over. */
export function cameraInto(directory: string): Camera {
  const taken = new Set<string>()
  const written = new Set<string>()
  mkdirSync(directory, { recursive: true })
  const write = (name: string, png: Uint8Array): void => {
    written.add(`${name}.png`)
    writeFileSync(join(directory, `${name}.png`), withPalette(png))
  }
  const shoot = async ({ page }: Window, name: string, place: string | undefined): Promise<void> => {
    if (place !== undefined) await page.locator(place).scrollIntoViewIfNeeded()
    write(name, await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  }
  return {
    take: async (window, name, place) => {
      if (taken.has(name)) return
      taken.add(name)
      // Nothing is to look as if somebody were pointing at it.
      await inTime(`the mouse at ${name}`, window.page.mouse.move(0, 0))
      await shoot(window, name, place)
      await inTime(`room mode at ${name}`, toggleRoom(window))
      await shoot(window, `${name}-room`, place)
      await inTime(`room mode at ${name}`, toggleRoom(window))
    },
    keep: (name, png) => {
      taken.add(name)
      write(name, png)
    },
    end: ({ whole }) => {
      for (const name of whole ? readdirSync(directory) : [])
        if (name.endsWith('.png') && !written.has(name)) rmSync(join(directory, name))
      return [...taken]
    },
  }
}

/** What Playwright itself would wait for without an end. */
async function inTime(what: string, act: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} did not answer`)), 30_000)
  try {
    await Promise.race([act, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** As the key R does; the field or button with the focus is in sight afterwards, as it is where the step came in room mode. */
async function toggleRoom({ page }: Window): Promise<void> {
  await page.evaluate(() => document.documentElement.toggleAttribute('data-room'))
  // Counted here: a timer of the page may wait for ever where nothing moves on it.
  await new Promise((resolve) => setTimeout(resolve, 120))
  await page.evaluate(() => {
    const { activeElement } = document
    const main = document.querySelector('main')
    if (activeElement?.matches('input, textarea, dialog .button, .misfit, .not-so .button') === true)
      activeElement.scrollIntoView({ block: 'nearest' })
    else main?.scrollTo(0, 0)
  })
}
