// What people decided while a token was quiet, until it is recorded: with the end of the act, since no line may stand within one.

import type { JsonObject } from '../../core/formats/json.ts'
import type { Id } from '../../core/formats/plan.ts'

/** More time that somebody gave to a call; of one person to one call added up, so that it stays short. */
type More = { readonly by: Id; readonly call: string; readonly ms: number }

export class Patience {
  #waitedLonger: readonly More[] = []
  #gaveUp: Id | undefined

  waitedLonger(more: More): void {
    const isSame = (each: More): boolean => each.by === more.by && each.call === more.call
    const before = this.#waitedLonger.find(isSame)?.ms ?? 0
    this.#waitedLonger = [...this.#waitedLonger.filter((each) => !isSame(each)), { ...more, ms: before + more.ms }]
  }

  gaveUp(by: Id): void {
    this.#gaveUp = by
  }

  /** All of it, once. @see docs/formats/transcript.md section 4 */
  take(): JsonObject {
    const facts = {
      ...(this.#waitedLonger.length === 0 ? {} : { waitedLonger: this.#waitedLonger }),
      ...(this.#gaveUp === undefined ? {} : { gaveUp: this.#gaveUp }),
    }
    this.#waitedLonger = []
    this.#gaveUp = undefined
    return facts
  }
}
