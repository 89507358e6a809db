// Electron's windows: the one that people see, and the one that prints. Both sandboxed, isolated, without Node.

import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron'
import { CeremonyError } from '../../core/errors.ts'
import { allCalls } from '../kiosk/bridge.ts'
import { callsArgument } from '../preload/channel.ts'
import { trials } from '../shell/trials.ts'

/** @param preload - the bundle of preload.ts. */
export function windowOptions(session: Session, preload: string, show: boolean): BrowserWindowConstructorOptions {
  return {
    show,
    width: 1280,
    height: 800,
    title: 'Anchorite',
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
      spellcheck: false,
      enableWebSQL: false,
      safeDialogs: true,
      disableDialogs: true,
      // The names of the calls: the preload offers these and no others.
      additionalArguments: [`${callsArgument}${allCalls.join(',')}`],
    },
  }
}

/** @throws CeremonyError `window/guard` naming the first rule that does not hold in the page. */
export async function tryGuards(window: BrowserWindow): Promise<void> {
  for (const [rule, expression] of Object.entries(trials)) {
    const holds: unknown = await window.webContents.executeJavaScript(expression)
    if (holds !== true) throw new CeremonyError('window/guard', { rule, reason: 'what it forbids was done' })
  }
}
