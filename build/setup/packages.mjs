// npm packages: exactly what package-lock.json names, each checked against its digest there, no script run.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { Refusal, say } from './refusal.mjs'
import { readIfThere } from './stamp.mjs'

const TIMEOUT_MS = 15 * 60_000

/** @param {string} root */
export function readLock(root) {
  const lock = readIfThere(join(root, 'package-lock.json'))
  if (lock === undefined) {
    throw new Refusal('package-lock.json is missing.', 'Get it back: git checkout package-lock.json')
  }
  return lock.toString('utf8')
}

/**
 * Packages that should lie in node_modules and do not: a cheap look (one stat each), so a folder removed by hand is
 * noticed. Optional packages of other machines are not expected; the Node of this one is.
 *
 * @param {string} root
 * @param {string} lockText - content of package-lock.json
 * @returns {readonly string[]} paths below `root`
 */
export function missingPackages(root, lockText) {
  /** @type {{ packages: Record<string, { optional?: boolean }> }} */
  const lock = JSON.parse(lockText)
  const expected = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.optional !== true)
  return [...expected.map(([path]) => join(path, 'package.json')), 'node_modules/.bin/node'].filter(
    (path) => !existsSync(join(root, path)),
  )
}

/**
 * `npm ci`: removes node_modules and lays it anew, so a half-finished folder mends itself. Development and optional
 * packages are asked for by name, because NODE_ENV=production or a user's own npmrc would leave them out.
 *
 * @param {string} root
 * @throws {Refusal} with npm's own words when it fails
 */
export function installPackages(root) {
  say('fetching the packages that package-lock.json names (needs the npm registry, once)')
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const npm = spawnSync('npm', ['ci', ...flags], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: pathWithoutPackages(process.env.PATH ?? '') },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  })
  if (npm.error !== undefined && npm.status === null) {
    throw new Refusal(
      `npm could not be run (${npm.error.message}).`,
      'Install Node 20 or later with npm, then try again.',
    )
  }
  if (npm.status !== 0) {
    throw new Refusal(
      'npm could not lay the packages.',
      "See npm's words above. With no network, bring the machine online once or set npm's cache up; then try again.\nNothing half-done is used: the next start begins afresh.",
      npm.stdout + npm.stderr,
    )
  }
  const missing = missingPackages(root, readLock(root))
  if (missing.length > 0)
    throw new Refusal(`npm left out ${missing.join(', ')}.`, 'Report this with the output of: npm -v')
}

/**
 * PATH without this checkout's node_modules/.bin, which npm puts first: npm must not run on the Node that it is
 * about to delete.
 * @param {string} path
 */
export function pathWithoutPackages(path) {
  const own = `${sep}node_modules${sep}.bin`
  const npx = `${sep}_npx${sep}`
  return path
    .split(delimiter)
    .filter((folder) => !folder.endsWith(own) || folder.includes(npx))
    .join(delimiter)
}
