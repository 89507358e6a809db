// Plays a ceremony from prepared answers. It says nothing that the file does not say, and stops at the first open question.

import { CeremonyError } from '../../core/errors.ts'
import { type Answer, type Answers, answerFor } from '../../core/formats/answers.ts'
import type { View } from '../../core/formats/view.ts'
import type { Move, Player } from './play.ts'
import type { PreparedSecrets } from './secrets-fd.ts'

type Step = NonNullable<View['step']>

const secretNames: Readonly<Record<string, string>> = {
  userPin: 'user-pin',
  newUserPin: 'user-pin',
  soPin: 'so-pin',
  factorySoPin: 'factory-so-pin',
}

/**
 * @param input.head - the head from paper, where the ceremony is taken up again.
 * @returns a player that throws `ceremony/unanswered` where the file is silent.
 */
export function answersPlayer(input: { answers: Answers; secrets: PreparedSecrets; head: string | undefined }): Player {
  // A deviation that the file asks for is recorded once, then the "no" it excuses is given.
  const excused = new Set<string>()
  let furthest = 0
  return {
    next: (view) => {
      const { step } = view
      if (view.needsClock) return clock(input.answers)
      if (view.status === 'break') return resume(view, input)
      if (view.reconcile !== null) return reconcile(view, view.reconcile, input)
      if (step === null) return { call: 'ceremony.close', args: {} }
      if (needsHolders(step)) throw atWindow(view, step)
      const answer = answerFor(input.answers, step.id)
      if (answer === undefined) throw silent(step.id, step.title, 'there is no line for it')
      // The file has one answer a step, so the same round would begin again, for ever.
      if (step.number < furthest) throw silent(step.id, step.title, 'the ceremony went back to it, and a person looks')
      furthest = step.number
      return step.kind === 'perform'
        ? perform(step, answer, input.secrets, excused)
        : reply(step, answer, input.secrets, excused)
    },
  }
}

/** Where a scope begins, so that no run makes a secret that it must then leave void; and, after a break, at a card itself. */
const needsHolders = ({ action, share }: Step): boolean =>
  action === 'backup/begin' || action === 'recovery/begin' || share !== null

function atWindow({ people }: View, { id: step, title, share }: Step): CeremonyError {
  const named = people.filter(({ roles }) => roles.includes('share holder')).map(({ name }) => name)
  const holders = share === null ? named.join(', ') : share.holderName
  return new CeremonyError('ceremony/card-holders', { step, title, holders })
}

function reply(step: Step, answer: Answer, secrets: PreparedSecrets, excused: Set<string>): Move {
  const by = answer.by ?? step.by[0]?.id ?? ''
  const missing = step.secrets.find((secret) => !secret.given)
  if (missing !== undefined) return typed(step, missing, secrets)
  const fits = answer.answer !== 'no'
  if (!fits && answer.note !== undefined && !excused.has(step.id)) {
    excused.add(step.id)
    return { call: 'ceremony.deviation', args: { by, text: answer.note } }
  }
  return { call: 'ceremony.answer', args: { step: step.id, by, fits, values: { ...answer.values } } }
}

function perform(step: Step, answer: Answer, secrets: PreparedSecrets, excused: Set<string>): Move {
  const by = answer.by ?? step.by[0]?.id ?? ''
  if (answer.answer === 'no') return leaveOut(step, answer, by, excused)
  const missing = step.irreversible?.missing ?? []
  if (missing.length > 0) {
    const who = missing.find((person) => secrets.get(`code/${person}`) !== undefined) ?? missing[0] ?? ''
    return { call: 'ceremony.confirm', args: { step: step.id, by: who, code: prepared(secrets, `code/${who}`, step) } }
  }
  const slot = step.secrets.find((secret) => !secret.given)
  if (slot !== undefined) return typed(step, slot, secrets)
  return { call: 'ceremony.perform', args: { step: step.id, by, ...spendTry(answer) } }
}

/** `spendTry: yes` in the file: the holder knows the PIN, a try may be spent although few are left. */
const spendTry = (answer: Answer): { spendTry?: true } => (answer.values?.spendTry === 'yes' ? { spendTry: true } : {})

