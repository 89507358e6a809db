// Long: one small method a call of the bridge, in one order.
// One ceremony under way: the calls that a window makes, each a check, a line in the transcript, and a new view.

import { startSecretHost } from '../../core/backup/secret-client.node.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { missingCodes } from '../../core/ceremony/next.ts'
import { currentStep, type State, scopeOf } from '../../core/ceremony/state.ts'
import { viewOf } from '../../core/ceremony/view.ts'
import { CeremonyError, wordsOf } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'
import type { CardSheet, ShownCard, ShownFault } from '../../core/formats/share-view.ts'
import type { View } from '../../core/formats/view.ts'
import type { Disk as Medium } from '../../core/media/disk.ts'
import { personName } from '../../core/plan/uses.ts'
import { Secret } from '../../core/secret.ts'
import type { ActionContext, Found } from './actions/action.ts'
import { answerOf, type GivenAnswer } from './answering.ts'
import { checkNewCode } from './codes.node.ts'
import type { CeremonyFiles } from './files.node.ts'
import { finishBag, refuseFewSeals } from './finish.ts'
import * as interruptions from './interruptions.ts'
import { LostSecret } from './lost-secret.ts'
import { checkCode, checkMayDo } from './participants.ts'
import { checkDecision, lookInto, type PerformStep, performStep, prepareStep } from './performing.ts'
import { ScopeDesk, type StartSecretHost } from './scope-desk.ts'
import { TypedSecrets } from './secrets.ts'
import { printCardOf, readCard, type Shares, shareViewOf, showCard } from './shares.ts'
import type { TokenDesk } from './token-desk.ts'

export type HostOptions = {
  readonly hint?: (step: FlatStep) => string | null
  readonly medium?: Medium | undefined
  readonly startSecretHost?: StartSecretHost
}

export class CeremonyHost {
  readonly #files: CeremonyFiles
  readonly #desk: TokenDesk
  readonly #hint: ((step: FlatStep) => string | null) | undefined
  readonly #medium: Medium | undefined
  readonly #scope: ScopeDesk
  readonly #lost: LostSecret
  readonly #secrets = new TypedSecrets()
  #found: Found | undefined
  /** How an act ended, where the disk did not take the line: recorded first thing when the step is performed again. */
  #owed: CeremonyEvent | undefined
  #bag: string | null = null

