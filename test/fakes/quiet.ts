// A token that does what it was asked, and then is quiet: its answer comes when the test lets it, or somebody gives up.

import { CeremonyError } from '../../core/errors.ts'
import type { TokenHost, Waiting } from '../../core/token/port.ts'

/** One call of one method; what comes after it is answered at once. Its clock stands where the test puts it. */
export class QuietToken implements Pick<TokenHost, 'waiting' | 'extend' | 'giveUp'> {
  readonly #method: string
  readonly #reached = Promise.withResolvers<void>()
  #waiting: PromiseWithResolvers<void> | undefined
  #over = false
  quietMs = 8_000
  leftMs = 52_000

  constructor(method: string) {
    this.#method = method
  }

  /** Resolves when the call is under way. */
  get reached(): Promise<void> {
    return this.#reached.promise
  }

  /** What the host does between the deed and its answer. */
  async hold(method: string): Promise<void> {
    if (method !== this.#method || this.#waiting !== undefined) return
    this.#waiting = Promise.withResolvers()
    this.#reached.resolve()
    await this.#waiting.promise
  }

  answer(): void {
    this.#over = true
    this.#waiting?.resolve()
  }

  waiting(): Waiting | undefined {
    if (this.#waiting === undefined || this.#over) return undefined
    return { call: this.#method, quietMs: this.quietMs, leftMs: this.leftMs }
  }

  extend(byMs: number): boolean {
    if (this.waiting() === undefined) return false
    this.leftMs += byMs
    return true
  }

  giveUp(): void {
    if (this.waiting() === undefined) return
    this.#over = true
    this.#waiting?.reject(new CeremonyError('token/host-hung', { call: this.#method, deadlineMs: this.quietMs }))
  }
}
