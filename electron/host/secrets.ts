// Secrets that were typed for the step that stands, on their way to the token host. Wiped when the step moves.

import type { FlatSecret, FlatStep } from '../../core/ceremony/expanded.ts'
import { CeremonyError } from '../../core/errors.ts'
import { Secret } from '../../core/secret.ts'
import { guardMemory, wipeFreedSoon } from './memory.node.ts'

type Slot = FlatSecret['slot']

export class TypedSecrets {
  #step = ''
  readonly #slots = new Map<Slot, Secret>()

  constructor() {
    guardMemory() // for whoever leads a ceremony without a shell; a shell did so before its window opened
  }

  /** Takes the bytes over; the caller's copy is overwritten. A slot typed again replaces the first. */
  put(step: string, slot: Slot, bytes: Uint8Array): void {
    if (step !== this.#step) this.clear()
    this.#step = step
    this.#slots.get(slot)?.destroy()
    this.#slots.set(slot, Secret.take(bytes))
  }

  given(step: string): readonly Slot[] {
    return step === this.#step ? [...this.#slots.keys()] : []
  }

  /** @throws CeremonyError `ceremony/secret-missing` naming what to type. */
  take(step: FlatStep, slot: Slot): Secret {
    const secret = step.id === this.#step ? this.#slots.get(slot) : undefined
    if (secret === undefined) {
      const secrets = step.kind === 'perform' || step.kind === 'enter' ? step.secrets : []
      const missing = secrets.find((candidate) => candidate.slot === slot)?.label ?? slot
      throw new CeremonyError('ceremony/secret-missing', { step: step.id, missing })
    }
    return secret
  }

  clear(): void {
    if (this.#slots.size > 0) wipeFreedSoon()
    for (const secret of this.#slots.values()) secret.destroy()
    this.#slots.clear()
    this.#step = ''
  }
}
