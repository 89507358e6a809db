// A process and everything that it started: who is what, and what the system shows of each to whoever asks.

import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

export type Kin = { readonly pid: number; readonly kind: string }

/** The process and its children, and theirs. A process that ended meanwhile is left out. */
export function familyOf(pid: number): readonly Kin[] {
  const line = readOf(pid, 'cmdline')?.toString('utf8')
  if (line === undefined) return []
  const children = tasksOf(pid).flatMap(
    (task) => readOf(pid, `task/${task}/children`)?.toString().trim().split(' ') ?? [],
  )
  return [{ pid, kind: kindOf(line) }, ...children.filter(Boolean).flatMap((child) => familyOf(Number(child)))]
}

/** `what` of /proc/PID; undefined where the process has ended. */
export function readOf(pid: number, what: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${what}`)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined // what node:fs throws
    throw error
  }
}

const tasksOf = (pid: number): readonly string[] =>
  readOf(pid, 'status') === undefined ? [] : [String(pid), ...otherTasks(pid)]

/** A child belongs to the thread that started it. */
function otherTasks(pid: number): readonly string[] {
  const threads = Number(/^Threads:\s+(\d+)/m.exec(readOf(pid, 'status')?.toString() ?? '')?.[1] ?? 1)
  if (threads === 1) return []
  try {
    return readdirSync(`/proc/${pid}/task`).filter((task) => task !== String(pid))
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [] // as above
    throw error
  }
}

/** Chromium writes its whole command line as one string, with blanks. */
function kindOf(line: string): string {
  const type = /--type=([a-z-]+)/.exec(line)?.[1]
  if (type !== undefined) return `Chromium, ${type}`
  if (line.includes('/chromium/chromium')) return 'Chromium, browser'
  if (line.includes('core/token/host.node.ts')) return 'token host'
  if (line.includes('core/backup/secret-host.node.ts')) return 'secret host'
  return /\.ts(?:\0| |$)/.test(line) ? 'station host' : 'other'
}

/** Samples arguments and variables of a whole family as often as it is asked, and keeps each text once. */
export function watchFamily(pid: number): {
  readonly sample: () => void
  readonly seen: ReadonlyMap<string, Buffer>
  readonly kinds: ReadonlySet<string>
} {
  const seen = new Map<string, Buffer>()
  const kinds = new Set<string>()
  const sample = () => {
    for (const { pid: one, kind } of familyOf(pid)) {
      kinds.add(kind)
      for (const what of ['cmdline', 'environ', 'comm']) {
        const bytes = readOf(one, what)
        if (bytes !== undefined && bytes.length > 0)
          seen.set(`${kind}: /proc/${one}/${what}: ${hash('sha256', bytes)}`, bytes)
      }
    }
  }
  return { sample, seen, kinds }
}

/** Limit and filter of core dumps, as the system says them; undefined of a process that is ending: it has no memory left to dump. */
export function dumpsOf(pid: number): string | undefined {
  const limit = /^Max core.*/m.exec(readOf(pid, 'limits')?.toString() ?? '')?.[0]
  const filter = readOf(pid, 'coredump_filter')?.toString() ?? ''
  return limit === undefined || filter === '' ? undefined : `${limit} ${filter}`
}
