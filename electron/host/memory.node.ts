// What outlives a secret in the station's own memory, kept small: no core dumps, and what the heap frees is overwritten.

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const limits = '/proc/self/limits'
/** core(5): a dump that is piped to a program ignores the limit; this says what of the memory it may hold, nothing. */
const filter = '/proc/self/coredump_filter'
const prlimit = '/usr/bin/prlimit'
/** Soon after the reply of a call, and once more, for a browser that was slow to take it: until then its text is in use. */
const settleMs = [100, 3000] as const

let guarded = false
let collect: (() => void) | undefined
let waiting: readonly NodeJS.Timeout[] = []

/**
 * Before the first secret can come in: no core dump of this process, nor of any that it starts from here on (token host,
 * Chromium: limit and filter are inherited); and memory that V8 frees is overwritten with zeros, so that the strings in
 * which a window's call arrives do not stay.
 *
 * Throws nothing: where the system refuses, STATION-CORE says so, and production is refused.
 * Not caught: a debugger, hibernation, the registers of a dying process; what freed memory outside V8's heap still holds.
 * @see core(5), prlimit(1); V8 `--clear-free-memory`, `--expose-gc`
 */
export function guardMemory(): void {
  if (guarded) return
  guarded = true
  setFlagsFromString('--clear-free-memory')
  setFlagsFromString('--expose-gc')
  // The one name that is evaluated anywhere in the station: V8 shows its collector in contexts made from here on.
  collect = runInNewContext('gc') as () => void // given by the flag on the line before the last
  if (fs.existsSync(prlimit)) spawnSync(prlimit, ['--pid', String(process.pid), '--core=0:0'], { env: {} })
  try {
    fs.writeFileSync(filter, '0')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error // what node:fs throws; STATION-CORE says that it did not hold
  }
}

/**
 * Collect garbage now, which overwrites what a secret left on the heap. Takes some tens of milliseconds.
 * Does nothing before `guardMemory`.
 */
export function wipeFreed(): void {
  ;/^/.exec('') // RegExp keeps the last text that it looked at alive, and with a part of a text the whole
  collect?.()
}

/** The same, once the call that brought a secret has been answered. Calls that follow one another are served by one. */
export function wipeFreedSoon(): void {
  for (const timer of waiting) clearTimeout(timer)
  waiting = settleMs.map((ms) => setTimeout(wipeFreed, ms).unref())
}

/** Whether a core dump of this process could hold memory, in words; undefined where it could not. */
export function coreDumpProblem(): string | undefined {
  const [, hard] = /^Max core file size +\S+ +(\S+)/m.exec(read(limits) ?? '') ?? []
  if (hard !== '0') return `core dumps are not limited to nothing (hard limit: ${hard ?? 'unknown'})`
  const kept = read(filter)?.trim() ?? 'unknown'
  return /^0+$/.test(kept) ? undefined : `a core dump that is piped to a program may hold memory (filter ${kept})`
}

const read = (path: string): string | undefined => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : undefined)
