// The Electron shell: the station's window in Electron. With --check it opens, tries its guards, and ends.

import { join, resolve } from 'node:path'
import { app, BrowserWindow, Menu, session, utilityProcess } from 'electron'
import { isCeremonyError, wordsOf } from '../core/errors.ts'
import { programRoot } from './host/program.node.ts'
import { runElectron } from './main/run.ts'

async function main(): Promise<void> {
  const work = app.commandLine.getSwitchValue('work')
  const workDirectory = resolve(work === '' ? join(app.getPath('userData'), 'station') : work)
  const check = app.commandLine.hasSwitch('check')
  const electron = { app, BrowserWindow, Menu, session, utilityProcess }
  await runElectron(electron, { workDirectory, dist: join(programRoot, 'dist'), check })
  if (check) process.stdout.write('The window opened, every guard held, and a token process answered.\n')
  app.exit(0)
}

function fail(error: unknown): void {
  if (isCeremonyError(error)) {
    const { happened, safe, next } = wordsOf(error)
    process.stderr.write(`REFUSED  ${happened}\nSAFE     ${safe}\nNEXT     ${next}\n         ${error.code}\n`)
  } else process.stderr.write(`FAULT    ${error instanceof Error ? error.stack : 'a thrown value'}\n`)
  app.exit(1)
}

// Not awaited: Electron says that it is ready only after this module has been evaluated, and `runElectron` waits for that.
main().catch(fail)
