// One station per ceremony: a lock file that names its holder. A holder that no longer runs has lost it. Rule STATION-ONE.

import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import { onDisk } from './disk.node.ts'
import { giveBackToChain, type HolderState, type LockDirectory, takeByChain } from './lock-chain.ts'

export type Lock = { readonly release: () => void }

type Holder = {
  readonly host: string
  readonly boot: string
  readonly pid: number
  readonly started: string
  /** Of this taking and no other. */
  readonly taking: string
}

/** Takings of this process. A lock in its name that is not here was left by a disk that failed: it may be taken again. */
const mine = new Set<string>()

/**
 * Take a lock of a directory: of a ceremony's, or of the station's (`register.lock`).
 * @throws CeremonyError `station/locked` while another process holds it, `station/disk`. Giving it back never fails: what
 *   happened before is what people must hear.
 * @see docs/formats/transcript.md section 6
 */
export function takeLock(directory: string, lock = 'lock'): Lock {
  const files = filesOf(directory)
  const me: Holder = { ...thisProcess(), taking: randomBytes(8).toString('hex') }
  const bytes = Buffer.from(JSON.stringify(me))
  const own = `${lock}.${me.pid}-${me.taking}`
  const path = join(directory, lock)
  mine.add(me.taking)
  try {
    onDisk('write', join(directory, own), () =>
      fs.writeFileSync(join(directory, own), bytes, { flag: 'wx', mode: 0o600 }),
    )
    const holder = onDisk('link', path, () => takeByChain({ directory: files, lock, own, stateOf }))
    if (holder !== undefined) throw new CeremonyError('station/locked', { directory, holder: nameOf(holder) })
    return { release: () => giveBack(files, lock, me, bytes) }
  } catch (error) {
    mine.delete(me.taking)
    throw error
  } finally {
    files.remove(own) // where it stays it stands in nobody's way
  }
}

/** A station holds such a lock for one write and its flush; a slow disk may take its time over that. */
const patienceMs = 10_000
const pauseMs = 5

/**
 * Do something while no other station holds this lock of the directory; waits for it.
 * @throws CeremonyError `station/register-held` when another held it all the time, `station/disk`, and what `act` throws.
 */
export async function withLock<T>(directory: string, lock: string, act: () => T): Promise<T> {
  const { release } = await waited(directory, lock)
  try {
    return act()
  } finally {
    release()
  }
}

async function waited(directory: string, lock: string): Promise<Lock> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return takeLock(directory, lock)
    } catch (error) {
      if (!isCeremonyError(error, 'station/locked')) throw error
      const { holder } = error.detail
      if (performance.now() > until) throw new CeremonyError('station/register-held', { directory, holder })
    }
    await sleep(pauseMs)
  }
}

/** A disk that fails is no error here: what stays is taken for what it is by whoever comes next. */
function giveBack(directory: LockDirectory, lock: string, me: Holder, own: Uint8Array): void {
  mine.delete(me.taking)
  unlessDiskFails(() => giveBackToChain({ directory, lock }, own))
}

function filesOf(directory: string): LockDirectory {
  const at = (name: string): string => join(directory, name)
  return {
    read: (name) => unless('ENOENT', () => fs.readFileSync(at(name))),
    link: (from, to) => unless('EEXIST', () => fs.linkSync(at(from), at(to)) === undefined) ?? false,
    rename: (from, to) => fs.renameSync(at(from), at(to)),
    remove: (name) => unlessDiskFails(() => fs.rmSync(at(name), { force: true })),
    names: () => fs.readdirSync(directory),
  }
}

/** undefined where the call ends with this errno. */
function unless<T>(errno: string, run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === errno) return undefined // what node:fs throws
    throw error
  }
}

function unlessDiskFails(run: () => void): void {
  try {
    run()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error // not of the disk
  }
}

function readHolder(bytes: Uint8Array): Holder | undefined {
  try {
    const holder = JSON.parse(Buffer.from(bytes).toString('utf8')) as Holder | null // takeLock wrote it, or it is damaged
    return typeof holder === 'object' ? (holder ?? undefined) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function nameOf(bytes: Uint8Array): string {
  const holder = readHolder(bytes)
  return holder === undefined ? 'another station that has just started' : `process ${holder.pid} on ${holder.host}`
}

/** Another boot of this machine: dead. The same process number with another start time: dead. Another machine: alive. */
function stateOf(bytes: Uint8Array): HolderState {
  const holder = readHolder(bytes)
  if (holder === undefined) return 'none'
  if (holder.host !== hostname()) return 'alive'
  if (holder.boot !== bootId() || startOf(holder.pid) !== holder.started) return 'dead'
  return holder.pid !== process.pid || mine.has(holder.taking) ? 'alive' : 'dead'
}

const thisProcess = () => ({ host: hostname(), boot: bootId(), pid: process.pid, started: startOf(process.pid) ?? '' })

const bootId = (): string => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Start time of a process in clock ticks since boot (proc(5), field 22); undefined when there is none, or it only waits to be reaped. */
function startOf(pid: number): string | undefined {
  const stat = unless('ENOENT', () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  const [state = '', ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return ['Z', 'X'].includes(state) ? undefined : fields[18]
}
