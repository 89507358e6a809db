// Who arms a fault, when it strikes, and when it is over. A rehearsal has one; in production there is none to ask.

import type { FlatStep } from '../../../core/ceremony/expanded.ts'
import { currentStep, type State } from '../../../core/ceremony/state.ts'
import { CeremonyError } from '../../../core/errors.ts'
import { serialAt } from '../../../core/formats/site.ts'
import type { Staging } from '../../../core/formats/staging.ts'
import type { CeremonyFiles } from '../files.node.ts'
import { checkKnown } from '../participants.ts'
import { type FaultId, faultOf, faults, placesOf } from './faults.ts'

type Armed = { readonly fault: FaultId; readonly at: string; struck: boolean; over: boolean }

/** Who arms it, where the trainer is nobody of the plan. */
export const trainerName = 'trainer'

export class Trainer {
  readonly #armed: Armed[] = []
  #files: CeremonyFiles | undefined

  /**
   * From now on faults can be armed, in this ceremony. What an earlier run armed is disarmed by the restart.
   * @throws CeremonyError `trainer/production`: nothing that stages a fault may be near it.
   */
  attach(files: CeremonyFiles): void {
    if (files.mode !== 'rehearsal') throw new CeremonyError('trainer/production', {})
    this.#files = files
    for (const { fault, at } of files.recorder.state.staged) {
      const known = faults.find(({ id }) => id === fault)?.id
      if (known !== undefined) this.#armed.push({ fault: known, at, struck: known === 'power-cut', over: true })
    }
  }

  /** The state of the ceremony; undefined while it is being opened. */
  get state(): State | undefined {
    return this.#files?.recorder.state
  }

  /** The serial that the module reports for the token of the step that stands. */
  get serial(): string | undefined {
    const token = this.#standing?.bound.token
    const planned = this.#files?.plan.tokens.find(({ id }) => id === token)
    return planned === undefined || this.#files === undefined ? undefined : serialAt(this.#files.site, planned)
  }

  /** The act of the step that stands, if it is one. */
  get action(): string | undefined {
    const step = this.#standing
    return step?.kind === 'perform' ? step.action : undefined
  }

  get #standing(): FlatStep | undefined {
    return this.state === undefined ? undefined : currentStep(this.state)
  }

  /**
   * Arm a fault for a step. The line is flushed before anything can strike, so a staged fault is always on record.
   * @param input.by - a person of the plan, or `trainer`.
   * @throws CeremonyError `trainer/unknown-fault`, `trainer/not-there`, `trainer/armed`, `ceremony/not-you`, and what
   *   the recorder throws; then nothing is armed.
   */
  arm(input: { readonly fault: string; readonly step: string; readonly by: string }): void {
    const files = this.#files
    if (files === undefined) throw new CeremonyError('station/bug', { what: 'a trainer without a rehearsal' })
    const { fault: name, step, by } = input
    const fault = faults.find(({ id }) => id === name)
    if (fault === undefined) {
      const known = faults.map(({ id }) => id).join(', ')
      throw new CeremonyError('trainer/unknown-fault', { fault: name, known })
    }
    if (by !== trainerName) checkKnown(files, by)
    const places = this.#placesOf(fault.id).map(({ id }) => id)
    if (!places.includes(step)) {
      const detail = { fault: fault.id, step, places: places.slice(0, 20).join(', ') }
      throw new CeremonyError('trainer/not-there', detail)
    }
    if (this.#armed.some((each) => each.fault === fault.id && each.at === step && !each.over))
      throw new CeremonyError('trainer/armed', { fault: fault.id, step })
    const standing = this.#standing?.id ?? 'end'
    files.recorder.record({ type: 'staged', step: standing, by, fault: fault.id, at: step })
    this.#armed.push({ fault: fault.id, at: step, struck: false, over: false })
  }

  /** Whether the fault is armed for the step that stands, and not over; nothing strikes by asking. */
  isArmed(fault: FaultId): boolean {
    return this.#here(fault) !== undefined
  }

  /** Whether the fault strikes now. One that strikes once is over with this. */
  strikes(fault: FaultId): boolean {
    const armed = this.#here(fault)
    if (armed === undefined) return false
    armed.struck = true
    if (faultOf(fault)?.lasts === 'once') armed.over = true
    return true
  }

  /** Something else ended it: a person confirmed the time. */
  end(fault: FaultId): void {
    const armed = this.#here(fault)
    if (armed !== undefined) armed.over = true
  }

  /** What can be armed from the step that stands on, and what came of what was armed. */
  staging(): Staging {
    return {
      faults: faults.flatMap(({ id, title, does, lesson }) => {
        const steps = this.#placesOf(id).map((step) => ({ id: step.id, number: step.number, title: step.title }))
        return steps.length === 0 ? [] : [{ id, title, does, lesson, steps }]
      }),
      armed: this.#armed.map(({ fault, at, struck }) => ({
        fault,
        title: faultOf(fault)?.title ?? fault,
        lesson: faultOf(fault)?.lesson ?? '',
        step: at,
        struck,
        overcome: struck && this.#isPassed(at),
      })),
    }
  }

  #here(fault: FaultId): Armed | undefined {
    const at = this.#standing?.id
    return this.#armed.find((each) => each.fault === fault && each.at === at && !each.over)
  }

  #placesOf(fault: FaultId): readonly FlatStep[] {
    const found = faultOf(fault)
    const { state } = this
    if (found === undefined || state === undefined || ['closed', 'stopped'].includes(state.status)) return []
    return placesOf(found, state.script.steps.slice(state.cursor))
  }

  #isPassed(step: string): boolean {
    const { state } = this
    return state?.script.steps.slice(0, state.cursor).some(({ id }) => id === step) ?? false
  }
}
