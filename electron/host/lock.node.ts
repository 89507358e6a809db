// One station per ceremony: a lock file that names its holder. A holder that no longer runs has lost it.

import fs from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { onDisk } from './disk.node.ts'

export type Lock = { readonly release: () => void }

type Holder = { readonly host: string; readonly boot: string; readonly pid: number; readonly started: string }

/**
 * Take the lock of a ceremony's directory. Two takers race on link(2), which only one can win.
 * @throws CeremonyError `station/locked` while another process holds it.
 * @see docs/formats/transcript.md section 6
 */
export function takeLock(directory: string): Lock {
  const path = join(directory, 'lock')
  const own = `${path}.${process.pid}.${Date.now()}`
  onDisk('write', own, () => fs.writeFileSync(own, JSON.stringify(me()), { flag: 'wx', mode: 0o600 }))
  try {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (linked(own, path)) return { release: () => fs.rmSync(path, { force: true }) }
      const holder = readHolder(path)
      if (holder !== undefined && alive(holder)) {
        throw new CeremonyError('station/locked', { directory, holder: `process ${holder.pid} on ${holder.host}` })
      }
      removeStale(path, holder)
    }
    throw new CeremonyError('station/locked', { directory, holder: 'another station that has just started' })
  } finally {
    fs.rmSync(own, { force: true })
  }
}

/** Move the dead holder's lock aside. If what was moved is not what was read, somebody was faster: put it back. */
function removeStale(path: string, holder: Holder | undefined): void {
  const stale = `${path}.stale.${process.pid}`
  if (!moved(path, stale)) return
  const found = readHolder(stale)
  if (JSON.stringify(found) !== JSON.stringify(holder)) linked(stale, path)
  fs.rmSync(stale, { force: true })
}

function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // what linkSync throws
    throw error
  }
}

function moved(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // somebody else moved it first
    throw error
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8')) as Holder // written by me() below; a damaged one counts as stale
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // damaged, or just gone
    throw error
  }
}

const me = (): Holder => ({ host: hostname(), boot: bootId(), pid: process.pid, started: startOf(process.pid) ?? '' })

/** Another boot of this machine: dead. The same process number with another start time: dead. Another machine: alive. */
function alive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true
  return holder.boot === bootId() && startOf(holder.pid) === holder.started
}

const bootId = (): string => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Start time of a process in clock ticks since boot (proc(5), field 22); undefined when there is none. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // no such process
    throw error
  }
}
