// The process behind a token session: started apart, watched by a deadline, ended by SIGKILL. Knows nothing of tokens.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { CeremonyError, type ErrorCode, errorCodes, wordsOf } from '../errors.ts'
import type { SiteModule } from '../formats/site.ts'
import { type HostMessage, parseAnswer, parseMessage } from './answers.ts'
import { decodeFrame, encodeFrame, frameLength, maxFrameBytes } from './frames.ts'
import type { Answer, Argument, CallName } from './protocol.ts'

const hostPath = fileURLToPath(new URL('./host.node.ts', import.meta.url))
const outputLimit = 16 * 1024

type Outcome = { readonly answer: unknown } | { readonly error: CeremonyError }
type Pending = { readonly id: number; readonly call: CallName; readonly deadlineMs: number; settle(o: Outcome): void }

/** One child process, one call at a time in the order in which they were asked. Ends once and for all. */
export class HostProcess {
  readonly #child: ChildProcess
  readonly #channel: Duplex
  readonly #ended: Promise<void>
  #queue: Promise<unknown> = Promise.resolve()
  #lastId = 0
  #pending: Pending | undefined
  #timer: NodeJS.Timeout | undefined
  /** Why no more calls are taken. */
  #gone: string | undefined
  #output = ''
  /** What has come of a frame that is not whole yet. */
  #partial: Buffer[] = []