  /** @param options - for a rehearsal: what nobody could know of a throw-away token, and the port to the stick; how a secret host is started. */
  constructor(files: CeremonyFiles, desk: TokenDesk, options: HostOptions = {}) {
    this.#medium = options.medium
    this.#files = files
    this.#desk = desk
    this.#hint = options.hint
    this.#scope = new ScopeDesk(
      options.startSecretHost ?? startSecretHost,
      files.plan.recovery === undefined ? 'made' : 'read',
    )
    this.#lost = new LostSecret(files, this.#scope, (step) => this.#context(step, false))
    this.#voidIfGone()
  }

  get #state(): State {
    return this.#files.recorder.state
  }

  view(): View {
    const step = currentStep(this.#state)
    const share = shareViewOf(this.#shares)
    const refuses = this.#lost.refusesBoth(this.#found)
    const given = [
      ...(step === undefined ? [] : this.#secrets.given(step.id)),
      ...(share?.read === true ? (['share'] as const) : []),
    ]
    return viewOf(this.#state, this.#files.plan, {
      now: this.#files.recorder.now(),
      slotsNeeded: this.#slotsNeeded().filter((slot) => !given.includes(slot)),
      slotsGiven: given,
      found:
        this.#found === undefined ? undefined : { facts: this.#found.found, done: this.#found.facts !== undefined },
      stop: refuses === undefined ? undefined : wordsOf(refuses),
      needsClock: this.#files.recorder.clockIsBack(),
      hint: this.#hint,
      share,
      bag: this.#bag,
    })
  }

  /** An attest, choose, enter, compare or transfer step, answered by a person. */
  async answer(input: GivenAnswer): Promise<View> {
    this.#refuseVoid()
    const step = this.#standing(input.step)
    checkMayDo(this.#files, { who: step.by, by: input.by, step: step.id })
    const answer = answerOf(this.#state, step, input, this.#files.recorder.now())
    if (!answer.fits && this.#state.misfit !== undefined && step.otherwise?.goTo === undefined) {
      if (step.otherwise?.mayContinue !== true) throw new CeremonyError('ceremony/must-fit', { step: step.id })
      if (this.#state.excuse === undefined) throw new CeremonyError('ceremony/needs-deviation', { step: step.id })
    }
    // The secret host has the card now: the record must not say that it was never read.
    if (!answer.fits && shareViewOf(this.#shares)?.read === true)
      throw new CeremonyError('ceremony/not-now', { asked: step.id, reason: 'its card was read, and is right' })
    const setsCode = step.kind === 'enter' && step.secrets.some((secret) => secret.slot === 'code')
    if (setsCode && answer.fits) this.#files.codes.set(input.by, this.#secrets.take(step, 'code'))
    this.#files.recorder.record({
      type: 'answered',
      step: step.id,
      by: input.by,
      auth: setsCode ? 'code' : 'claimed',
      ...answer,
    })
    return this.#moved()
  }

  /** A PIN or a new private code, typed by one person for the step that stands. The bytes are overwritten. */
  async secret(input: { step: string; slot: string; by: Id; value: Uint8Array }): Promise<View> {
    try {
      this.#running('secret')
      this.#refuseVoid()
      const step = this.#standing(input.step)
      const slots = step.kind === 'perform' || step.kind === 'enter' ? step.secrets : []
      const slot = slots.find((candidate) => candidate.slot === input.slot)
      if (slot === undefined || slot.slot === 'share')
        throw new CeremonyError('ceremony/not-now', { asked: 'secret', reason: 'this step takes no such secret' })
      checkMayDo(this.#files, { who: slot.by, by: input.by, step: step.id })
      if (slot.slot === 'code') checkNewCode(personName(this.#files.plan, input.by), input.value)
      // The right token, the checks, no fork: whatever refuses the act refuses before its PIN is taken.
      if (step.kind === 'perform' && this.#state.pending === undefined) {
        await this.#atTheDesk(() => prepareStep(this.#files.recorder, this.#context(step, true), input.by))
      }
      this.#secrets.put(step.id, slot.slot, input.value)
    } finally {
      input.value.fill(0)
    }
    return this.view()
  }

  /** One of the private codes that an irreversible act takes. */
  async confirm(input: { step: string; by: Id; code: Uint8Array }): Promise<View> {
    const code = Secret.take(input.code)
    try {
      const step = this.#standing(input.step)
      if (step.kind !== 'perform' || step.irreversible === undefined) {
        throw new CeremonyError('ceremony/not-now', { asked: 'confirm', reason: 'this step takes no private codes' })
      }
      checkMayDo(this.#files, { who: [...step.by, ...step.irreversible.confirmedBy], by: input.by, step: step.id })
      checkCode(this.#files, { step: step.id, by: input.by, code })
      this.#files.recorder.record({ type: 'confirmed', step: step.id, by: input.by, auth: 'code' })
    } finally {
      code.destroy()
    }
    return this.view()
  }

  /** @param input.spendTry - said aloud: the PIN is known, a try may be spent although few are left. */
  async perform(input: { step: string; by: Id; spendTry?: boolean | undefined }): Promise<View> {
    if (this.#owed !== undefined) return this.#recordOwed(this.#owed)
    this.#refuseVoid()
    const step = this.#performing(input.step)
    checkMayDo(this.#files, { who: step.by, by: input.by, step: step.id })
    for (const slot of this.#slotsNeeded())
      if (missingCodes(this.#state, step) === undefined) this.#secrets.take(step, slot)
    const owed = (ended: CeremonyEvent | undefined): void => {
      this.#owed = ended
    }
    await this.#atTheDesk(() =>
      performStep(this.#files.recorder, this.#context(step, input.spendTry ?? false), input.by, owed),
    )
    return this.#moved()
  }

  /** After a restart in the middle of an act: look how it stands, without changing anything. */
  async look(input: { by: Id; spendTry?: boolean | undefined }): Promise<View> {
    this.#running('look')
    const { step, detail } = this.#interrupted()
    checkMayDo(this.#files, { who: step.by, by: input.by, step: step.id })
    this.#found = undefined // what was found before is not what is there now
    this.#found = await this.#atTheDesk(() =>
      lookInto(this.#files.recorder, this.#context(step, input.spendTry ?? false), input.by, detail),
    )
    this.#secrets.clear()
    return this.view()
  }

  /** A person decides, on what was found, whether the act counts as done or is done again. */
  async reconcile(input: { by: Id; decision: 'done' | 'again' }): Promise<View> {
    const { step, seq } = this.#interrupted()
    checkMayDo(this.#files, { who: step.by, by: input.by, step: step.id })
    const { found, facts = {} } = checkDecision(this.#found, input.decision)
    const { by, decision } = input
    this.#files.recorder.record({ type: 'reconciled', step: step.id, intent: seq, by, found, decision, facts })
    this.#found = undefined
    this.#voidIfGone()
    return this.#moved()
  }

  /** The words of the card that the step shows, for its holder. */
  async showCard(input: { readonly step: string; readonly by: Id }): Promise<ShownCard> {
    this.#refuseVoid()
    return showCard(this.#shares, input)
  }

  /** A card as its holder typed it. The bytes are overwritten. */
  async readCard(input: {
    step: string
    by: Id
    words: Uint8Array
  }): Promise<{ fault: ShownFault | null; view: View }> {
    this.#refuseVoid()
    return { fault: await readCard(this.#shares, input), view: this.view() }
  }

  /** The card on a printer. @param print - the shell's way. */
  async printCard<T>(
    input: { readonly step: string; readonly by: Id; readonly printer: string },
    print: (sheet: CardSheet) => Promise<T>,
  ): Promise<T> {
    this.#refuseVoid()
    return printCardOf(this.#shares, input, this.#files.recorder.now(), print)
  }

  /** What happened that the script does not say; it excuses the step that stands, where the script lets it. */
  async deviation(input: { by: Id; text: string; code?: Uint8Array | undefined }): Promise<View> {
    try {
      interruptions.recordDeviation(this.#files, input)
    } finally {
      input.code?.fill(0)
    }
    return this.view()
  }

  /** @param input.custody - who holds what during the break, in words. */
  async break(input: { by: Id; reason: string; custody: string }): Promise<View> {
    interruptions.checkBreak(this.#files, input)
    await this.#clearTable()
    await this.#scope.close()
    interruptions.recordBreak(this.#files, input)
    return this.view()
  }

  /** @param input.head - the head from paper: its 32 words, or 64 hex digits. */
  async resume(input: { by: Id; head: string }): Promise<View> {
    interruptions.recordResume(this.#files, input)
    this.#voidIfGone()
    return this.view()
  }

  async stop(input: { by: Id; reason: string; disposition: 'void' | 'resumable' }): Promise<View> {
    interruptions.checkStop(this.#files, input)
    await this.#clearTable()
    await this.#scope.close()
    interruptions.recordStop(this.#files, input)
    return this.view()
  }

  /** The clock stands before a time already recorded: a person compared it with the clock on the wall and confirms it. */
  async clock(input: { by: Id; reason: string }): Promise<View> {
    interruptions.recordClock(this.#files, input)
    return this.view()
  }

  /** All steps are passed: the last entry, then the record into the bag, read back. Safe to call again after a crash. */
  async close(): Promise<View> {
    if (this.#state.status !== 'closed') {
      if (currentStep(this.#state) === undefined) refuseFewSeals(this.#state, this.#files.plan)
      this.#files.recorder.record({ type: 'closed' })
    }
    await this.#desk.release()
    this.#files.codes.forget()
    this.#bag = await finishBag(this.#files, this.#state)
    return this.view()
  }

  /** The window goes away: tokens are logged out, the file is closed, the lock is given back. */
  async leave(): Promise<void> {
    await this.#clearTable()
    await this.#scope.close()
    this.#files.close()
  }

  /** After an error typed secrets are wiped and the token's process is ended: it may be gone, or half-way. */
  async #atTheDesk<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      await this.#clearTable()
      throw error
    }
  }

  async #recordOwed(owed: CeremonyEvent): Promise<View> {
    this.#files.recorder.record(owed)
    this.#owed = undefined
    return this.#moved()
  }

  async #moved(): Promise<View> {
    this.#secrets.clear()
    await this.#leaveScope()
    const token = currentStep(this.#state)?.bound.token
    if (token === undefined || !this.#desk.isLoggedIn(token)) await this.#desk.release()
    return this.view()
  }

  get #shares(): Shares {
    return { plan: this.#files.plan, state: this.#state, scope: this.#scope }
  }

  /** The last step that needed the secret is passed: it goes, also where no step says so. `backup/end` records it. */
  async #leaveScope(): Promise<void> {
    const { set } = this.#scope
    const toCome = this.#state.script.steps.slice(this.#state.cursor)
    const needed = ({ scope, bound }: FlatStep) => scope === true && bound.set === set
    const ends = toCome[0]?.kind === 'perform' && toCome[0].action === 'backup/end'
    if (set !== undefined && !ends && !toCome.some(needed)) await this.#scope.close()
  }

  #voidIfGone(): boolean {
    const event = this.#lost.voids()
    if (event === undefined) return false
    this.#secrets.clear()
    this.#files.recorder.record(event)
    return true
  }

  /**
   * @throws CeremonyError `ceremony/scope-gone` after the set was recorded as void; `ceremony/only-cards-*` where it may not be.
   */
  #refuseVoid(): void {
    const set = scopeOf(this.#state)
    this.#lost.askDiskAgain()
    const refuses = this.#lost.refusesBoth(this.#found)
    if (refuses !== undefined) throw refuses
    if (set !== undefined && this.#voidIfGone()) throw this.#scope.gone(set)
  }

  /** No token is asked anything, and no secret taken, in a break (before the head from paper), after a stop, or after the close. */
  #running(asked: string): void {
    const { status } = this.#state
    if (status !== 'running')
      throw new CeremonyError('ceremony/not-now', { asked, reason: `the ceremony is not running (${status})` })
  }

  #standing(id: string) {
    const step = currentStep(this.#state)
    if (step === undefined || step.id !== id) {
      throw new CeremonyError('ceremony/not-now', {
        asked: id,
        reason: `the step that stands is ${step?.id ?? 'the end'}`,
      })
    }
    return step
  }

  #performing(id: string): PerformStep {
    if (this.#state.pending !== undefined)
      throw new CeremonyError('ceremony/reconcile-first', { step: this.#state.pending.step })
    const step = this.#standing(id)
    if (step.kind !== 'perform')
      throw new CeremonyError('ceremony/not-now', { asked: id, reason: 'this step is answered, not performed' })
    return step
  }

  #interrupted() {
    const { pending } = this.#state
    const step = currentStep(this.#state)
    if (pending?.interrupted !== true || step?.kind !== 'perform') {
      throw new CeremonyError('ceremony/not-now', { asked: 'look', reason: 'no act was interrupted' })
    }
    return { step, detail: pending.detail, seq: pending.seq }
  }

  /** The PIN is not asked for again while the token's session is open. */
  #slotsNeeded() {
    const step = currentStep(this.#state)
    if (step === undefined || (step.kind !== 'perform' && step.kind !== 'enter')) return []
    const open = step.bound.token !== undefined && this.#desk.isLoggedIn(step.bound.token)
    const looking = this.#state.pending?.interrupted === true
    return step.secrets
      .map((secret) => secret.slot)
      .filter((slot) => !(slot === 'userPin' && open) && !(looking && slot !== 'userPin'))
      .filter((slot) => !(slot === 'share' && shareViewOf(this.#shares)?.read === true))
  }

  #context(step: PerformStep, spendTry: boolean): ActionContext {
    const { recorder, plan, site, mode, directory, out, store, register } = this.#files
    return {
      plan,
      site,
      mode,
      state: recorder.state,
      step,
      now: recorder.now(),
      directory,
      spendTry,
      out,
      medium: this.#medium,
      store,
      desk: this.#desk,
      scope: this.#scope,
      register,
      transcript: () => recorder.bytes(),
      secret: (slot) => this.#secrets.take(step, slot),
    }
  }

  async #clearTable(): Promise<void> {
    this.#secrets.clear()
    await this.#desk.release()
  }
}
