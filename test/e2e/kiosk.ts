// Opens the real kiosk on a display and gives its window to a test, as Playwright's page.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import type { Display } from './display.ts'

const program = fileURLToPath(new URL('kiosk-under-test.ts', import.meta.url))

export type OpenKiosk = {
  readonly page: Page
  readonly cdp: CDPSession
  /** Of the station, and of Chromium's first process. */
  readonly pids: { readonly station: number; readonly browser: number }
  /** As when the power fails for the station alone. */
  readonly kill: () => Promise<void>
  /** As when a person closes the window. */
  readonly close: () => Promise<void>
}

type Options = {
  readonly workDirectory: string
  readonly display: Display
  /** Stands before the command, for example strace. */
  readonly under?: readonly string[]
}

/** Open the kiosk and wait until its window can be used. Throws with what it said where it does not open. */
export async function openKioskPage({ workDirectory, display, under = [] }: Options): Promise<OpenKiosk> {
  const [first = '', ...args] = [...under, process.execPath, program, workDirectory]
  const child = spawn(first, args, {
    env: { ...process.env, DISPLAY: display.name, XAUTHORITY: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { url, pid } = await firstLine(child)
  const browser: Browser = await chromium.connectOverCDP(url, { timeout: 60_000 })
  const [page] = browser.contexts().flatMap((context) => context.pages())
  if (page === undefined) throw new Error('the kiosk has no page')
  page.setDefaultTimeout(20_000)
  const cdp = await page.context().newCDPSession(page)
  const left = async (): Promise<void> => {
    await exited
    await browser.close()
  }
  return {
    page,
    cdp,
    pids: { station: child.pid ?? -1, browser: pid },
    kill: async () => {
      child.kill('SIGKILL')
      await left()
    },
    close: async () => {
      child.kill('SIGTERM')
      await left()
    },
  }
}

function firstLine(child: ChildProcess): Promise<{ readonly url: string; readonly pid: number }> {
  return new Promise((resolve, reject) => {
    let out = ''
    let wrong = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      wrong = `${wrong}${chunk.toString()}`.slice(-4000)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const end = out.indexOf('\n')
      if (end >= 0) resolve(JSON.parse(out.slice(0, end)) as { url: string; pid: number }) // written by kiosk-under-test.ts
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`the kiosk ended (${code ?? signal}): ${wrong}`)))
  })
}
