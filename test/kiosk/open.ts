// Opens the real kiosk window on the small test page, with a station that only remembers what it was asked.

import fs from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildShell } from '../../build/window/steps.mjs'
import type { CallBridge } from '../../core/bridge.ts'
import { type KioskWindow, openWindow, type WindowOptions } from '../../electron/kiosk/window.ts'
import { type Assets, readAssets } from '../../electron/shell/assets.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const testPage: Assets = readAssets(join(root, 'test', 'kiosk', 'page'))

export type Asked = { readonly name: string; readonly args: unknown }

/** Answers everything, and remembers it. */
export function recorder() {
  const asked: Asked[] = []
  const answer = async (name: string, args: unknown) => {
    asked.push({ name, args })
    const value = name === 'paper.sheet' ? { title: 'Sheet of the test' } : { station: 'test station', args }
    return { ok: true, value }
  }
  return { asked, call: answer as unknown as CallBridge }
}

export async function readWorld(): Promise<string> {
  await buildShell(root)
  return fs.readFileSync(join(root, 'dist', 'shell', 'kiosk-world.js'), 'utf8')
}

/** The world script without its hold on keys and gestures: what is left then is the fence behind it. */
export async function worldWithDoorsOpen(): Promise<string> {
  const world = await readWorld()
  const open = world.replace(/\bcloseDoors\(\);/, '')
  if (open === world) throw new Error('the bundle does not close its doors by that name')
  return open
}

export type TestWindow = KioskWindow & {
  readonly asked: readonly Asked[]
  /** Run in the page's own world, as a script of the page would; gives the value, or `thrown: …`. */
  readonly run: (expression: string) => Promise<unknown>
  /** The same, as if a person had just clicked: what a browser only lets people do. */
  readonly runByHand: (expression: string) => Promise<unknown>
}

export async function openTestWindow(
  display: string,
  options: Partial<Pick<WindowOptions, 'assets' | 'testFlags' | 'namespace' | 'world'>> = {},
): Promise<TestWindow> {
  const { asked, call } = recorder()
  const window = await openWindow({
    assets: testPage,
    world: await readWorld(),
    call,
    screen: 'window',
    environment: { DISPLAY: display },
    ...options,
  })
  return {
    ...window,
    asked,
    run: (expression) => run(window, expression, false),
    runByHand: (expression) => run(window, expression, true),
  }
}

async function run({ inside }: KioskWindow, expression: string, userGesture: boolean): Promise<unknown> {
  const order = { expression, userGesture, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
  const { result, exceptionDetails } = await inside.pipe.send('Runtime.evaluate', order, inside.target.session)
  return exceptionDetails === undefined ? result.value : `thrown: ${exceptionDetails.text}`
}

/** Look again until it holds; what it gave last is what the test compares. */
export async function settled<T>(
  look: () => T | Promise<T>,
  holds: (value: T) => boolean,
  patienceMs = 8000,
): Promise<T> {
  const until = Date.now() + patienceMs
  for (;;) {
    const value = await look()
    if (holds(value) || Date.now() > until) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
