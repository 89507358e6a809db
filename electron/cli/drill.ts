// People who meet staged faults and do what each lesson says, on top of the five calm ones of the rehearsal.

import type { CallCeremony } from '../../core/bridge.ts'
import type { Printers } from '../../core/formats/home.ts'
import type { View } from '../../core/formats/view.ts'
import { type Fault, faults } from '../host/trainer/faults.ts'
import type { Trainer } from '../host/trainer/trainer.ts'
import { type Move, type Player, play } from './play.ts'
import { type RehearsalSecrets, secretMove } from './rehearsal-player.ts'

export type Drill = {
  readonly call: CallCeremony
  /** What people do where nothing goes wrong. */
  readonly player: Player
  readonly secrets: RehearsalSecrets
  readonly trainer: Trainer
  /** The printers of the station, as the window asks for them. */
  readonly printers: () => Promise<Printers>
  /** Heads that people write on paper: the last one resumes after a power cut. */
  readonly paper: { readonly head: string | undefined; readonly write: (head: string) => void }
  readonly say: (line: string) => void
}

/** How it ended: closed, or stopped as void because that is the lesson. */
export type Ended = { readonly view: View; readonly ended: 'closed' | 'void' }

type Trouble = { readonly step: string; readonly fault: Fault }

/** Most refusals of one drill: more means that the lesson does not help. */
const maxTroubles = 20

class StoppedAsVoid extends Error {
  readonly view: View
  constructor(view: View) {
    super('stopped as void')
    this.view = view
  }
}

/**
 * Play to the end, faults and all.
 * @throws Refused for a refusal that nobody staged.
 */
export async function drill(input: Drill): Promise<Ended> {
  const people = new People(input)
  try {
    return { view: await play(people.call, people, input.say), ended: 'closed' }
  } catch (error) {
    if (error instanceof StoppedAsVoid) return { view: error.view, ended: 'void' }
    throw error
  }
}

class People implements Player {
  readonly #drill: Drill
  readonly #said = new Set<string>()
  #trouble: Trouble | undefined
  #excused: string | undefined
  #troubles = 0

  constructor(input: Drill) {
    this.#drill = input
  }

