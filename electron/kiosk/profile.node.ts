// WIN-PROFILE: Chromium's folder lies in memory, belongs to the window's user, and is swept when its station is gone.

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { WindowUser } from './user.node.ts'

export type Profile = {
  readonly folder: string
  /** Where the display's key lies, where there is one. */
  readonly xauthority: string | undefined
  readonly remove: () => void
}

const prefix = 'anchorite-window-'
/** statfs(2), f_type: the folder must not reach a disk. */
const memoryTypes = [0x01021994, 0x858458f6]

/**
 * Make the folder, mode 0700, in memory. The name says which station made it; folders of stations that no longer run
 * are removed first. The display's key is copied into it when the window runs as another user.
 *
 * Not caught: what Chromium keeps in its own memory, and pages of it that the kernel swaps out (STATION-SWAP).
 * @param from.base - for example `$XDG_RUNTIME_DIR` or `/dev/shm`.
 * @param from.xauthority - path of the X authority file, if any.
 * @throws CeremonyError `window/guard` (WIN-PROFILE) where `base` is not in memory or cannot be written.
 */
export function makeProfile(from: {
  readonly base: string
  readonly user: WindowUser
  readonly xauthority: string | undefined
  /** Content of Chromium's file Default/Preferences. */
  readonly preferences: string
}): Profile {
  const { base, user } = from
  const refuse = (reason: string) => new CeremonyError('window/guard', { rule: 'WIN-PROFILE', reason })
  if (!isMemory(base)) throw refuse(`${base} is not a file system in memory`)
  sweep(base, user)
  const me = process.pid
  let folder: string
  let xauthority: string | undefined
  try {
    folder = fs.mkdtempSync(join(base, `${prefix}${me}-${startOf(me) ?? '0'}-`))
    const settings = join(folder, 'Default')
    const file = join(settings, 'Preferences')
    fs.mkdirSync(settings, { mode: 0o700 })
    fs.writeFileSync(file, from.preferences, { flag: 'wx', mode: 0o600 })
    xauthority = copyKey(from.xauthority, folder, user)
    // The folder itself last: until then nobody else can put anything in it.
    for (const path of [file, settings, folder]) fs.chownSync(path, user.uid, user.gid)
  } catch (cause) {
    throw refuse(`${base} cannot be written (${(cause as NodeJS.ErrnoException).code})`) // what node:fs throws
  }
  return { folder, xauthority, remove: () => removeAs(user, folder) }
}

/** The user's own folder in memory; root's is closed to the window's user, so root takes /dev/shm. */
export function profileBase(user: WindowUser, runtimeDirectory: string | undefined): string {
  const own = user.uid === process.getuid?.() ? runtimeDirectory : undefined
  return own !== undefined && isMemory(own) ? own : '/dev/shm'
}

/** Only root reads its own key for the window: the copy holds the same cookie, for this start only. */
function copyKey(xauthority: string | undefined, folder: string, user: WindowUser): string | undefined {
  if (xauthority === undefined || user.uid === process.getuid?.()) return xauthority
  if (!fs.existsSync(xauthority)) return undefined
  const copy = join(folder, 'Xauthority')
  fs.copyFileSync(xauthority, copy, fs.constants.COPYFILE_EXCL)
  fs.chmodSync(copy, 0o400)
  fs.chownSync(copy, user.uid, user.gid)
  return copy
}

function sweep(base: string, user: WindowUser): void {
  for (const name of fs.readdirSync(base)) {
    const maker = new RegExp(`^${prefix}(\\d+)-(\\d+)-`).exec(name)
    if (maker === null || startOf(Number(maker[1])) === maker[2]) continue
    const stat = fs.lstatSync(join(base, name), { throwIfNoEntry: false })
    if (stat?.isDirectory() === true && stat.uid === user.uid) removeAs(user, join(base, name))
  }
}

/** As its owner, never as root: whoever owned the folder could lead root's removal elsewhere by a link put in its way. */
function removeAs(user: WindowUser, folder: string): void {
  const [program = 'rm', ...args] = [...user.become, '/usr/bin/rm', '-rf', '--', folder]
  spawnSync(program, args, { stdio: 'ignore', cwd: '/', env: {} })
}

function isMemory(folder: string): boolean {
  try {
    return memoryTypes.includes(fs.statfsSync(folder).type)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // what node:fs throws
    throw error
  }
}

/** Start time in clock ticks since boot (proc(5), field 22): tells a process from a later one of the same number. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined // no such process
    throw error
  }
}
