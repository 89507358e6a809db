// A print service of our own for one test: cupsd on a unix socket, everything it has in memory-backed files, one printer that copies into a file.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cups } from '../../electron/host/printer.node.ts'

export type PrivateCups = {
  readonly cups: Cups
  /** Bytes that came out of the printer, or undefined while there is none. */
  readonly printed: () => Uint8Array | undefined
  /** Names in the spool but `tmp`. */
  readonly spool: () => readonly string[]
  /** What `lpstat` says of jobs, waiting and completed. */
  readonly jobs: () => string
  /** Let the printer take no more jobs. */
  readonly reject: () => void
  readonly close: () => Promise<void>
}

/** What the settings must say for PRINT-SPOOL; a test changes single lines. */
export const goodSettings = ['PreserveJobHistory No', 'PreserveJobFiles No']

/** Why no cupsd can be run here, or undefined. It changes its user, so it must be started by root. */
export function whyNoCupsd(): string | undefined {
  if (process.getuid?.() !== 0) return 'cupsd can only be started by root'
  if (!existsSync('/usr/sbin/cupsd') || !existsSync('/usr/bin/lp')) return 'cups and cups-client are not installed'
  return existsSync('/dev/shm') ? undefined : 'there is no /dev/shm'
}

/** One loud line at the end of `npm test`: silence is not success. */
export function sayLoudly(line: string): void {
  const { ANCHORITE_LOUD_FILE } = process.env
  if (ANCHORITE_LOUD_FILE !== undefined) appendFileSync(ANCHORITE_LOUD_FILE, `${line}\n`)
}

/** Only the settings, with no service: for what is refused before one is asked. */
export function writeSettings(
  directory: string,
  lines: readonly string[],
  options: { readonly requestRoot?: string; readonly serverBin?: string } = {},
): Cups {
  const { requestRoot = join(directory, 'spool'), serverBin } = options

  for (const name of ['spool/tmp', 'cache', 'state', 'log', 'out'])
    mkdirSync(join(directory, name), { recursive: true })
  const conf = [
    `Listen ${join(directory, 'sock')}`,
    'Browsing No',
    'WebInterface No',
    'DefaultAuthType None',
    ...lines,
    '<Location />',
    '  Order allow,deny',
    '  Allow all',
    '</Location>',
    '<Policy default>',
    '  JobPrivateAccess all',
    '  <Limit All>',
    '    Order deny,allow',
    '  </Limit>',
    '</Policy>',
  ]
  const files = [
    `ServerRoot ${directory}`,
    `RequestRoot ${requestRoot}`,
    `TempDir ${join(directory, 'spool/tmp')}`,
    `CacheDir ${join(directory, 'cache')}`,
    `StateDir ${join(directory, 'state')}`,
    ...['AccessLog', 'ErrorLog', 'PageLog'].map((log) => `${log} ${join(directory, 'log', log)}`),
    ...(serverBin === undefined ? [] : [`ServerBin ${serverBin}`]),
    'User lp',
    'Group lp',
    'SystemGroup root',
  ]
  writeFileSync(join(directory, 'cupsd.conf'), `${conf.join('\n')}\n`)
  writeFileSync(join(directory, 'cups-files.conf'), `${files.join('\n')}\n`)
  return { socket: join(directory, 'sock'), settings: directory }
}

/** A directory in memory that the service's own user may pass through. */
export function memoryDirectory(): string {
  const directory = mkdtempSync('/dev/shm/anchorite-cups-')
  chmodSync(directory, 0o755)
  return directory
}

/** Start it and make the printer PAPER. */
export async function startCupsd(lines: readonly string[] = goodSettings): Promise<PrivateCups> {
  const directory = memoryDirectory()
  const serverBin = mkdtempSync(join(tmpdir(), 'anchorite-cups-bin-'))
  const cups = writeSettings(directory, lines, { serverBin })
  const service = spawn(
    '/usr/sbin/cupsd',
    ['-f', '-c', join(directory, 'cupsd.conf'), '-s', join(directory, 'cups-files.conf')],
    {
      stdio: 'ignore',
    },
  )
  const ended = new Promise<void>((resolve) => service.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    service.kill('SIGTERM')
    await ended
    for (const each of [directory, serverBin]) rmSync(each, { recursive: true, force: true })
  }
  const out = join(directory, 'out/printed')
  writeBackend(serverBin, out)
  try {
    await waitFor(
      'cupsd listens',
      () => existsSync(cups.socket) && spawnSync('lpstat', ['-h', cups.socket, '-r']).status === 0,
    )
    const printer = ['-p', 'PAPER', '-D', 'Paper in the vault', '-E', '-v', 'paper:/vault', '-m', 'raw']
    execFileSync('lpadmin', ['-h', cups.socket, ...printer], { stdio: 'ignore' })
  } catch (error) {
    const log = join(directory, 'log/ErrorLog')
    const said = existsSync(log) ? readFileSync(log, 'utf8') : ''
    await close()
    throw new Error(`cupsd: ${said}`, { cause: error })
  }
  return {
    cups,
    printed: () => (existsSync(out) ? readFileSync(out) : undefined),
    spool: () => readdirSync(join(directory, 'spool')).filter((name) => name !== 'tmp'),
    jobs: () => spawnSync('lpstat', ['-h', cups.socket, '-W', 'all', '-o'], { encoding: 'utf8' }).stdout,
    reject: () => void execFileSync('/usr/sbin/cupsreject', ['-h', cups.socket, 'PAPER']),
    close,
  }
}

/** A printer's own program, which CUPS starts with `job user title copies options file`: it copies the file. Not in /dev/shm, where nothing may be run on some machines. */
function writeBackend(serverBin: string, out: string): void {
  chmodSync(serverBin, 0o755)
  mkdirSync(join(serverBin, 'backend'))
  symlinkSync('/usr/lib/cups/daemon', join(serverBin, 'daemon'))
  const lines = ['#!/bin/sh', '[ $# -eq 0 ] && exit 0', `cat "$6" > '${out}.part' && mv '${out}.part' '${out}'`]
  writeFileSync(join(serverBin, 'backend/paper'), `${lines.join('\n')}\n`, { mode: 0o700 })
}

/** Look every 50 ms until it holds; the test's own limit ends it. */
export async function waitFor(what: string, holds: () => boolean): Promise<void> {
  for (let look = 0; look < 400; look++) {
    if (holds()) return
    await pause(50)
  }
  throw new Error(`it never came to this: ${what}`)
}