  constructor(environment: SiteModule['environment']) {
    const [program = process.execPath, ...programArguments] = [...guards(), process.execPath, hostPath]
    this.#child = spawn(program, programArguments, {
      // Nothing is inherited: no variable of the station, no Node option (an inspector port, say), no terminal.
      env: { PATH: '/usr/bin:/bin', HOME: homedir(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Its own session: Ctrl-C at the terminal reaches the station, which decides, and not a token in the middle of a call.
      detached: true,
    })
    // A library may write what it likes; it is read so that it never blocks, and bounded.
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('latin1').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-outputLimit)
      })
    this.#channel = this.#child.stdio[3] as Duplex // a pipe beyond stderr is a socket pair, both ways
    this.#channel.on('data', (chunk: Buffer) => this.#collect(chunk))
    // A library that closed our channel can answer no more, whatever else it still does.
    for (const event of ['end', 'error']) this.#channel.on(event, () => this.#child.kill('SIGKILL'))
    this.#ended = new Promise((resolve) => {
      const end = (signal: string, exitCode: number) => {
        this.#fail((call) => new CeremonyError('token/host-died', { call, signal, exitCode }), 'its process died')
        resolve()
      }
      this.#child.on('error', () => end('none', -1)) // could not be started at all
      this.#child.on('exit', (exitCode, signal) => end(signal ?? 'none', exitCode ?? -1))
    })
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** The last 16 KiB that the library wrote to stdout and stderr, one character a byte. Untrusted: escape before showing. */
  get output(): string {
    return this.#output
  }

  /**
   * Ask one thing. `post` is called when its turn comes, with the function that sends the argument; so a secret is
   * lent only while it is sent.
   * @throws CeremonyError what the host refused with; `token/host-hung`, `token/host-died`, `token/host-protocol` once,
   *   then `token/host-gone` for every later call.
   */
  call<N extends CallName>(
    name: N,
    deadlineMs: number,
    post: (send: (argument: Argument<N>) => void) => void,
  ): Promise<Answer<N>> {
    const turn = this.#queue.then(() => this.#ask(name, deadlineMs, post))
    this.#queue = turn.catch(() => undefined) // the caller gets the error; the queue only waits
    return turn
  }

  /** SIGKILL, and wait until the process is gone. Harmless when it is. */
  async kill(reason: string): Promise<void> {
    this.#gone ??= reason
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  async #ask<N extends CallName>(
    name: N,
    deadlineMs: number,
    post: (send: (argument: Argument<N>) => void) => void,
  ): Promise<Answer<N>> {
    if (this.#gone !== undefined) throw new CeremonyError('token/host-gone', { call: name, reason: this.#gone })
    const id = ++this.#lastId
    const outcome = await new Promise<Outcome>((settle, reject) => {
      this.#pending = { id, call: name, deadlineMs, settle }
      this.#restartTimer()
      try {
        post((argument) => {
          const frame = encodeFrame({ id, call: name, argument })
          this.#channel.write(frame, () => frame.fill(0)) // it may hold a PIN; a failed write ends in 'exit'
        })
      } catch (error) {
        this.#settled()
        reject(error) // for example a secret that was wiped: nothing was sent
      }
    })
    if ('error' in outcome) throw outcome.error
    const parsed = parseAnswer(name, outcome.answer)
    if ('problem' in parsed) throw await this.#distrust(name, parsed.problem)
    return parsed.answer
  }

  #collect(chunk: Buffer): void {
    this.#partial.push(chunk)
    for (;;) {
      const [first] = this.#partial
      const start = first !== undefined && first.length < 4 ? Buffer.concat(this.#partial) : first
      const length = start && frameLength(start)
      if (length === undefined) return
      if (length > maxFrameBytes) {
        this.#receive(undefined)
        return
      }
      if (this.#partial.reduce((sum, part) => sum + part.length, 0) < length) return
      const whole = Buffer.concat(this.#partial)
      this.#partial = whole.length > length ? [whole.subarray(length)] : []
      const decoded = decodeFrame(whole.subarray(0, length))
      this.#receive(decoded && parseMessage(decoded.value))
    }
  }

  #receive(message: HostMessage | undefined): void {
    const pending = this.#pending
    if (message === undefined || pending === undefined || message.id !== pending.id) {
      const what = message === undefined ? 'a message of no known form' : 'an answer to nothing'
      this.#fail((call) => new CeremonyError('token/host-protocol', { call, what }), 'it broke the protocol')
      this.#child.kill('SIGKILL')
      return
    }
    if (message.kind === 'alive') {
      this.#restartTimer()
      return
    }
    const outcome = message.kind === 'answer' ? { answer: message.answer } : rebuild(message.code, message.detail)
    if (outcome === undefined) {
      this.#receive(undefined) // a refusal that is none of ours
      return
    }
    this.#settled()
    pending.settle(outcome)
  }

  /** An answer of the wrong shape: the process is not ours any more. */
  async #distrust(call: CallName, what: string): Promise<CeremonyError> {
    await this.kill('it broke the protocol')
    return new CeremonyError('token/host-protocol', { call, what })
  }

  #restartTimer(): void {
    clearTimeout(this.#timer)
    const deadlineMs = this.#pending?.deadlineMs ?? 0
    this.#timer = setTimeout(() => {
      this.#fail((call) => new CeremonyError('token/host-hung', { call, deadlineMs }), 'it gave no sign of life')
      this.#child.kill('SIGKILL') // SIGTERM would wait for the call that hangs
    }, deadlineMs)
  }

  #settled(): void {
    clearTimeout(this.#timer)
    this.#pending = undefined
  }

  /** No more calls; the one that waits, if any, fails with this error. */
  #fail(error: (call: CallName) => CeremonyError, reason: string): void {
    const pending = this.#pending
    this.#settled()
    this.#gone ??= reason
    pending?.settle({ error: error(pending.call) })
  }
}

/**
 * Small programs of Debian's util-linux that start the host for us where they are: no core dump (it would hold the
 * PIN), and death of the station takes the host with it even while a library hangs.
 */
function guards(): readonly string[] {
  const found = (path: string, ...options: readonly string[]) => (existsSync(path) ? [path, ...options] : [])
  return [...found('/usr/bin/prlimit', '--core=0'), ...found('/usr/bin/setpriv', '--pdeathsig', 'KILL')]
}

/** An error of ours from its code and detail; undefined where the two do not make one that has words. */
function rebuild(code: string, detail: unknown): Outcome | undefined {
  const known = errorCodes.find((candidate) => candidate === code)
  if (known === undefined) return undefined
  try {
    const error = new CeremonyError<ErrorCode>(known, detail as never) // printable text and numbers only (answers.ts); its words are tried next
    wordsOf(error)
    return { error }
  } catch (error) {
    if (error instanceof TypeError) return undefined // a detail of another code's shape
    throw error
  }
}
