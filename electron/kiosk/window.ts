// The kiosk window: Chromium started, guarded, tried, and only then given to a person. Paper comes from a second one.

import { randomBytes } from 'node:crypto'
import type { CallBridge } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { Assets } from '../shell/assets.ts'
import { fewAtOnce } from '../shell/few-at-once.ts'
import type { PrintedPage } from '../shell/paper.ts'
import { paperUrl, startUrl } from '../shell/policy.ts'
import { type Fence, measureFence, tryGuards } from './guards.ts'
import { type LaunchOptions, launch } from './launch.node.ts'
import { grantOnlyCamera, type PageTarget, preparePage } from './page.ts'
import type { Pipe } from './pipe.ts'
import { printPage } from './print.ts'
import { serveAssets } from './serve.ts'
import { Targets } from './targets.ts'

export type WindowOptions = Omit<LaunchOptions, 'startPage'> & {
  readonly assets: Assets
  /** The bundle of world.ts. */
  readonly world: string
  readonly call: CallBridge
}

export type KioskWindow = {
  readonly fence: Fence
  /** Settles when the window is gone: a person closed it, or its program ended. */
  readonly closed: Promise<void>
  /** Close the window and wait until its processes are gone and its profile is removed. */
  readonly close: () => Promise<void>
  /** For printing, tests and measurements: the pipe, the window's own target, what was refused. */
  readonly inside: {
    readonly pipe: Pipe
    readonly target: PageTarget
    readonly pid: number
    readonly profile: string
    readonly refused: readonly string[]
    readonly closedTargets: () => number
  }
}

/**
 * Open the window. Every guard is switched on before the page loads, and tried before this returns: start-up fails closed.
 * @throws CeremonyError `window/no-display`, `window/no-chromium`, `window/user`, `window/start`, `window/guard`.
 */
export const openWindow = (options: WindowOptions): Promise<KioskWindow> => open(options, startUrl)

/**
 * One sheet as PDF. A browser of its own, without a screen, behind the same guards, that lives for this sheet only: so
 * nothing of what was printed stays in a renderer.
 * @param options.call - what answers the print page: the sheet's data. It must not wait for the call that prints.
 * @throws CeremonyError `window/print`, `window/start`, `window/guard`
 */
export async function printSheet(options: Omit<WindowOptions, 'screen'>, sheet: PrintedPage): Promise<Uint8Array> {
  const press = await open({ ...options, screen: 'none' }, paperUrl(sheet))
  try {
    return await printPage(press.inside.pipe, press.inside.target.session, sheet)
  } finally {
    await press.close()
  }
}

async function open(options: WindowOptions, url: string): Promise<KioskWindow> {
  // The mark in the address tells our window from any other target that is there at the start.
  const startPage = `data:text/html,<title>Anchorite</title><!--${randomBytes(16).toString('hex')}-->`
  const launched = launch({ ...options, startPage })
  const { pipe, pid, profile } = launched
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>()
  const close = async (): Promise<void> => {
    // A browser that is gone already cannot be told to go.
    pipe.send('Browser.close', {}).catch(() => undefined)
    await launched.end()
  }
  try {
    const targets = new Targets(pipe, startPage)
    const refused = await serveAssets(pipe, options.assets, targets.topFrames)
    await pipe.send('Browser.setDownloadBehavior', { behavior: 'deny' })
    await targets.watch()
    const target = await targets.window
    const page = await preparePage(pipe, target, {
      world: options.world,
      call: fewAtOnce(behind(passed, options.call)),
    })
    await grantOnlyCamera(pipe, target)
    await pipe.send('Runtime.runIfWaitingForDebugger', {}, target.session)
    await page.load(url)
    // Else "back" leads to the page before ours.
    await pipe.send('Page.resetNavigationHistory', {}, target.session)
    await tryGuards(pipe, target.session)
    const fence = await measureFence(pipe, pid, launched.user)
    pass()
    const inside = { pipe, target, pid, profile: profile.folder, refused, closedTargets: () => targets.closed }
    return { fence, closed: targets.windowClosed, close, inside }
  } catch (error) {
    await close()
    throw sayWhy(error, launched.output())
  }
}

/** No call has an effect before every guard has been tried; where one does not hold, none ever has. */
function behind(passed: Promise<void>, call: CallBridge): CallBridge {
  return async (name, args) => {
    await passed
    return call(name, args)
  }
}

/** A browser that ended before it answered says why on its error output. */
function sayWhy(error: unknown, output: string): unknown {
  const isGone = error instanceof CeremonyError && (error.code === 'window/gone' || error.code === 'window/start')
  const told = output
    .split('\n')
    .filter((line) => /ERROR|FATAL|Missing|cannot|No usable/.test(line) && !/dbus/.test(line))
  const line = told.at(-1)
  if (!isGone || line === undefined) return error
  return new CeremonyError(
    'window/start',
    { reason: line.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) },
    { cause: error },
  )
}
