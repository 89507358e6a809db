// How a process that may hold a secret is started and reached: the port, and Node's own way. Electron's is electron/main/utility.ts.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Duplex } from 'node:stream'
import { CeremonyError } from '../errors.ts'

export type Launch = {
  /** For the list of processes, where the shell has one. */
  readonly name: string
  /** Absolute path of the entry file. */
  readonly script: string
  /** The whole environment of the process: nothing of ours is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** A process that needs nothing but its own code is fenced in; one that loads a maker's library cannot be. */
  readonly fence?: Fence
}

/** Absolute paths of the program's own files and folders that it reads. All else is refused: files, network, programs, threads, libraries. */
export type Fence = { readonly reads: readonly string[] }

/** What the process does. Everything in here is written by a process that may be hostile. */
export type LaunchedEvents = {
  /** Bytes on its channel, in pieces of any size; undefined for what is not bytes. They are copied before this returns. */
  readonly bytes: (piece: Uint8Array | undefined) => void
  /** What it printed to stdout or stderr, one character a byte. */
  readonly output: (text: string) => void
  /** Its channel was closed. */
  readonly broken: () => void
  /** It is gone, or never came. Told once. */
  readonly ended: (signal: string, exitCode: number) => void
}

export type Launched = {
  /** Undefined before it is there, and after it is gone. */
  readonly pid: number | undefined
  /** Send bytes; they are overwritten once they were sent, for they may hold a PIN. */
  readonly send: (frame: Buffer) => void
  /** SIGKILL; `ended` follows. Harmless when it is gone. */
  readonly kill: () => void
}

/** No events come before this has returned. */
export type Launcher = (launch: Launch, events: LaunchedEvents) => Launched

/** The variables that every such process has. */
export const baseEnvironment = (): Readonly<Record<string, string>> => ({ PATH: '/usr/bin:/bin', HOME: homedir() })

let chosen: Launcher | undefined

/** For a shell whose own program is not Node: how all later processes of this station are started. */
export function useLauncher(launcher: Launcher): void {
  chosen = launcher
}

/**
 * The launcher of this station: Node's own, unless the shell named another.
 * @throws CeremonyError `station/bug` where this is Electron and it named none: its program would open a second window.
 */
export function currentLauncher(): Launcher {
  if (chosen !== undefined) return chosen
  if (process.versions.electron !== undefined)
    throw new CeremonyError('station/bug', { what: 'a token process without a launcher of Electron' })
  return launchWithNode
}

/** The program that runs us, with the channel on descriptor 3 (channel.node.ts is its other end). */
export const launchWithNode: Launcher = ({ script, environment, fence }, events) => {
  const command = [...guards(fence), process.execPath, ...(fence === undefined ? [] : permissions(fence)), script]
  const [program = process.execPath, ...programArguments] = command
  const child = spawn(program, programArguments, {
    // Nothing is inherited: no variable of the station, no Node option (an inspector port, say), no terminal.
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Its own session: Ctrl-C at the terminal reaches the station, which decides, and not a token in the middle of a call.
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('latin1').on('data', events.output)
  const channel = child.stdio[3] as Duplex // a pipe beyond stderr is a socket pair, both ways
  channel.on('data', events.bytes)
  for (const event of ['end', 'error']) channel.on(event, events.broken)
  child.on('error', () => events.ended('none', -1)) // could not be started at all
  child.on('exit', (exitCode, signal) => events.ended(signal ?? 'none', exitCode ?? -1))
  return {
    get pid() {
      return child.pid
    },
    send: (frame) => void channel.write(frame, () => frame.fill(0)), // a failed write ends in 'exit'
    kill: () => void child.kill('SIGKILL'),
  }
}

/** A library that asks for more is ended, before the kernel looks for somebody to end. A host at work has about 0.3 GiB. */
const dataLimitBytes = 2 * 1024 ** 3

/**
 * Small programs of Debian's util-linux that start the host for us where they are: no core dump (it would hold the
 * PIN), a bound to its memory, and death of the station takes the host with it even while a library hangs.
 * A fenced one also gets a network of its own with nothing in it, and no way to new rights.
 */
function guards(fence: Fence | undefined): readonly string[] {
  const found = (path: string, ...options: readonly string[]) => (existsSync(path) ? [path, ...options] : [])
  return [
    ...found('/usr/bin/prlimit', '--core=0', `--data=${dataLimitBytes}`),
    ...(fence !== undefined && hasNamespaces() ? emptyNetwork : []),
    // Last: the kernel forgets the signal where a process changes its rights.
    ...found('/usr/bin/setpriv', ...(fence === undefined ? [] : fewerRights()), '--pdeathsig', 'KILL'),
  ]
}

/** Of root all but its name is taken; others have no capability to begin with. */
const fewerRights = (): readonly string[] => [
  '--no-new-privs',
  ...(process.getuid?.() === 0 ? ['--bounding-set=-all', '--inh-caps=-all'] : []),
]

const emptyNetwork = ['/usr/bin/unshare', '--user', '--map-current-user', '--net', '--']

let namespaces: boolean | undefined

/** Whether this system lets us make namespaces; some forbid it to ordinary users. Looked for once. */
function hasNamespaces(): boolean {
  const [program = '', ...options] = emptyNetwork
  namespaces ??=
    existsSync(program) &&
    spawnSync(program, [...options, '/usr/bin/true'], { stdio: 'ignore', cwd: '/', env: {} }).status === 0
  return namespaces
}

/**
 * What Node itself refuses then: files but these, programs, threads, native libraries, WASI, the inspector. Not caught: a fault in
 * Node's own code, which enforces it; the network is the kernel's.
 * @see Node: Permission Model; V8 `--clear-free-memory`, `--expose-gc`: what the heap frees is overwritten, and when
 */
const permissions = ({ reads }: Fence): readonly string[] => [
  '--permission',
  ...reads.map((path) => `--allow-fs-read=${path}`),
  '--clear-free-memory',
  '--expose-gc',
]
