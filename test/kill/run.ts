// One run of the program, and how it ends: by itself, by SIGKILL at a line of its own transcript, or by SIGKILL from outside.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export type Ended = { readonly code: number | null; readonly signal: string | null; readonly out: string }

export type Run = {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Whether it has ended. */
  readonly isOver: () => boolean
}

const program = new URL('./program.ts', import.meta.url).pathname
const hook = new URL('./die-at.ts', import.meta.url).pathname

/** @param dieAt - JSON list of keys, or beginnings of keys, of lines after which it kills its own tree (die-at.ts). */
export function startRun(args: readonly string[], secrets: string, dieAt?: string): Run {
  const preload = dieAt === undefined ? [] : ['--import', hook]
  const child = spawn(process.execPath, [...preload, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...(dieAt === undefined ? {} : { ANCHORITE_DIE_AT: dieAt }) },
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk))
  const descriptor = child.stdio[3]
  if (descriptor !== null && descriptor !== undefined && 'end' in descriptor) {
    descriptor.on('error', () => undefined) // it was killed before it had read them
    descriptor.end(secrets)
  }
  let over = false
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true
      resolve({ code, signal, out: Buffer.concat(said).toString('utf8') })
    })
  })
  return { pid: child.pid ?? -1, ended, isOver: () => over }
}

/** The processes that it started, and theirs. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return children.flatMap((child) => [Number(child), ...childrenOf(Number(child))])
  } catch {
    return [] // it ended meanwhile
  }
}

/** SIGKILL; a process that is gone already is no failure. */
export function killNow(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // what process.kill throws
    }
  }
}

/** How long a token host may outlive its station, in milliseconds: far beyond what the kernel takes for it. */
const orphanMs = 5000

/** Wait for processes to be gone. @returns those that still run. */
export async function orphansOf(pids: readonly number[]): Promise<readonly number[]> {
  const until = Date.now() + orphanMs
  for (;;) {
    const alive = pids.filter(isAlive)
    if (alive.length === 0 || Date.now() > until) return alive
    await sleep(5)
  }
}

/** Runs; a zombie does not. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3))
  } catch {
    return false
  }
}
