import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unclassedInstallScripts } from '../../build/setup/approved.mjs'
import { debianPackages, installDebian, missingDebian } from '../../build/setup/debian.mjs'
import { missingPackages, pathWithoutPackages, readLock } from '../../build/setup/packages.mjs'
import { Refusal } from '../../build/setup/refusal.mjs'
import { readIfThere, readStamp, removeStamp, writeStamp } from '../../build/setup/stamp.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'set up '))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function put(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** The refusal that `act` throws. */
function refusal(act: () => unknown): Refusal {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('Debian packages', () => {
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const none = () => false
  const all = { build: true, start: true, test: true }

  it('refuses in one line with the command to run, where set-up may not install', () => {
    const error = refusal(() =>
      installDebian(['g++', 'softhsm2'], { prefix: undefined, run: () => ({ ok: true, output: '' }) }),
    )
    expect(error.words()).toContain('this machine lacks g++, softhsm2')
    expect(error.words()).toContain(
      '\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ softhsm2\n',
    )
  })

  it("refuses with apt-get's own words when it fails, and runs nothing after", () => {
    const ran: string[] = []
    const run = (command: readonly string[]) => {
      ran.push(command.join(' '))
      return { ok: false, output: 'E: Unable to locate' }
    }
    expect(refusal(() => installDebian(['g++'], { prefix: [], run })).words()).toContain('E: Unable to locate')
    expect(ran).toHaveLength(1)
  })

  it('runs update, then install, without a question and without recommended packages', () => {
    const ran: string[] = []
    const run = (command: readonly string[]) => {
      ran.push(command.join(' '))
      return { ok: true, output: '' }
    }
    installDebian(['g++', 'gcc'], { prefix: ['sudo', '-n'], run })
    expect(ran).toEqual([
      'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update',
      'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends g++ gcc',
    ])
  })

  it('asks for the compiler only while there is something to build', () => {
    expect(missingDebian({ build: false, start: true, test: false }, none, false)).toEqual(['softhsm2'])
    expect(missingDebian({ build: true, start: true, test: false }, none)).toContain('g++')
  })

  it('asks for what tests need only for tests, and for nothing that is there', () => {
    expect(missingDebian({ ...all, test: false }, none)).not.toContain('gcc')
    expect(missingDebian(all, none)).toEqual(debianPackages.map((entry) => entry.name))
    expect(missingDebian(all, () => true)).toEqual([])
  })

  it('asks for a browser only where there is a display, and for tests', () => {
    const start = { build: false, start: true, test: false }
    expect(missingDebian(start, none, false)).not.toContain('chromium')
    expect(missingDebian(start, none, true)).toContain('chromium')
    expect(missingDebian({ ...start, test: true }, none, false)).toContain('chromium')
  })

  it('says of each package why', () => {
    for (const { name, why } of debianPackages) expect(why, name).toMatch(/\w+ \w+/)
  })
})

describe('the stamp', () => {
  const stamp = { machine: 'linux-x64', lock: 'a', command: 'b', binding: 'c' }

  it('counts as absent when it is missing, cut, or not an object', () => {
    expect(readStamp(folder)).toBeUndefined()
    for (const text of ['{"machine":"linu', '', 'null', '3']) {
      put('node_modules/.anchorite-setup.json', text)
      expect(readStamp(folder)).toBeUndefined()
    }
  })

  it('is read as it was written, and gone once removed', () => {
    mkdirSync(join(folder, 'node_modules'))
    writeStamp(folder, stamp)
    expect(readStamp(folder)).toEqual(stamp)
    removeStamp(folder)
    expect(readStamp(folder)).toBeUndefined()
  })

  it('does not take a file that it may not read for a file that is not there', () => {
    expect(() => readIfThere(folder)).toThrow(/EISDIR/)
    expect(readIfThere(join(folder, 'gone', 'file'))).toBeUndefined()
  })
})

describe('npm packages', () => {
  const lock = JSON.stringify({
    packages: {
      '': {},
      'node_modules/a': {},
      'node_modules/a/node_modules/b': {},
      'node_modules/elsewhere': { optional: true },
    },
  })

  it('refuses a checkout without package-lock.json', () => {
    expect(refusal(() => readLock(folder)).words()).toContain('git checkout package-lock.json')
  })

  it('sees a package or the Node that is missing, and expects no optional one', () => {
    put('node_modules/a/package.json', '{}')
    expect(missingPackages(folder, lock)).toEqual([
      'node_modules/a/node_modules/b/package.json',
      'node_modules/.bin/node',
    ])
    put('node_modules/a/node_modules/b/package.json', '{}')
    put('node_modules/.bin/node', '')
    chmodSync(join(folder, 'node_modules/.bin/node'), 0o755)
    expect(missingPackages(folder, lock)).toEqual([])
  })

  it('keeps npm off the Node that npm is about to delete', () => {
    const path = '/a b/node_modules/.bin:/node_modules/.bin:/srv/x/.npm/_npx/1f/node_modules/.bin:/usr/bin'
    expect(pathWithoutPackages(path)).toBe('/srv/x/.npm/_npx/1f/node_modules/.bin:/usr/bin')
  })

  it('names a package whose install script nobody approved', () => {
    const packages = {
      'node_modules/pkcs11js': { hasInstallScript: true },
      'node_modules/x': { hasInstallScript: true },
    }
    expect(unclassedInstallScripts(JSON.stringify({ packages }))).toEqual(['x'])
  })
})
