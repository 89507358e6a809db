// What follows when the secret of a backup is gone before its end: its set is void; or, where its cards are all that is left of the key, nothing
// may void it. Rules BACKUP-VOID, BACKUP-ONLY-CARDS. docs/backup.md section 3.

import type { EventOf } from '../../core/ceremony/event.ts'
import { currentStep, type State, scopeOf } from '../../core/ceremony/state.ts'
import { isOnlyInCards, sentToPrinter } from '../../core/ceremony/void.ts'
import type { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'
import { personName } from '../../core/plan/uses.ts'
import type { ActionContext, Found } from './actions/action.ts'
import { type OnlyCards, onlyCardsLeft } from './actions/backup/lock.ts'
import type { CeremonyFiles } from './files.node.ts'
import { cutToText } from './interruptions.ts'
import type { PerformStep } from './performing.ts'
import type { ScopeDesk } from './scope-desk.ts'

export class LostSecret {
  readonly #files: CeremonyFiles
  readonly #scope: ScopeDesk
  readonly #context: (step: PerformStep) => ActionContext
  #told: OnlyCards | undefined

  /** @param context - of a step that only reads. */
  constructor(files: CeremonyFiles, scope: ScopeDesk, context: (step: PerformStep) => ActionContext) {
    this.#files = files
    this.#scope = scope
    this.#context = context
  }

  get #state(): State {
    return this.#files.recorder.state
  }

  /** BACKUP-VOID: the step that stands needs a secret that is gone. @returns what is to be recorded before anything else; undefined where nothing is void. */
  voids(): EventOf<'voided'> | undefined {
    const set = scopeOf(this.#state)
    const { status, pending } = this.#state
    const step = currentStep(this.#state)
    if (set === undefined || step === undefined || status !== 'running' || pending !== undefined) return
    if (this.#scope.isAlive(set) || isOnlyInCards(this.#state)) return
    return { type: 'voided', step: step.id, set, reason: this.#whyVoid(set) }
  }

  /** BACKUP-ONLY-CARDS: what was found, now or before the secret was lost, lets the act neither count as done nor be done again. */
  refusesBoth(found: Found | undefined): CeremonyError | undefined {
    const step = currentStep(this.#state)
    const set = scopeOf(this.#state)
    if (this.#state.pending !== undefined) return found?.refuses ?? this.#leftOpen(found)
    if (set === undefined || step?.kind !== 'perform' || this.#scope.isAlive(set) || !isOnlyInCards(this.#state)) return
    return this.#onlyCards(step, 'ceremony/only-cards-left')
  }

  /** A person acts: a disk that did not take the record is asked once more. */
  askDiskAgain(): void {
    if (this.#told?.detail.notKept !== undefined) this.#told = undefined
  }

  /** A card that was printed and not read back yet stands in no outcome: here it does, where the station still knows. */
  #whyVoid(set: Id): string {
    const printed = this.#scope
      .printedOf(set)
      .map(([holder, made]) => `${personName(this.#files.plan, holder)} ${made.printed} (${made.printers.join(', ')})`)
    const sent = printed.length === 0 ? '' : `; ${sentToPrinter}${printed.join('; ')}`
    return cutToText(`the process that held the secret is gone${sent}`)
  }

  /** The same where the stop itself ended the secret: nobody can look any more, and what was found could have been done again until then. */
  #leftOpen(found: Found | undefined): CeremonyError | undefined {
    const step = currentStep(this.#state)
    if (this.#state.disposition !== 'void' || step?.kind !== 'perform' || step.action !== 'backup/lock') return
    if (found?.found.key === 'there') return
    return this.#onlyCards(step, found === undefined ? 'ceremony/only-cards-unlooked' : 'ceremony/only-cards-left')
  }

  /** Told at each view, and the record kept once. */
  #onlyCards(step: PerformStep, code: OnlyCards['code']): CeremonyError {
    if (this.#told?.code !== code) this.#told = onlyCardsLeft(this.#context(step), code)
    return this.#told
  }
}
