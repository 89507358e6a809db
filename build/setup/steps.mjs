// The steps of set-up in their order: what is cheap to refuse comes first, the stamp comes last.

import { approved, unclassedInstallScripts } from './approved.mjs'
import { bindingCommand, bindingFile, compileBinding } from './binding.mjs'
import { installDebian, missingDebian } from './debian.mjs'
import { deepBindHeader } from './deepbind.mjs'
import { installPackages, missingPackages, readLock } from './packages.mjs'
import { Refusal, say } from './refusal.mjs'
import { digestOf, readIfThere, readStamp, removeStamp, writeStamp } from './stamp.mjs'

/** Machines for which the pinned packages hold a Node 24, a Biome and a TypeScript. */
const machines = ['linux-x64', 'linux-arm64']

/**
 * Bring the checkout in `root` to what package-lock.json says; do only what is missing.
 *
 * An interrupted run leaves no stamp, so the next one begins again. What this does *not* see: a file altered inside
 * a package after it was installed (`npm ci` checked its digest then); remove node_modules to start afresh.
 *
 * @param {{ root: string, forTests: boolean }} request - `root` ends in a slash
 * @returns {{ packages: boolean, binding: boolean, debian: readonly string[] }} what had to be done
 * @throws {Refusal} with words for the person at the terminal
 */
export function setUp({ root, forTests }) {
  const machine = `${process.platform}-${process.arch}`
  if (!machines.includes(machine)) {
    throw new Refusal(
      `this machine is ${machine}.`,
      `Anchorite runs on ${machines.join(' and ')}. Nothing was changed.`,
    )
  }

  const stamp = readStamp(root)
  const lockText = readLock(root)
  const wanted = {
    machine,
    lock: digestOf(lockText),
    command: digestOf(JSON.stringify([bindingCommand, deepBindHeader])),
  }
  const packagesFit =
    stamp?.machine === wanted.machine && stamp.lock === wanted.lock && missingPackages(root, lockText).length === 0
  const bindingFits = packagesFit && stamp.command === wanted.command && stamp.binding === digestOfBinding(root)

  const debian = missingDebian({ build: !bindingFits, start: true, test: forTests })
  if (debian.length > 0) installDebian(debian)
  if (packagesFit && bindingFits) return { packages: false, binding: false, debian }

  const unclassed = unclassedInstallScripts(lockText)
  if (unclassed.length > 0) {
    throw new Refusal(
      `package-lock.json names a package with an install script that nobody has approved: ${unclassed.join(', ')}.`,
      'Nothing was installed. Read the script, then class the package in build/setup/approved.mjs.',
    )
  }

  removeStamp(root)
  if (!packagesFit) installPackages(root)
  if (!bindingFits) {
    for (const { name, why } of approved) say(`building ${name} (${why})`)
    compileBinding(root)
  }
  const binding = digestOfBinding(root)
  if (binding === undefined) throw new Error('compileBinding left no file')
  writeStamp(root, { ...wanted, binding })
  say('ready')
  return { packages: !packagesFit, binding: !bindingFits, debian }
}

/** Undefined where nothing is compiled yet. @param {string} root */
function digestOfBinding(root) {
  const bytes = readIfThere(bindingFile(root))
  return bytes === undefined ? undefined : digestOf(bytes)
}
