// Takes pictures of the window: each page as it stands on the screen, and once more in room mode.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenKiosk } from './kiosk.ts'
import { withPalette } from './png.ts'

export type Camera = { readonly take: (kiosk: OpenKiosk, name: string) => Promise<void> }

/** A name is taken once; what stands there again later is passed over. */
export function cameraInto(directory: string): Camera {
  const taken = new Set<string>()
  mkdirSync(directory, { recursive: true })
  const shoot = async ({ page }: OpenKiosk, name: string): Promise<void> => {
    // Nothing is to look as if somebody were pointing at it.
    await page.mouse.move(0, 0)
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    writeFileSync(join(directory, `${name}.png`), withPalette(png))
  }
  return {
    take: async (kiosk, name) => {
      if (taken.has(name)) return
      taken.add(name)
      await shoot(kiosk, name)
      const toggle = () =>
        kiosk.cdp.send('Runtime.evaluate', { expression: "document.documentElement.toggleAttribute('data-room')" })
      await toggle()
      await shoot(kiosk, `${name}-room`)
      await toggle()
    },
  }
}
