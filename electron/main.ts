// The Electron shell: the station's window in Electron. With --check it opens, tries its guards, and ends.

import { join, resolve } from 'node:path'
import { app, BrowserWindow, Menu, session } from 'electron'
import { isCeremonyError, wordsOf } from '../core/errors.ts'
import { programRoot } from './host/program.node.ts'
import { runElectron } from './main/run.ts'

const work = app.commandLine.getSwitchValue('work')
const workDirectory = resolve(work === '' ? join(app.getPath('userData'), 'station') : work)
try {
  if (app.commandLine.hasSwitch('check')) app.on('browser-window-created', (_event, window) => endWhenLoaded(window))
  await runElectron({ app, BrowserWindow, Menu, session }, { workDirectory, dist: join(programRoot, 'dist') })
  app.exit(0)
} catch (error) {
  if (!isCeremonyError(error)) throw error
  const { happened, safe, next } = wordsOf(error)
  process.stderr.write(`REFUSED  ${happened}\nSAFE     ${safe}\nNEXT     ${next}\n         ${error.code}\n`)
  app.exit(1)
}

function endWhenLoaded(window: BrowserWindow): void {
  // The guards are tried right after the load; closing then lets them finish, and ends with what they said.
  window.webContents.once('did-finish-load', () => setTimeout(() => window.close(), 3000))
}
