// A process that holds a secret: started apart, watched by a deadline, ended by SIGKILL. Knows nothing of tokens or backups. Rule TOKEN-APART.

import { CeremonyError, type ErrorCode, errorCodes, wordsOf } from '../errors.ts'
import { Deadline, type Quiet } from './deadline.node.ts'
import { frameReader } from './frame-reader.ts'
import { decodeFrame, encodeFrame } from './frames.ts'
import { currentLauncher, type Launch, type Launched, type Launcher } from './launcher.node.ts'
import { type HostMessage, type Parsed, parseMessage } from './messages.ts'

const outputLimit = 16 * 1024

/** A protocol: each call by its name, what it takes and what it gives; null where there is nothing. */
export type CallTable = Readonly<Record<string, { readonly argument: unknown; readonly answer: unknown }>>

/** How a process ended, or why it is not asked any more. Its kind says what that means to people. */
export type HostEnd =
  | { readonly how: 'died'; readonly signal: string; readonly exitCode: number }
  | { readonly how: 'hung'; readonly deadlineMs: number }
  | { readonly how: 'protocol'; readonly what: string }
  | { readonly how: 'gone'; readonly reason: string }

/** What tells one kind of process from another. */
export type HostKind<C extends CallTable> = {
  readonly launch: Launch
  /** The codes with which it may refuse. */
  readonly refusals: RegExp
  readonly parseAnswer: <N extends keyof C & string>(call: N, answer: unknown) => Parsed<C[N]['answer']>
  readonly error: (call: string, end: HostEnd) => CeremonyError
}

type Outcome = { readonly answer: unknown } | { readonly error: CeremonyError }
type Pending = { readonly id: number; readonly call: string; readonly deadlineMs: number; settle(o: Outcome): void }

/** One child process, one call at a time in the order in which they were asked. Ends once and for all. */
export class HostProcess<C extends CallTable> {
  readonly #kind: HostKind<C>
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
  constructor(kind: HostKind<C>, launch: Launcher = currentLauncher()) {
    this.#kind = kind
    const read = frameReader((frame) => {
      const decoded = frame && decodeFrame(frame)
      this.#receive(decoded && parseMessage(decoded.value, kind.refusals))
      frame?.fill(0) // an answer may hold a secret; what was asked for was copied out of it
    })
    const ended = Promise.withResolvers<void>()
    this.#ended = ended.promise
    this.#child = launch(kind.launch, {
      // Bytes that nobody asked for are no frame that might still be one: nothing of them is kept.
      bytes: (piece) => (piece === undefined || this.#pending === undefined ? this.#receive(undefined) : read(piece)),
      // A library may write what it likes; it is read so that it never blocks, and bounded.
      output: (text) => {
        this.#output = (this.#output + text).slice(-outputLimit)
      },
      // A library that closed our channel can answer no more, whatever else it still does.
      broken: () => this.#child.kill(),
      ended: (signal, exitCode) => {
        this.#fail({ how: 'died', signal, exitCode }, 'its process died')
        ended.resolve()
      },
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
   * @throws CeremonyError what the host refused with; what its kind says of a process that hung, died or broke the protocol, once,
   *   then what it says of one that is gone, for every later call.
   */
  call<N extends keyof C & string>(
    name: N,
    deadlineMs: number,
    post: (send: (argument: C[N]['argument']) => void) => void,
  ): Promise<C[N]['answer']> {
    const turn = this.#queue.then(() => this.#ask(name, deadlineMs, post))
    this.#queue = turn.catch(() => undefined) // the caller gets the error; the queue only waits
    return turn
  }

  /** False once it is known to be gone: no more calls are taken. */
  alive(): boolean {
    return this.#gone === undefined
  }

  /** The call that is under way, how long it has been quiet, and when its process will be ended for it. */
  waiting(): (Quiet & { readonly call: string }) | undefined {
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

  async #ask<N extends keyof C & string>(
    name: N,
    deadlineMs: number,
    post: (send: (argument: C[N]['argument']) => void) => void,
  ): Promise<C[N]['answer']> {
    if (this.#gone !== undefined) throw this.#kind.error(name, { how: 'gone', reason: this.#gone })
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
    return outcome.answer // parsed by the kind for this very call
  }

  #receive(message: HostMessage | undefined): void {
    const pending = this.#pending
    if (message === undefined || pending === undefined || message.id !== pending.id) {
      this.#distrust(message === undefined ? 'a message of no known form' : 'an answer to nothing')
      return
    }
    if (message.kind === 'alive') {
      this.#deadline.restart(pending.deadlineMs)
      return
    }
    if (message.kind === 'answer') {
      // At once, since byte strings are views of a frame that is overwritten next.
      const parsed = this.#kind.parseAnswer(pending.call, message.answer)
      if ('problem' in parsed) this.#distrust(parsed.problem)
      else this.#settle(parsed)
      return
    }
    const refusal = rebuild(message.code, message.detail)
    if (refusal === undefined) this.#distrust('a refusal that is none of ours')
    else this.#settle(refusal)
  }

  /** What came is not what this protocol has: the process is not ours any more. */
  #distrust(what: string): void {
    this.#fail({ how: 'protocol', what }, 'it broke the protocol')
    this.#child.kill()
  }

  #settle(outcome: Outcome): void {
    const pending = this.#pending
    this.#settled()
    pending?.settle(outcome)
  }

  #hung(quietMs: number): void {
    this.#fail({ how: 'hung', deadlineMs: Math.round(quietMs) }, 'it gave no sign of life')
    this.#child.kill() // SIGTERM would wait for the call that hangs
  }

  #settled(): void {
    this.#deadline.stop()
    this.#pending = undefined
  }

  /** No more calls; the one that waits, if any, fails with this error. */
  #fail(end: HostEnd, reason: string): void {
    this.#gone ??= reason
    if (this.#pending !== undefined) this.#settle({ error: this.#kind.error(this.#pending.call, end) })
  }
}

/** An error of ours from its code and detail; undefined where the two do not make one that has words. */
function rebuild(code: string, detail: unknown): Outcome | undefined {
  const known = errorCodes.find((candidate) => candidate === code)
  if (known === undefined) return undefined
  try {
    const error = new CeremonyError<ErrorCode>(known, detail as never) // printable text and numbers only (messages.ts); its words are tried next
    wordsOf(error)
    return { error }
  } catch (error) {
    if (error instanceof TypeError) return undefined // a detail of another code's shape
    throw error
  }
}
