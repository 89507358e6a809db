// One station per ceremony: a lock file that names its holder. A holder that no longer runs has lost it. Rule STATION-ONE.

import fs from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { onDisk } from './disk.node.ts'

export type Lock = { readonly release: () => void }

type Holder = { readonly host: string; readonly boot: string; readonly pid: number; readonly started: string }

/** What this process holds. A lock in its name that is not here was left by a disk that failed: it may take it again. */
const mine = new Set<string>()
let taken = 0

/**
 * Take the lock of a ceremony's directory. Two takers race on link(2), which only one can win.
 * @throws CeremonyError `station/locked` while another process holds it, `station/disk`. Giving it back never fails: what
 *   happened before is what people must hear.
 * @see docs/formats/transcript.md section 6
 */
export function takeLock(directory: string): Lock {
  const path = join(directory, 'lock')
  const own = `${path}.${process.pid}.${Date.now()}-${taken++}`
  try {
    onDisk('write', own, () => fs.writeFileSync(own, JSON.stringify(me()), { flag: 'wx', mode: 0o600 }))
    return onDisk('link', path, () => takeAs(own, path, directory))
  } finally {
    remove(own) // where it stays it stands in nobody's way
  }
}

function takeAs(own: string, path: string, directory: string): Lock {
  for (let attempt = 0; attempt < 2; attempt++) {
    if (linked(own, path)) {
      mine.add(path)
      return { release: () => giveBack(path) }
    }
    const holder = readHolder(path)
    if (holder !== undefined && alive(holder) && !(isMe(holder) && !mine.has(path))) {
      throw new CeremonyError('station/locked', { directory, holder: `process ${holder.pid} on ${holder.host}` })
    }
    removeStale(path, holder)
  }
  throw new CeremonyError('station/locked', { directory, holder: 'another station that has just started' })
}

function giveBack(path: string): void {
  mine.delete(path)
  remove(path)
}

/** A disk that fails is no error here: what stays is taken for what it is by whoever comes next. */
function remove(path: string): void {
  try {
    fs.rmSync(path, { force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error // not of the disk
  }
}

/** Move the dead holder's lock aside. If what was moved is not what was read, somebody was faster: put it back. */
function removeStale(path: string, holder: Holder | undefined): void {
  const stale = `${path}.stale.${process.pid}`
  if (!moved(path, stale)) return
  const found = readHolder(stale)
  if (JSON.stringify(found) !== JSON.stringify(holder)) linked(stale, path)
  remove(stale)
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

const isMe = (holder: Holder): boolean => JSON.stringify(holder) === JSON.stringify(me())

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
