// Before anybody may use the window: try what the guards forbid, from inside and from outside. One that gives way ends it.

import fs from 'node:fs'
import { CeremonyError } from '../../core/errors.ts'
import { trials } from '../shell/trials.ts'
import type { Pipe, Session } from './pipe.ts'

/** What the fences around the window are, as measured on the running processes. */
export type Fence = {
  readonly user: string
  readonly namespace: boolean
}

/**
 * Try the guards inside the page that stands now.
 * @throws CeremonyError `window/guard` naming the first rule that does not hold.
 */
export async function tryGuards(pipe: Pipe, session: Session): Promise<void> {
  for (const [rule, expression] of Object.entries(trials)) {
    const order = { expression, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result, exceptionDetails } = await pipe.send('Runtime.evaluate', order, session)
    if (result.value !== true) {
      const reason = exceptionDetails === undefined ? 'what it forbids was done' : 'it could not be tried'
      throw new CeremonyError('window/guard', { rule, reason })
    }
  }
}

/**
 * WIN-SANDBOX: every renderer runs under a seccomp filter, without new privileges, and none of Chromium's processes is
 * root. Measured in /proc, not believed.
 * @param browserPid - of the process that we started.
 * @throws CeremonyError `window/guard`
 * @see proc(5), Seccomp and NoNewPrivs in /proc/PID/status
 */
export async function measureFence(
  pipe: Pipe,
  browserPid: number,
  user: { readonly name: string; readonly uid: number },
): Promise<Fence> {
  const refuse = (reason: string) => new CeremonyError('window/guard', { rule: 'WIN-SANDBOX', reason })
  const { processInfo } = await pipe.send('SystemInfo.getProcessInfo', {})
  const renderers = processInfo.filter((process) => process.type === 'renderer')
  if (renderers.length === 0) throw refuse('no renderer was found')
  const ours = namespaceOf(process.pid)
  if (ours === undefined || ours === 'hidden') throw refuse('the network of the station cannot be read')
  for (const { id } of renderers) {
    if (!(await becomesSandboxed(id))) throw refuse('a page runs outside the sandbox')
    const network = namespaceOf(id)
    if (network === 'hidden') throw refuse('the network of a page cannot be read')
    if (network === ours) throw refuse('a page runs in the network of this machine')
  }
  for (const { id } of [{ id: browserPid }, ...processInfo]) {
    const status = statusOf(id)
    if (status === undefined) continue // it ended
    const uids = status === 'hidden' ? [] : (status.Uid?.split('\t') ?? [])
    if (uids.length === 0) throw refuse('the user of a process cannot be read')
    if (uids.some((uid) => Number(uid) !== user.uid)) throw refuse('a process runs as another user')
  }
  const namespace = namespaceOf(browserPid)
  return { user: user.name, namespace: namespace !== undefined && namespace !== 'hidden' && namespace !== ours }
}

/** A spare renderer that has just been started locks itself in a moment later; one that ended is no danger. */
async function becomesSandboxed(pid: number): Promise<boolean> {
  for (let look = 0; look < 200; look++) {
    const status = statusOf(pid)
    if (status === undefined) return true
    if (status === 'hidden') return false
    if (status.Seccomp === '2' && status.NoNewPrivs === '1') return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

type Status = Readonly<Record<string, string>>

function statusOf(pid: number): Status | 'hidden' | undefined {
  const text = ifThere(() => fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (text === undefined || text === 'hidden') return text
  return Object.fromEntries(text.split('\n').map((line) => [line.split(':')[0] ?? '', line.split(':\t')[1] ?? '']))
}

const namespaceOf = (pid: number): string | undefined => ifThere(() => fs.readlinkSync(`/proc/${pid}/ns/net`))

/** `undefined` for a process that ended, `hidden` for one that lives and does not let us look: never a proof of anything. */
function ifThere(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '' // what node:fs throws
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    if (code === 'EACCES' || code === 'EPERM') return 'hidden'
    throw error
  }
}
