// Files and folders that people bring to the window: chosen in its dialog, or dropped on it.

import { chmodSync, cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenKiosk } from './kiosk.ts'

/** Copy for the window's user, who reads nothing of the station's. */
export function carry(from: string, to: string): string {
  cpSync(from, to, { recursive: true })
  chmodSync(to, 0o755)
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  return to
}

/** Press the button, and choose in the dialog that the browser opens. */
export async function chooseFiles({ page }: OpenKiosk, button: string, path: string): Promise<void> {
  const dialog = page.waitForEvent('filechooser')
  await page.getByText(button, { exact: true }).click()
  await (await dialog).setFiles(path)
}

/** Drag files or folders over the group of this name and let them go there, as the browser gets it from the desktop. */
export async function dropFiles({ cdp }: OpenKiosk, group: string, files: readonly string[]): Promise<void> {
  // Asked directly: Playwright's own way waited for ever now and then, once a file dialog had been answered.
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `(() => {
      const place = [...document.querySelectorAll('fieldset')].find(
        (each) => each.querySelector('legend')?.textContent === ${JSON.stringify(group)})
      place.scrollIntoView({ block: 'center' })
      const { x, y, width, height } = place.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    })()`,
    returnByValue: true,
  })
  const at = result.value as { readonly x: number; readonly y: number } // what the expression gives
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data })
}