/** An act is left out only where the script lets it, over a deviation with the note of the file. */
function leaveOut(step: Step, answer: Answer, by: string, excused: Set<string>): Move {
  if (!step.mayContinue || answer.note === undefined) throw silent(step.id, step.title, 'the file says not to do it')
  if (excused.has(step.id)) return { call: 'ceremony.answer', args: { step: step.id, by, fits: false, values: {} } }
  excused.add(step.id)
  return { call: 'ceremony.deviation', args: { by, text: answer.note } }
}

/** A line for `clock` confirms the station's clock, with what the clock on the wall says. */
function clock(answers: Answers): Move {
  const answer = exact(answers, 'clock')
  if (answer?.by === undefined || answer.note === undefined) {
    throw silent('clock', 'The clock', 'its time lies before one already recorded; a line for it needs by and note')
  }
  return { call: 'ceremony.clock', args: { by: answer.by, reason: answer.note } }
}

/** What decides about a clock or about an interrupted act is named outright; a wildcard does not. */
const exact = (answers: Answers, step: string): Answer | undefined =>
  answers.answers.find((answer) => answer.step === step)

function typed(step: Step, slot: Step['secrets'][number], secrets: PreparedSecrets): Move {
  const by = slot.by[0]?.id ?? ''
  const name = slot.slot === 'code' ? `code/${by}` : `${secretNames[slot.slot] ?? slot.slot}/${step.token ?? ''}`
  return { call: 'ceremony.secret', args: { step: step.id, slot: slot.slot, by, value: prepared(secrets, name, step) } }
}

function prepared(secrets: PreparedSecrets, name: string, step: Step): Uint8Array {
  const value = secrets.get(name)
  if (value === undefined) throw silent(step.id, step.title, `the secrets descriptor has no ${name}`)
  return value
}

/** Whoever a line for `resume` names holds the paper; without one, the administrator. */
function resume(view: View, input: { answers: Answers; head: string | undefined }): Move {
  const { head } = input
  if (head === undefined)
    throw silent('resume', 'After a break', 'the head from paper is asked for; give it with --head')
  const administrator = view.people.find((person) => person.roles.includes('administrator'))
  const by = exact(input.answers, 'resume')?.by ?? administrator?.id ?? ''
  return { call: 'ceremony.resume', args: { by, head } }
}

/**
 * After a crash a person decides; here, by a line for `reconcile/STEP`: it looks, then decides as what was found shows.
 * `no` decides nothing, and `values: { decision: done }` (or `again`) decides only where that is what shows.
 */
function reconcile(
  view: View,
  open: NonNullable<View['reconcile']>,
  input: { answers: Answers; secrets: PreparedSecrets },
): Move {
  const { step } = view
  if (step === null) throw silent(open.step, 'Reconcile', 'the step is gone')
  const answer = exact(input.answers, `reconcile/${open.step}`)
  const decides = (reason: string) =>
    silent(
      `reconcile/${open.step}`,
      step.title,
      `it was interrupted, and ${reason}${open.found === null ? '' : ` on: ${open.found.join(', ')}`}`,
    )
  if (open.stop !== null) {
    const { happened, safe, next } = open.stop
    throw decides(`there is nothing to decide. ${happened} ${safe} ${next}`)
  }
  if (answer === undefined) throw decides('a person decides')
  if (answer.answer === 'no') throw decides('the file says no, so a person decides')
  const by = answer.by ?? step.by[0]?.id ?? ''
  const slot = step.secrets.find((secret) => !secret.given)
  if (open.shows === null || open.shows === 'stop')
    return slot === undefined
      ? { call: 'ceremony.look', args: { by, ...spendTry(answer) } }
      : typed(step, slot, input.secrets)
  const wanted = answer.values?.decision ?? open.shows
  if (wanted !== open.shows) throw decides(`the file says ${wanted}, where ${open.shows} shows: a person decides`)
  return { call: 'ceremony.reconcile', args: { by, decision: open.shows } }
}

const silent = (step: string, title: string, needs: string) =>
  new CeremonyError('ceremony/unanswered', { step, title, needs })
