// Starts Chromium behind its fences: an ordinary user, no new privileges, a network namespace, a profile in memory.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { CeremonyError } from '../../core/errors.ts'
import { chromiumFlags, type Screen } from './flags.ts'
import { Pipe } from './pipe.ts'
import { preferences } from './preferences.ts'
import { makeProfile, type Profile, profileBase } from './profile.node.ts'
import { currentWindowUser, type WindowUser, withoutNewPrivileges } from './user.node.ts'

/** Debian's program itself: its wrapper in /usr/bin reads settings of the machine that we do not want. */
export const chromiumPath = '/usr/lib/chromium/chromium'
const unshare = ['/usr/bin/unshare', '--user', '--map-current-user', '--net', '--']
const outputLimit = 16 * 1024
const patienceMs = 3000

export type LaunchOptions = {
  /** What stands in the window until our page does. */
  readonly startPage: string
  readonly screen: Screen
  /** Added by tests and benches only (a false camera, a measurement); the entry never sets them. */
  readonly testFlags?: readonly string[]
  /** A network namespace of its own: `try` where the system allows, `no` in tests of what holds without. */
  readonly namespace?: 'try' | 'no'
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export type Launched = {
  readonly pipe: Pipe
  readonly pid: number
  readonly user: WindowUser
  readonly profile: Profile
  /** The last lines that Chromium wrote. For a person who looks for a fault. */
  readonly output: () => string
  /** Wait for its own end, then end it; the profile is removed. Harmless when it is gone. */
  readonly end: () => Promise<void>
}

/**
 * Start Chromium with a pipe to it. Nothing is guarded inside yet; `openWindow` does that.
 * @throws CeremonyError `window/no-display`, `window/no-chromium`, `window/user`, `window/guard` (WIN-PROFILE).
 */
export function launch(options: LaunchOptions): Launched {
  const environment = options.environment ?? process.env
  const display = options.screen === 'none' ? undefined : environment.DISPLAY || undefined
  if (display === undefined && options.screen !== 'none') throw new CeremonyError('window/no-display', {})
  if (!fs.existsSync(chromiumPath)) throw new CeremonyError('window/no-chromium', { path: chromiumPath })
  const user = currentWindowUser()
  const profile = makeProfile({
    base: profileBase(user, environment.XDG_RUNTIME_DIR),
    user,
    xauthority: environment.XAUTHORITY ?? homeKey(environment.HOME),
    preferences: preferences({ mayPrint: options.screen === 'none' }),
  })
  const hasNamespaces = namespacesWork(user)
  const fences = hasNamespaces ? [...withoutNewPrivileges(), ...(options.namespace === 'no' ? [] : unshare)] : []
  const flags = chromiumFlags({
    profile: profile.folder,
    startPage: options.startPage,
    screen: options.screen,
  })
  const chromium = [chromiumPath, ...flags, ...(options.testFlags ?? [])]
  const [program = chromiumPath, ...args] = [...user.become, ...fences, ...chromium]
  const child = spawn(program, args, {
    cwd: '/',
    env: environmentOf(profile, display, environment.TZ),
    // 3: our orders, 4: its answers. Its end of both closes with us, however we end, and so Chromium ends too.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C at the terminal reaches the station, which decides.
    detached: true,
  })
  return { ...watch(child), user, profile, end: () => endOf(child, profile) }
}

/** Nothing of the station's environment but the display. No bus: nothing there that the window needs. */
export function environmentOf(
  profile: Pick<Profile, 'folder' | 'xauthority'>,
  display: string | undefined,
  zone: string | undefined,
): Readonly<Record<string, string>> {
  return {
    // WIN-NAVIGATE: a mailto: link would start xdg-open. Chromium needs no program but itself, so it finds none.
    PATH: '/nonexistent',
    HOME: profile.folder,
    XDG_RUNTIME_DIR: profile.folder,
    // WIN-PROFILE: what Chromium puts aside lies in memory too, and goes with the profile.
    TMPDIR: profile.folder,
    ...(display === undefined ? {} : { DISPLAY: display }),
    ...(profile.xauthority === undefined ? {} : { XAUTHORITY: profile.xauthority }),
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nonexistent',
    LANG: 'C.UTF-8',
    TZ: zone ?? 'UTC',
  }
}

function watch(child: ChildProcess): Pick<Launched, 'pipe' | 'pid' | 'output'> {
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-outputLimit)
  })
  // 'error' without a listener would end the station; the pipe's own end says the same.
  child.on('error', () => child.stdio[4]?.destroy())
  const pipe = new Pipe(child.stdio[3] as Writable, child.stdio[4] as Readable) // both asked for as pipes
  return { pipe, pid: child.pid ?? -1, output: () => output }
}

async function endOf(child: ChildProcess, profile: Profile): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve()
    else child.once('exit', () => resolve())
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(timer)
  profile.remove()
}

/** X reads ~/.Xauthority where nothing else is said. */
const homeKey = (home: string | undefined): string | undefined => {
  const path = home === undefined ? undefined : `${home}/.Xauthority`
  return path !== undefined && fs.existsSync(path) ? path : undefined
}

/** Whether this user may make a user and a network namespace here: asked by doing it. */
function namespacesWork(user: WindowUser): boolean {
  const [program = '', ...args] = [...user.become, ...withoutNewPrivileges(), ...unshare, '/usr/bin/true']
  return (
    fs.existsSync(unshare[0] ?? '') && spawnSync(program, args, { stdio: 'ignore', cwd: '/', env: {} }).status === 0
  )
}
