// Real file systems for a test: made, filled, made read-only and pulled out by mount(8). Root on Linux only.

import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Mounts = {
  readonly directory: string
  /** A file system in memory. */
  memory(name: string, sizeKib: number): string
  /** A stick: ext4 or vfat in a file. It can be pulled and put in again. */
  stick(name: string, type: 'ext4' | 'vfat', sizeMib: number): Stick
  remount(path: string, options: string): void
  remove(): void
}

export type Stick = { readonly path: string; pull(): void; plug(): void }

/** Why a thing cannot be done here; undefined where it can. */
export function whyNot(what: 'memory' | 'ext4' | 'vfat'): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux mounts file systems'
  const type = what === 'memory' ? 'tmpfs' : what
  // Not loaded is as good as not there: nothing here loads a module of the kernel.
  if (!readFileSync('/proc/filesystems', 'utf8').includes(`\t${type}\n`)) return `this kernel has no ${type}`
  if (what !== 'memory' && spawnSync(`mkfs.${what}`, ['-V']).error !== undefined) return `there is no mkfs.${what}`
  const mounts = makeMounts()
  try {
    if (what === 'memory') mounts.memory('probe', 64)
    else mounts.stick('probe', what, 4)
    return undefined
  } catch (error) {
    // A container forbids it, or gives no loop device. Anything else is broken, and fails.
    if (/denied|not permitted|loop device/i.test(String(error))) return 'mount is forbidden here, or has no loop device'
    throw error
  } finally {
    mounts.remove()
  }
}

/** One line for each thing that this machine cannot do: what, and why not; undefined where it can. */
export function sayMissing(parts: readonly (readonly [what: string, reason: string | undefined])[]): void {
  const { ANCHORITE_LOUD_FILE } = process.env
  if (ANCHORITE_LOUD_FILE === undefined) return
  for (const [what, reason] of parts)
    if (reason !== undefined) appendFileSync(ANCHORITE_LOUD_FILE, `${what}: ${reason}\n`)
}

const run = (program: string, ...args: readonly string[]): void => {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

export function makeMounts(): Mounts {
  const directory = mkdtempSync(join(tmpdir(), 'anchorite-mounts-'))
  const mounted: string[] = []
  const place = (name: string): string => {
    const path = join(directory, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  return {
    directory,
    memory: (name, sizeKib) => {
      const path = place(name)
      run('mount', '-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', path)
      mounted.push(path)
      return path
    },
    stick: (name, type, sizeMib) => {
      const path = place(name)
      const image = join(directory, `${name}.image`)
      closeSync(openSync(image, 'wx'))
      truncateSync(image, sizeMib * 1024 * 1024)
      run(`mkfs.${type}`, ...(type === 'ext4' ? ['-q'] : []), image)
      const plug = (): void => {
        run('mount', '-o', 'loop', image, path)
        mounted.push(path)
      }
      plug()
      return { path, plug, pull: () => run('umount', '-l', path) }
    },
    remount: (path, options) => run('mount', '-o', `remount,${options}`, path),
    remove: () => {
      // One that was pulled is not mounted any more: what umount says of it does not matter.
      for (const path of mounted.toReversed()) spawnSync('umount', ['-l', path], { stdio: 'ignore' })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
