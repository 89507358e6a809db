// Takes pictures of the window: each page as it stands on the screen, and once more in room mode.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenKiosk } from './kiosk.ts'
import { withPalette } from './png.ts'

export type Window = Pick<OpenKiosk, 'page'>

export type Camera = {
  readonly take: (window: Window, name: string) => Promise<void>
  /** Names of all pictures that were taken. Those that lay there before, and were not taken again, are removed. */
  readonly end: () => readonly string[]
}

/** A name is taken once; what stands there again later is passed over. */
export function cameraInto(directory: string): Camera {
  const taken = new Set<string>()
  const written = new Set<string>()
  mkdirSync(directory, { recursive: true })
  const shoot = async ({ page }: Window, name: string): Promise<void> => {
    // Nothing is to look as if somebody were pointing at it.
    await page.mouse.move(0, 0)
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    written.add(`${name}.png`)
    writeFileSync(join(directory, `${name}.png`), withPalette(png))
  }
  return {
    take: async (window, name) => {
      if (taken.has(name)) return
      taken.add(name)
      await shoot(window, name)
      await toggleRoom(window)
      await shoot(window, `${name}-room`)
      await toggleRoom(window)
    },
    end: () => {
      for (const name of readdirSync(directory))
        if (name.endsWith('.png') && !written.has(name)) rmSync(join(directory, name))
      return [...taken]
    },
  }
}

/** As the key R does; the field or button with the focus is in sight afterwards, as it is where the step came in room mode. */
const toggleRoom = ({ page }: Window): Promise<void> =>
  page.evaluate(async () => {
    document.documentElement.toggleAttribute('data-room')
    await new Promise((resolve) => setTimeout(resolve, 120))
    const { activeElement } = document
    const main = document.querySelector('main')
    if (activeElement?.matches('input, textarea, dialog .button, .misfit, .not-so .button') === true)
      activeElement.scrollIntoView({ block: 'nearest' })
    else main?.scrollTo(0, 0)
  })
