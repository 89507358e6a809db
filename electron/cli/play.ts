// Lead a ceremony from the terminal: look at the view, ask a player for the next call, make it, say a line. No short-cut.

import type { BridgeArgs, CallCeremony, CeremonyCall, Reply } from '../../core/bridge.ts'
import type { View } from '../../core/formats/view.ts'
import { type CardMove, playCard } from './play-card.ts'

/** One call that somebody in the room makes, or a card that is typed. */
export type Move = CardMove | CeremonyMove
export type CeremonyMove = {
  readonly [C in CeremonyCall]: { readonly call: C; readonly args: BridgeArgs<C> }
}[CeremonyCall]

/** Decides what the people in the room do next, from nothing but what a window would show. */
export type Player = { readonly next: (view: View) => Move }

export type Refusal = Extract<Reply<never>, { ok: false }>['error']

/** A call that was refused and that the player has no answer to: the ceremony stands where it was. */
export class Refused extends Error {
  readonly refusal: Refusal
  readonly step: string

  constructor(refusal: Refusal, step: string) {
    super(refusal.code)
    this.refusal = refusal
    this.step = step
  }
}

/**
 * Play until the ceremony is closed.
 * @param say - gets one line for each step that is passed.
 * @throws Refused for the first refusal; whatever the player throws when it has no answer.
 */
export async function play(call: CallCeremony, player: Player, say: (line: string) => void): Promise<View> {
  let view = take(await call('ceremony.view', {}), '')
  while (view.status !== 'closed' || view.bag === null) {
    const move = player.next(view)
    const after = take(await makeMove(call, move), view.step?.id ?? 'end')
    if (view.step !== null && after.step?.id !== view.step.id) say(lineOf(view, move, after))
    view = after
  }
  return view
}

/** Make the call that somebody in the room makes. */
export const makeMove = (call: CallCeremony, move: Move): Promise<Reply<View>> =>
  move.call === 'share.read' ? playCard(call, move) : make(call, move)

const make = <C extends CeremonyCall>(call: CallCeremony, move: { readonly call: C; readonly args: BridgeArgs<C> }) =>
  call(move.call, move.args)

function take(reply: Reply<View>, step: string): View {
  if (!reply.ok) throw new Refused(reply.error, step)
  return reply.value
}

function lineOf(view: View, move: Move, after: View): string {
  const { step } = view
  if (step === null) return ''
  const by =
    'by' in move.args ? view.people.find((person) => person.id === (move.args as { by?: string }).by)?.name : undefined // calls of a step all name a person
  const number = String(step.number).padStart(String(view.steps).length)
  const facts = after.outcome?.step === step.id ? noteworthy(after.outcome.lines) : ''
  const made = facts === '' ? (step.compared?.words[0]?.replace(/^ *1 +/, '') ?? '') : facts
  return `${number}/${view.steps}  ${view.act?.title.padEnd(8) ?? ''}  ${step.title}${by === undefined ? '' : ` — ${by}`}${made === '' ? '' : `  [${made.replace(/ +/g, ' ').trim()}]`}`
}

/** The facts of an outcome that fit behind a step's line. */
function noteworthy(lines: readonly string[]): string {
  const wanted = ['serial: ', 'standIn: ', 'keyid: ', 'file: ', 'files: ', 'userPin: ']
  const found = lines.filter((line) => wanted.some((start) => line.startsWith(start) && !line.endsWith(': none')))
  return found.map((line) => (line.length > 48 ? `${line.slice(0, 45)}...` : line)).join(', ')
}
