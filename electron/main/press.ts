// Paper in Electron: one sheet, in a window that nobody sees, behind the same guards, which are tried in it too.

import type { BrowserWindow } from 'electron'
import { CeremonyError } from '../../core/errors.ts'
import { checkPdf, printing, waitForReady } from '../shell/paper.ts'
import { paperUrl } from '../shell/policy.ts'
import type { Press } from '../shell/station.ts'
import { serveCalls } from './contents.ts'
import { tryGuards } from './window.ts'

/**
 * Print each sheet in a window of its own, which is gone afterwards. It is answered nothing before every guard was tried
 * in it; what it may ask for is the caller's to say.
 * @param make - a window that is not shown.
 * @throws CeremonyError `window/guard`, `window/print`
 */
export const pressWith =
  (make: () => BrowserWindow): Press =>
  async (sheet, paper) => {
    const window = make()
    const tried = Promise.withResolvers<void>()
    try {
      serveCalls(window.webContents, async (name, args) => {
        await tried.promise
        return paper(name, args)
      })
      await window.loadURL(paperUrl(sheet))
      await tryGuards(window)
      tried.resolve()
      const ready: unknown = await window.webContents.executeJavaScript(waitForReady)
      if (ready !== 'yes') throw new CeremonyError('window/print', { sheet, reason: 'its page did not become ready' })
      return checkPdf(sheet, await window.webContents.printToPDF({ ...printing }))
    } finally {
      window.destroy()
    }
  }