  /** A refusal that was staged is met: people hear it, and look at the screen again. Any other is passed on. */
  readonly call: CallCeremony = async (name, args) => {
    const { call, trainer } = this.#drill
    const before = await call('ceremony.view', {})
    const step = before.ok ? (before.value.step?.id ?? 'end') : 'end'
    if (name === 'ceremony.answer' && trainer.isArmed('printer-dead') && this.#excused !== step) {
      const { problem } = await this.#drill.printers()
      if (problem === null) return call(name, args)
      this.#meet(step, 'printer/no-service', problem)
      return call('ceremony.view', {}) as ReturnType<typeof call<typeof name>> // every call of a ceremony answers with its view
    }
    const reply = await call(name, args)
    if (reply.ok) return reply
    if (!this.#meet(step, reply.error.code, reply.error.words.happened)) return reply
    return call('ceremony.view', {}) as ReturnType<typeof call<typeof name>> // as above
  }

  next(view: View): Move {
    const { player, paper, trainer } = this.#drill
    const { step } = view
    const leader = view.people.find(({ roles }) => roles.includes('administrator'))?.id ?? ''
    if (view.status === 'stopped') throw new StoppedAsVoid(view)
    if (view.needsClock) return this.#confirmClock(view, leader)
    if (view.status === 'break') return { call: 'ceremony.resume', args: { by: leader, head: this.#head(view) } }
    if (step === null) return player.next(view)
    if (view.reconcile !== null) return this.#lookInto(view.reconcile, step)
    if (trainer.isArmed('power-cut') && paper.head === undefined) return callBreak(leader)
    if (step.compared?.form === 'digest' && step.id.endsWith('/head')) paper.write(step.compared.value)
    return this.#answerTrouble(view, step, leader) ?? player.next(view)
  }

  /** @returns whether it was staged at this step; else it is a real refusal. */
  #meet(step: string, code: string, happened: string): boolean {
    const struck = this.#drill.trainer.staging().armed.filter((each) => each.step === step && each.struck)
    const fault: Fault | undefined = faults.find(
      ({ id, shows }) => struck.some((each) => each.fault === id) && shows.some((shown) => shown === code),
    )
    if (fault === undefined || ++this.#troubles > maxTroubles) return false
    this.#trouble = { step, fault }
    this.#announce(fault, step, happened)
    return true
  }

  #announce(fault: Fault, step: string, happened: string): void {
    if (this.#said.has(`${fault.id} ${step}`)) return
    this.#said.add(`${fault.id} ${step}`)
    this.#drill.say(`    STAGED  ${fault.title}: ${happened}`)
    this.#drill.say(`    LESSON  ${fault.lesson}`)
  }

  #confirmClock(view: View, leader: string): Move {
    const fault = faults.find(({ id }) => id === 'clock-back')
    if (fault !== undefined) this.#announce(fault, view.step?.id ?? 'end', 'the clock of the station is back')
    const reason = 'The clock on the wall is right; that of the station was back, and is set by it.'
    return { call: 'ceremony.clock', args: { by: leader, reason } }
  }

  /** The head that the people have on paper; when the break has just begun, they write it down first. */
  #head(view: View): string {
    const { paper } = this.#drill
    if (paper.head === undefined) paper.write(view.transcript.head)
    return paper.head ?? ''
  }

  #lookInto({ shows, stop }: NonNullable<View['reconcile']>, step: NonNullable<View['step']>): Move {
    const by = step.by[0]?.id ?? ''
    if (shows === 'stop')
      return { call: 'ceremony.stop', args: { by, reason: stop?.happened ?? 'It cannot go on.', disposition: 'void' } }
    if (shows !== null) return { call: 'ceremony.reconcile', args: { by, decision: shows } }
    return secretMove(step, this.#drill.secrets) ?? { call: 'ceremony.look', args: { by, spendTry: true } }
  }

  #answerTrouble(view: View, step: NonNullable<View['step']>, leader: string): Move | undefined {
    const { player } = this.#drill
    const trouble = this.#trouble
    if (trouble?.step !== step.id) return undefined
    const { title, answer } = trouble.fault
    const stop = (): Move => ({
      call: 'ceremony.stop',
      args: { by: leader, reason: `${title}. The lesson is to stop.`, disposition: 'void' },
    })
    switch (answer) {
      case 'spend-try': {
        const move = player.next(view)
        return move.call === 'ceremony.perform' ? { ...move, args: { ...move.args, spendTry: true } } : move
      }
      case 'leave-out':
        return step.mayContinue ? this.#passOver(step, `${title}; it is left out.`) : stop()
      case 'by-hand':
        return this.#excused === step.id ? undefined : this.#record(step, `${title}; the words are written by hand.`)
      case 'stop':
        return stop()
      case 'again':
      case 'clock':
      case 'resume':
        return undefined
      default:
        return answer satisfies never
    }
  }

  #passOver(step: NonNullable<View['step']>, text: string): Move {
    if (this.#excused !== step.id) return this.#record(step, text)
    return { call: 'ceremony.answer', args: { step: step.id, by: step.by[0]?.id ?? '', fits: false, values: {} } }
  }

  #record(step: NonNullable<View['step']>, text: string): Move {
    this.#excused = step.id
    return { call: 'ceremony.deviation', args: { by: step.by[0]?.id ?? '', text } }
  }
}

/** Before the power fails there is a head on paper: people call a break, and write it down. */
const callBreak = (by: string): Move => ({
  call: 'ceremony.break',
  args: { by, reason: 'A short break.', custody: 'Everything lies on the table, in sight of all.' },
})
