// Debian packages: a table of what is needed, for what, and the file by which its presence is seen without dpkg.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Refusal, say } from './refusal.mjs'

/** @typedef {'build' | 'start' | 'test'} Purpose - compiling the binding; running at all; `npm test` and `npm run bench` */

/**
 * `program` is looked for on PATH, `file` at its absolute place (any one of them is enough).
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {Purpose} purpose
 * @property {string} why
 * @property {string} [program]
 * @property {readonly string[]} [file]
 * @property {true} [display] - only where there is a display to show something on, and for tests
 */

/** @type {readonly DebianPackage[]} */
export const debianPackages = [
  { name: 'g++', purpose: 'build', program: 'g++', why: 'compiles pkcs11js, once' },
  {
    name: 'softhsm2',
    purpose: 'start',
    file: ['/usr/lib/softhsm/libsofthsm2.so'],
    why: 'the throw-away tokens of a rehearsal, and of the token tests',
  },
  {
    name: 'chromium',
    purpose: 'start',
    file: ['/usr/lib/chromium/chromium'],
    display: true,
    why: 'shows the window; run as an ordinary user, behind the fences of docs/shells.md',
  },
  { name: 'xvfb', purpose: 'test', program: 'Xvfb', why: 'the display of the window tests' },
  { name: 'xdotool', purpose: 'test', program: 'xdotool', why: 'real key presses in the window tests' },
  {
    name: 'strace',
    purpose: 'test',
    program: 'strace',
    why: 'sees every socket that the window asks for, in its tests',
  },
  { name: 'poppler-utils', purpose: 'test', program: 'pdftotext', why: 'reads the text of printed sheets back' },
  {
    name: 'cups',
    purpose: 'test',
    program: 'cupsd',
    file: ['/usr/sbin/cupsd'],
    why: 'a real print service for the paper tests',
  },
  { name: 'cups-client', purpose: 'test', program: 'lp', why: 'hands a sheet to it' },
  { name: 'gcc', purpose: 'test', program: 'gcc', why: 'compiles the faulty PKCS#11 modules of the token tests' },
  {
    name: 'libnss3',
    purpose: 'test',
    file: ['/usr/lib/x86_64-linux-gnu/libsoftokn3.so', '/usr/lib/aarch64-linux-gnu/libsoftokn3.so'],
    why: 'a second PKCS#11 library, of another maker, for the token tests',
  },
  {
    name: 'libc6-dev',
    purpose: 'test',
    file: ['/usr/include/dlfcn.h'],
    why: 'C headers for the same',
  },
]

/** @param {string} program */
const onPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

/** @param {DebianPackage} entry */
const present = (entry) =>
  (entry.program !== undefined && onPath(entry.program)) || (entry.file ?? []).some((path) => existsSync(path))

/**
 * Names of the packages that these purposes need and that are not there.
 * @param {Readonly<Record<Purpose, boolean>>} purposes
 * @param {(entry: DebianPackage) => boolean} [isPresent] - replaced in tests
 * @param {boolean} [hasDisplay] - replaced in tests
 */
export function missingDebian(purposes, isPresent = present, hasDisplay = (process.env.DISPLAY ?? '') !== '') {
  /** @param {DebianPackage} entry */
  const isNeeded = (entry) => purposes[entry.purpose] && (entry.display !== true || purposes.test || hasDisplay)
  return debianPackages.filter((entry) => isNeeded(entry) && !isPresent(entry)).map((entry) => entry.name)
}

/**
 * The two commands, with what stands before them. Given as one line for a person, run as two by us.
 * @param {readonly string[]} names
 */
const aptCommands = (names) => [
  ['apt-get', 'update'],
  ['apt-get', 'install', '-y', '--no-install-recommends', ...names],
]

/**
 * Install as root, or through a sudo that asks no password. Where neither is had, say the line to run instead.
 * @param {readonly string[]} names
 * @param {{ prefix: readonly string[] | undefined, run: typeof runQuietly }} [host] - what stands before a command, and
 *   what runs it; replaced in tests
 * @throws {Refusal} when it may not install, or apt-get failed
 */
export function installDebian(names, { prefix, run } = { prefix: rootPrefix(), run: runQuietly }) {
  const byHand = aptCommands(names)
    .map((command) => `sudo ${command.join(' ')}`)
    .join(' && ')
  if (prefix === undefined) {
    throw new Refusal(
      `this machine lacks ${names.join(', ')}, and set-up may not install here.`,
      `Run this once, then try again:\n  ${byHand}`,
    )
  }
  say(`installing the Debian packages ${names.join(', ')}`)
  for (const [program, ...args] of aptCommands(names)) {
    const command = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      program,
      '-q',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ]
    const { ok, output } = run(command.filter((word) => word !== undefined))
    if (!ok) {
      throw new Refusal(
        `apt-get could not install ${names.join(', ')}.`,
        `See its words above. To try by hand:\n  ${byHand}`,
        output,
      )
    }
  }
}

/** What stands before a command to run it as root: nothing, sudo, or undefined where there is no way. */
function rootPrefix() {
  if (!onPath('apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  return onPath('sudo') && runQuietly(['sudo', '-n', 'true']).ok ? ['sudo', '-n'] : undefined
}

/**
 * @param {readonly string[]} command
 * @returns {{ ok: boolean, output: string }}
 */
function runQuietly(command) {
  const [program = '', ...args] = command
  const result = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return { ok: result.status === 0, output: result.error?.message ?? result.stdout + result.stderr }
}
