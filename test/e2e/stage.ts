// What every end-to-end file needs: a display, a place for ceremonies, the built window; and a word where there is none.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Display, startDisplay, windowLacks } from './display.ts'
import { type OpenKiosk, openKioskPage } from './kiosk.ts'

/** Generous: the machine may be doing everything else as well. */
export const wholeRehearsalMs = 400_000

export type Stage = {
  /** Readable by the window's user, for what people bring in by hand. */
  readonly carried: string
  readonly workDirectory: string
  readonly display: () => Display
  /** Open the kiosk, closing the one that was open. */
  readonly open: () => Promise<OpenKiosk>
  readonly current: () => OpenKiosk
  /** The power fails for the station. */
  readonly kill: () => Promise<void>
}

/**
 * A group of tests of the real window. They follow one another on one stage.
 * @param programs - what the tests run beside Chromium and Xvfb.
 */
export function describeWindow(title: string, programs: readonly string[], tests: (stage: Stage) => void): void {
  const lacks = windowLacks(programs)
  describe(title, () => {
    if (lacks !== undefined) {
      test('is not tried on this machine, and that is said loudly', () => expect(lacks).toContain('was not tried'))
      return
    }
    const directory = mkdtempSync(join(tmpdir(), 'anchorite-e2e-'))
    const workDirectory = join(directory, 'station')
    const carried = mkdtempSync(join(tmpdir(), 'anchorite-carried-'))
    chmodSync(carried, 0o755)
    let display: Display | undefined
    let kiosk: OpenKiosk | undefined
    const need = <T>(there: T | undefined): T => there ?? expect.fail('the stage is not set')
    beforeAll(async () => {
      display = await startDisplay()
    }, 120_000)
    afterAll(async () => {
      await kiosk?.close()
      await display?.end()
      for (const path of [directory, carried]) rmSync(path, { recursive: true, force: true })
    }, 60_000)
    tests({
      carried,
      workDirectory,
      display: () => need(display),
      open: async () => {
        await kiosk?.close()
        kiosk = await openKioskPage({ workDirectory, display: need(display) })
        return kiosk
      },
      current: () => need(kiosk),
      kill: async () => {
        const dying = kiosk
        kiosk = undefined
        await dying?.kill()
      },
    })
  })
}
