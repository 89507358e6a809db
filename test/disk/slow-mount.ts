// A stick whose every write and flush takes its time: ext4 on a loop device over the file that slow-file.ts serves.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { whyNot } from './mounts.ts'

/** What the slow file was asked for, and for how long it let others wait. */
export type Done = { readonly writes: number; readonly flushes: number; readonly waitedMs: number }

export type SlowStick = {
  readonly path: string
  /** Unmount it all, and say what was done. */
  readonly end: () => Promise<Done>
  /** After a test that failed. */
  readonly remove: () => void
}

/** Why there can be none here; undefined where there can. */
export const whyNoSlowStick = (): string | undefined =>
  whyNot('ext4') ?? (existsSync('/dev/fuse') ? undefined : 'this kernel has no FUSE, or the container hides /dev/fuse')

const program = new URL('./slow-file.ts', import.meta.url).pathname

/** @param slowness - milliseconds of a write (of up to 128 KiB) and of a flush. */
export async function slowStick(slowness: { writeMs: number; flushMs: number }, sizeMib: number): Promise<SlowStick> {
  const directory = mkdtempSync(join(tmpdir(), 'anchorite-slow-'))
  const [below, path, image] = [join(directory, 'below'), join(directory, 'stick'), join(directory, 'image')]
  for (const place of [below, path]) mkdirSync(place)
  closeSync(openSync(image, 'wx'))
  truncateSync(image, sizeMib * 1024 * 1024)
  execFileSync('mkfs.ext4', ['-q', image])
  const { writeMs, flushMs } = slowness
  const server = spawn(process.execPath, [program, below, image, String(writeMs), String(flushMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  const remove = (): void => removeAll(directory, [path, below], server)
  try {
    const said = await next()
    if (said !== 'mounted') throw new Error(`no slow file: ${said}`)
    execFileSync('mount', ['-o', 'loop', join(below, 'image'), path])
  } catch (error) {
    remove()
    throw error
  }
  const end = async (): Promise<Done> => {
    for (const place of [path, below]) execFileSync('umount', [place])
    const done = JSON.parse(await next()) as Done // slow-file.ts wrote it
    remove()
    return done
  }
  return { path, end, remove }
}

function removeAll(directory: string, mounted: readonly string[], server: ChildProcess): void {
  for (const place of mounted) spawnSync('umount', ['-l', place], { stdio: 'ignore' })
  server.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
}
