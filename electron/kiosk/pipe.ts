// A small client of the Chrome DevTools Protocol over a pipe: NUL-separated JSON, flat sessions, no port.

import type { Readable, Writable } from 'node:stream'
import { CeremonyError } from '../../core/errors.ts'
import type { Commands, Events } from './protocol.ts'

export type Session = string | undefined
export type Listener = (event: CdpEvent) => void

/** One event of a page (`session`), or of the browser itself (no session). */
export type CdpEvent = {
  [E in keyof Events]: { readonly method: E; readonly params: Events[E]; readonly session: Session }
}[keyof Events]

type Answered = { readonly resolve: (result: never) => void; readonly reject: (error: CeremonyError) => void }
type Message = {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message?: string }
  readonly method?: string
  readonly params?: unknown
  readonly sessionId?: string
}

/**
 * The pipe of one browser. What comes through it is believed in form: it is written by the browser process, which is
 * the one that draws the guards; pages do not reach it but through what we asked the browser to report.
 * @see Chromium, --remote-debugging-pipe
 */
export class Pipe {
  /** Settles when the other end is gone. */
  readonly ended: Promise<void>
  readonly #to: Writable
  readonly #waiting = new Map<number, Answered & { readonly call: string }>()
  readonly #listeners = new Set<Listener>()
  #lastId = 0
  #isEnded = false
  #partial: Buffer[] = []

  constructor(to: Writable, from: Readable) {
    this.#to = to
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#end()
        resolve()
      }
      for (const event of ['end', 'error', 'close']) from.on(event, end)
      to.on('error', end)
    })
    from.on('data', (chunk: Buffer) => this.#collect(chunk))
  }

  /** Hear every event. Returns what stops it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Give one order and wait for its answer.
   * @param session - the page that it is for; the browser itself without.
   * @throws CeremonyError `window/browser` where it was refused, `window/gone` where the browser has ended.
   */
  send<C extends keyof Commands>(
    call: C,
    params: Commands[C]['params'],
    session?: Session,
  ): Promise<Commands[C]['result']> {
    if (this.#isEnded) return Promise.reject(new CeremonyError('window/gone', { call }))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { call, resolve, reject })
      const of = session === undefined ? {} : { sessionId: session }
      this.#to.write(`${JSON.stringify({ id, method: call, params, ...of })}\0`)
    })
  }

  #collect(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#partial.push(chunk.subarray(from, end))
      const whole = Buffer.concat(this.#partial)
      const text = whole.toString('utf8')
      // A call that brings a PIN comes this way.
      for (const bytes of [whole, ...this.#partial]) bytes.fill(0)
      this.#partial = []
      from = end + 1
      this.#receive(JSON.parse(text) as Message) // the form of the protocol; the browser itself wrote it
    }
    if (from < chunk.length) this.#partial.push(chunk.subarray(from))
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      const event = { method: message.method, params: message.params, session: message.sessionId } as CdpEvent // events that we do not know are passed over by the listeners
      for (const listener of [...this.#listeners]) listener(event)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error === undefined)
      waiting?.resolve(message.result as never) // the result that the table names for this call
    else {
      const reason = String(message.error.message).slice(0, 200)
      waiting?.reject(new CeremonyError('window/browser', { call: waiting.call, reason }))
    }
  }

  #end(): void {
    this.#isEnded = true
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { call, reject } of waiting) reject(new CeremonyError('window/gone', { call }))
  }
}
