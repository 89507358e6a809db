// The kiosk from start to end: the station, its window, and an orderly leave however it ends.

import fs from 'node:fs'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { Readiness } from '../../core/formats/home.ts'
import { programRoot } from '../host/program.node.ts'
import { readAssets } from '../shell/assets.ts'
import { type ShellStation, shellStation } from '../shell/station.ts'
import type { Screen } from './flags.ts'
import type { Fence } from './guards.ts'
import { type KioskWindow, openWindow, printSheet } from './window.ts'

export type KioskOptions = {
  /** Where ceremonies lie. */
  readonly workDirectory: string
  readonly screen?: Screen
  /** The built pages and the world script; dist/ of this checkout by default. */
  readonly dist?: string
  readonly testFlags?: readonly string[]
}

export type Kiosk = {
  readonly window: KioskWindow
  /** Leave the ceremony (tokens are logged out, the lock is given back), then close the window. Safe to call again. */
  readonly leave: () => Promise<void>
}

/** Where ceremonies lie when nobody says otherwise. */
export const defaultWorkDirectory = join(programRoot, '.anchorite', 'station')

/**
 * Open the station's window. The pages are read once, here; nothing of them is read by Chromium.
 * @throws CeremonyError `window/*`: nothing is left running then.
 */
export async function openKiosk(options: KioskOptions): Promise<Kiosk> {
  const dist = options.dist ?? join(programRoot, 'dist')
  const common = {
    assets: readAssets(join(dist, 'renderer')),
    world: readWorld(join(dist, 'shell', 'kiosk-world.js')),
    testFlags: options.testFlags ?? [],
  }
  const opened = Promise.withResolvers<KioskWindow>()
  const station = shellStation({
    workDirectory: options.workDirectory,
    press: (sheet, paper) => printSheet({ ...common, call: paper }, sheet),
    readiness: async () => readinessOf((await opened.promise).fence),
  })
  const window = await openWindow({ ...common, screen: options.screen ?? 'window', call: station.call })
  opened.resolve(window)
  return { window, leave: leaveOnce(station, window) }
}

function leaveOnce(station: ShellStation, window: KioskWindow): () => Promise<void> {
  let leaving: Promise<void> | undefined
  const leave = async (): Promise<void> => {
    try {
      await station.leave()
    } finally {
      await window.close()
    }
  }
  return () => {
    leaving ??= leave()
    return leaving
  }
}

/** Settles when the system asks this process to end. From here on it does not end by itself until `forget`. */
function listenForEnd(): { readonly asked: Promise<void>; readonly forget: () => void } {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const hear = () => resolve()
  for (const signal of signals) process.on(signal, hear)
  return {
    asked,
    forget: () => {
      for (const signal of signals) process.off(signal, hear)
    },
  }
}

/**
 * Stay until a person closes the window or the system asks to end; then leave. A second signal does not cut this short:
 * a token may be in the middle of a call, and the host has its own deadline.
 */
export async function untilClosed(kiosk: Kiosk, end = listenForEnd()): Promise<void> {
  try {
    await Promise.race([kiosk.window.closed, end.asked])
    await kiosk.leave()
  } finally {
    end.forget()
  }
}

/**
 * Open, and stay until closed. Asked to end while it still opens, it leaves as soon as it is open.
 * @param opened - is told once the window can be used.
 * @throws CeremonyError `window/*`
 */
export async function stayOpen(options: KioskOptions, opened: (kiosk: Kiosk) => void): Promise<void> {
  const end = listenForEnd()
  try {
    const kiosk = await openKiosk(options)
    opened(kiosk)
    await untilClosed(kiosk, end)
  } finally {
    end.forget()
  }
}

/** What home says of the window's fences. */
export function readinessOf(fence: Fence): readonly Readiness[] {
  const what = `the window runs as ${fence.user}, in Chromium's sandbox`
  if (fence.namespace)
    return [
      { rule: 'STATION-WINDOW', state: 'green', words: `${what}, in a network of its own without a way out`, next: '' },
    ]
  return [
    {
      rule: 'STATION-WINDOW',
      state: 'amber',
      words: `${what}; this system gives it no network namespace, so only the station's own refusals keep it from the network`,
      next: 'Pull every cable and switch off the radio, or let the system give user namespaces to this user.',
    },
  ]
}

function readWorld(path: string): string {
  if (!fs.existsSync(path)) throw new CeremonyError('window/not-built', { path, reason: 'it is not there' })
  return fs.readFileSync(path, 'utf8')
}
