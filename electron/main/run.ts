// Electron from start to end. What Electron is comes in as an argument; only main.ts and preload.ts load it.

import { join } from 'node:path'
import type { App, BrowserWindow } from 'electron'
import { CeremonyError } from '../../core/errors.ts'
import type { Readiness } from '../../core/formats/home.ts'
import { tryTokenProcess } from '../../core/token/client.node.ts'
import { useLauncher } from '../../core/token/launcher.node.ts'
import { readAssets } from '../shell/assets.ts'
import { startUrl } from '../shell/policy.ts'
import { shellStation } from '../shell/station.ts'
import { guardContents, serveCalls } from './contents.ts'
import { pressWith } from './press.ts'
import { guardSession, partition } from './session.ts'
import { launchWithUtility } from './utility.ts'
import { tryGuards, windowOptions } from './window.ts'

export type Electron = Pick<typeof import('electron'), 'app' | 'BrowserWindow' | 'Menu' | 'session' | 'utilityProcess'>

export type ElectronOptions = {
  readonly workDirectory: string
  /** A folder with renderer/ and shell/, as build/window.mjs makes it. */
  readonly dist: string
  /** Only open, try the guards and a token process, and end. */
  readonly check?: boolean
}

/** Switches that open a door; whoever starts Electron with one gets no window. */
const doors = [
  ...['no-sandbox', 'disable-gpu-sandbox', 'disable-seccomp-filter-sandbox', 'disable-web-security', 'load-extension'],
  ...[
    'remote-debugging-port',
    'remote-debugging-pipe',
    'remote-debugging-address',
    'inspect',
    'inspect-brk',
    'inspect-port',
  ],
  ...['ignore-certificate-errors', 'host-rules', 'host-resolver-rules', 'unsafely-treat-insecure-origin-as-secure'],
] as const

/** As in the kiosk: nothing that speaks up by itself, and no way for what does. */
const switches: readonly (readonly [string, string?])[] = [
  ['proxy-server', 'socks5://127.0.0.1:9'],
  ['proxy-bypass-list', '<-loopback>'],
  ['webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  ['disable-quic'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-breakpad'],
  ['no-pings'],
]

/**
 * Open the station's window in Electron, and stay until it is closed. Start-up fails closed: whatever of the guards does
 * not start ends the program with that error, and no call was answered.
 * @throws CeremonyError `window/guard`, `window/not-built`, `window/user`; with `check` also `token/*`.
 */
export async function runElectron(electron: Electron, options: ElectronOptions): Promise<void> {
  const { app } = electron
  refuseDoors(app)
  app.enableSandbox()
  for (const [name, value] of switches) app.commandLine.appendSwitch(name, value)
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  electron.Menu.setApplicationMenu(null)
  const assets = readAssets(join(options.dist, 'renderer'))
  const preload = join(options.dist, 'shell', 'preload.cjs')
  useLauncher(launchWithUtility(electron.utilityProcess))
  await app.whenReady()

  const session = electron.session.fromPartition(partition)
  await guardSession(session, assets)
  const passed = Promise.withResolvers<void>()
  const makeWindow = (show: boolean) => new electron.BrowserWindow(windowOptions(session, preload, show))
  const station = shellStation({
    workDirectory: options.workDirectory,
    press: pressWith(() => makeWindow(false)),
    readiness: async () => [readinessLine],
  })
  const window = makeWindow(true)
  const closed = new Promise<void>((resolve) => window.once('closed', () => resolve()))
  app.on('before-quit', () => window.destroy())
  window.webContents.on('render-process-gone', () => reload(window))
  // No call has an effect before every guard has been tried.
  serveCalls(window.webContents, async (name, args) => {
    await passed.promise
    return station.call(name, args)
  })
  try {
    await window.loadURL(startUrl)
    await tryGuards(window)
    if (options.check === true) await tryTokenProcess()
  } catch (error) {
    window.destroy()
    throw error
  }
  passed.resolve()
  if (options.check === true) window.destroy()
  await closed
  await station.leave()
}

/** WIN-SANDBOX: asked of the command line as Electron itself reads it. */
function refuseDoors(app: App): void {
  const rule = 'WIN-SANDBOX'
  for (const door of doors) {
    if (app.commandLine.hasSwitch(door))
      throw new CeremonyError('window/guard', { rule, reason: `it was started with --${door}` })
  }
  if (process.getuid?.() === 0) throw new CeremonyError('window/user', { reason: 'this is root' })
}

/** What home says of this window. Not measured, unlike in the kiosk: amber until it is. */
const readinessLine: Readiness = {
  rule: 'STATION-WINDOW',
  state: 'amber',
  words: "the window runs in Electron's sandbox; its network is refused by the station, not by the system",
  next: 'Pull every cable and switch off the radio.',
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload()
}
