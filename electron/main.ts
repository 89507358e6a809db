// The Electron shell: the station's window in Electron. With --check it opens, tries its guards, and ends.

import { join, resolve } from 'node:path'
import { app, BrowserWindow, Menu, session } from 'electron'
import { isCeremonyError, wordsOf } from '../core/errors.ts'
import { programRoot } from './host/program.node.ts'
import { runElectron } from './main/run.ts'

const work = app.commandLine.getSwitchValue('work')
const workDirectory = resolve(work === '' ? join(app.getPath('userData'), 'station') : work)
try {
  const check = app.commandLine.hasSwitch('check')
  await runElectron({ app, BrowserWindow, Menu, session }, { workDirectory, dist: join(programRoot, 'dist'), check })
  if (check) process.stdout.write('The window opened and every guard held.\n')
  app.exit(0)
} catch (error) {
  if (!isCeremonyError(error)) throw error
  const { happened, safe, next } = wordsOf(error)
  process.stderr.write(`REFUSED  ${happened}\nSAFE     ${safe}\nNEXT     ${next}\n         ${error.code}\n`)
  app.exit(1)
}
