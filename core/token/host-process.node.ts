// The process behind a token session: started apart, watched by a deadline, ended by SIGKILL. Knows nothing of tokens. Rule TOKEN-APART.

import { fileURLToPath } from 'node:url'
import { CeremonyError, type ErrorCode, errorCodes, wordsOf } from '../errors.ts'
import type { SiteModule } from '../formats/site.ts'
import { type HostMessage, parseAnswer, parseMessage } from './answers.ts'
import { Deadline, type Quiet } from './deadline.node.ts'
import { frameReader } from './frame-reader.ts'
import { decodeFrame, encodeFrame } from './frames.ts'
import { baseEnvironment, currentLauncher, type Launched, type Launcher } from './launcher.node.ts'
import type { Answer, Argument, CallName } from './protocol.ts'

const hostPath = fileURLToPath(new URL('./host.node.ts', import.meta.url))
const outputLimit = 16 * 1024

type Outcome = { readonly answer: unknown } | { readonly error: CeremonyError }
type Pending = { readonly id: number; readonly call: CallName; readonly deadlineMs: number; settle(o: Outcome): void }

/** One child process, one call at a time in the order in which they were asked. Ends once and for all. */
export class HostProcess {
  readonly #child: Launched
  readonly #ended: Promise<void>
  #queue: Promise<unknown> = Promise.resolve()
  #lastId = 0
  #pending: Pending | undefined
  readonly #deadline = new Deadline((quietMs) => this.#hung(quietMs))
  /** Why no more calls are taken. */
  #gone: string | undefined
  #output = ''

  /** @param launch - how it is started; this station's own way by default. */
  constructor(environment: SiteModule['environment'], launch: Launcher = currentLauncher()) {
    const read = frameReader((frame) => {
      const decoded = frame && decodeFrame(frame)
      this.#receive(decoded && parseMessage(decoded.value))
    })
    const ended = Promise.withResolvers<void>()
    this.#ended = ended.promise
    this.#child = launch(
      { script: hostPath, environment: { ...baseEnvironment(), ...environment } },
      {
        // Bytes that nobody asked for are no frame that might still be one: nothing of them is kept.
        bytes: (piece) => (piece === undefined || this.#pending === undefined ? this.#receive(undefined) : read(piece)),
        // A library may write what it likes; it is read so that it never blocks, and bounded.
        output: (text) => {
          this.#output = (this.#output + text).slice(-outputLimit)
        },
        // A library that closed our channel can answer no more, whatever else it still does.
        broken: () => this.#child.kill(),
        ended: (signal, exitCode) => {
          this.#fail((call) => new CeremonyError('token/host-died', { call, signal, exitCode }), 'its process died')
          ended.resolve()
        },
      },
    )
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

  /** The call that is under way, how long it has been quiet, and when its process will be ended for it. */
  waiting(): (Quiet & { readonly call: CallName }) | undefined {
    const quiet = this.#deadline.quiet()
    return quiet && this.#pending && { call: this.#pending.call, ...quiet }
  }

  /** A person gives the call that is under way more time; false where none is. @param byMs - at most one hour. */
  extend(byMs: number): boolean {
    return this.#deadline.extend(byMs)
  }

  /** A person waits no longer: as if the deadline were over now. */
  giveUp(): void {
    const quiet = this.#deadline.quiet()
    if (quiet !== undefined) this.#hung(quiet.quietMs)
  }

  /** SIGKILL, and wait until the process is gone. Harmless when it is. */
  async kill(reason: string): Promise<void> {
    this.#gone ??= reason
    this.#child.kill()
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
      this.#deadline.restart(deadlineMs)
      try {
        post((argument) => this.#child.send(encodeFrame({ id, call: name, argument })))
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

  #receive(message: HostMessage | undefined): void {
    const pending = this.#pending
    if (message === undefined || pending === undefined || message.id !== pending.id) {
      const what = message === undefined ? 'a message of no known form' : 'an answer to nothing'
      this.#fail((call) => new CeremonyError('token/host-protocol', { call, what }), 'it broke the protocol')
      this.#child.kill()
      return
    }
    if (message.kind === 'alive') {
      this.#deadline.restart(pending.deadlineMs)
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

  #hung(quietMs: number): void {
    const deadlineMs = Math.round(quietMs)
    this.#fail((call) => new CeremonyError('token/host-hung', { call, deadlineMs }), 'it gave no sign of life')
    this.#child.kill() // SIGTERM would wait for the call that hangs
  }

  #settled(): void {
    this.#deadline.stop()
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
