// Plays everybody in a rehearsal: says yes, types initials, codes and PINs, as five calm people would.

import { randomInt } from 'node:crypto'
import { CeremonyError } from '../../core/errors.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import type { Move, Player } from './play.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export type RehearsalSecrets = {
  /** Private code of a person, the PINs of a token. Throw-away: made for this rehearsal. */
  readonly code: (person: string) => string
  readonly pin: (token: string, slot: string) => string
  /** The words of a card that a person brings; undefined where the station has just made it. */
  readonly card?: (person: string) => string | undefined
}

/** @param plan - only for what people read off bags and labels: the planned bag numbers. */
export function rehearsalPlayer(plan: Plan, secrets: RehearsalSecrets): Player {
  const surprise = new Surprise()
  return { next: (view) => surprise.move(view) ?? nextMove(view, plan, secrets) }
}

/** The surprise of a drill, played: the second card that is to be read cannot be made out. */
class Surprise {
  #drawn = false
  #asked: string | undefined
  #said: string | undefined

  move({ step }: View): Move | undefined {
    if (step?.options.some(({ id }) => id === 'dead-card') === true) this.#drawn = true
    if (!this.#drawn || step?.action !== 'recovery/read') return undefined
    this.#asked ??= step.id // the first one is read
    if (this.#asked === step.id || (this.#said !== undefined && this.#said !== step.id)) return undefined
    const by = step.by[0]?.id ?? ''
    if (this.#said === step.id) return { call: 'ceremony.answer', args: { step: step.id, by, fits: false, values: {} } }
    this.#said = step.id
    return { call: 'ceremony.deviation', args: { by, text: 'The card cannot be made out: a surprise of the drill.' } }
  }
}

function nextMove(view: View, plan: Plan, secrets: RehearsalSecrets): Move {
  const { step } = view
  if (step === null) return { call: 'ceremony.close', args: {} }
  const by = step.by[0]?.id ?? ''
  const secret = secretMove(step, secrets)
  const confirmer = step.irreversible?.missing[0]
  if (confirmer !== undefined) {
    return { call: 'ceremony.confirm', args: { step: step.id, by: confirmer, code: bytes(secrets.code(confirmer)) } }
  }
  if (secret !== undefined) return secret
  if (step.kind === 'perform') return { call: 'ceremony.perform', args: { step: step.id, by } }
  const values: Record<string, string> = {}
  for (const field of step.fields)
    values[field.id] = field.form === 'initials' ? initialsOf(view, by) : numberRead(view, step, plan)
  const option = step.options.find((candidate) => candidate.fits)
  if (option !== undefined) values.option = option.id
  return { call: 'ceremony.answer', args: { step: step.id, by, fits: true, values } }
}

/** The next secret that the step asks for, typed by the one who has it; undefined when all are given. */
export function secretMove(step: NonNullable<View['step']>, secrets: RehearsalSecrets): Move | undefined {
  const missing = step.secrets.find((secret) => !secret.given)
  if (missing === undefined) return undefined
  const who = missing.by[0]?.id ?? ''
  if (missing.slot === 'share') {
    const { share } = step
    const words = share?.mayShow === true ? undefined : secrets.card?.(share?.holder ?? who)
    if (share?.mayShow === false && words === undefined)
      throw new CeremonyError('ceremony/no-card', { holder: share.holderName })
    return { call: 'share.read', args: { step: step.id, by: who, ...(words === undefined ? {} : { words }) } }
  }
  if (missing.slot === 'dice') {
    const rolls = Array.from({ length: 120 }, () => randomInt(1, 7)).join('')
    return { call: 'ceremony.secret', args: { step: step.id, slot: missing.slot, by: who, value: bytes(rolls) } }
  }
  // A drill token is initialised a second time: the SO PIN that it has then is the one of the morning.
  const slot = missing.slot === 'factorySoPin' && !step.id.startsWith('tokens/') ? 'soPin' : missing.slot
  const secret = slot === 'code' ? secrets.code(who) : secrets.pin(step.token ?? '', slot)
  return { call: 'ceremony.secret', args: { step: step.id, slot: missing.slot, by: who, value: bytes(secret) } }
}

function initialsOf(view: View, person: string): string {
  const name = view.people.find((candidate) => candidate.id === person)?.name ?? person
  return name
    .split(' ')
    .map((part) => part.slice(0, 1))
    .join('')
    .slice(0, 4)
}

/** What stands on the bag: the planned number when it arrives, a new one when it leaves. On a device: the serial that the step names. */
function numberRead(view: View, step: NonNullable<View['step']>, plan: Plan): string {
  const token = plan.tokens.find((candidate) => candidate.id === step.token)
  if (step.id.startsWith('retrieve/')) return token?.bag ?? ''
  if (step.fields.some(({ id }) => id === 'serial')) return step.title.replace(/^Serial /, '')
  return step.id.startsWith('close/custody/') ? `N-${token?.bag ?? token?.id}` : `N-${view.transcript.length}`
}
