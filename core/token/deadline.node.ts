// How long a call of the token process may be quiet: counted from the last sign of life, and a person may put it off.

import { CeremonyError } from '../errors.ts'

/** Of a call that is under way. */
export type Quiet = { readonly quietMs: number; readonly leftMs: number }

/** One deadline at a time. `onEnd` is told how long it was quiet in the end. */
export class Deadline {
  readonly #onEnd: (quietMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #lastSign = 0
  #allowedMs = 0

  constructor(onEnd: (quietMs: number) => void) {
    this.#onEnd = onEnd
  }

  /** A call begins, or gives a sign of life: the whole time from now. What a person gave before is used up. */
  restart(allowedMs: number): void {
    this.#lastSign = performance.now()
    this.#allowedMs = allowedMs
    this.#wait(allowedMs)
  }

  /** The call is over. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** @returns undefined where no call is under way. */
  quiet(): Quiet | undefined {
    if (this.#timer === undefined) return undefined
    const quietMs = performance.now() - this.#lastSign
    return { quietMs: Math.round(quietMs), leftMs: Math.max(0, Math.round(this.#allowedMs - quietMs)) }
  }

  /**
   * So much more, for this quiet alone; false where no call is under way any more. A day in all.
   * @param byMs - at most one hour.
   * @throws CeremonyError `token/request`.
   */
  extend(byMs: number): boolean {
    if (!(byMs > 0 && byMs <= 3_600_000))
      throw new CeremonyError('token/request', {
        call: 'extend',
        problem: 'a deadline put off by no time or over an hour',
      })
    const quiet = this.quiet()
    if (quiet === undefined) return false
    // setTimeout takes no more than 24 days; nobody waits for longer than one.
    this.#allowedMs = Math.min(this.#allowedMs + byMs, 86_400_000)
    this.#wait(this.#allowedMs - quiet.quietMs)
    return true
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#onEnd(this.#allowedMs)
    }, ms)
  }
}
