// What stands behind the window in these tests: real ceremony hosts over tokens in memory, real checks of what is dropped.

import fs from 'node:fs'
import type { BridgeArgs, BridgeCall, BridgeResult, CeremonyCall, Reply, ShareCall } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { parsePlan, planDigest } from '../../core/formats/plan.ts'
import type { Sheet, SheetName } from '../../core/formats/sheet.ts'
import type { View } from '../../core/formats/view.ts'
import { cardSheet } from '../../core/paper/card.ts'
import { planSheet } from '../../core/paper/plan.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { transcriptSheet } from '../../core/paper/transcript.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { ceremonyHandlers, type Handlers, serve } from '../../electron/host/bridge-host.ts'
import { verifyOwn } from '../../electron/host/own-bag.node.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { checkPlan, homeOf, inspectDropped, verifyDropped } from '../../electron/host/station-views.ts'
import { tokenHandlers } from '../../electron/host/token-handlers.ts'
import { fakeClock } from '../fakes/clock.ts'
import { beginStation, dayOfCeremony, newTable, reopenStation, type Station, type Table } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'
import type { FakeDice } from './fake-dice.ts'
import { type FakeShare, shareStepId } from './fake-share.ts'

/** One machine with a desk: at most one ceremony is open on its window. */
export class FakeDesk {
  readonly directory: string
  /** Fresh for each ceremony, as throw-away tokens are. */
  table: Table = newTable(examplePlan())
  readonly clock = fakeClock(dayOfCeremony, 1)
  /** Every call that came in, by name; never its arguments. */
  readonly asked: string[] = []
  /** A card that is shown or read at the step that stands, whatever that is. */
  share: FakeShare | undefined
  /** What a test lays over the step that stands. */
  laid: ((view: View) => View) | undefined
  /** Rolls of dice, asked for at the step that stands. */
  dice: FakeDice | undefined
  printers: BridgeResult<'paper.printers'> = {
    problem: null,
    printers: [{ name: 'vault', description: 'Printer in the vault', accepting: true }],
  }
  #station: Station | undefined
  #count = 0

  constructor(directory: string) {
    fs.mkdirSync(`${directory}/station`, { recursive: true, mode: 0o700 })
    this.directory = directory
  }

  /** The ceremony that is open. */
  get station(): Station {
    if (this.#station === undefined)
      throw new CeremonyError('ceremony/not-now', { asked: 'this', reason: 'no ceremony is open' })
    return this.#station
  }

  begin(options: { readonly mode?: 'rehearsal' | 'production' } = {}): Station {
    this.#count += 1
    // Another ceremony begins a while after the one before it.
    this.clock.set(new Date(this.clock().getTime() + 60_000).toISOString())
    this.table = newTable(examplePlan())
    const { directory, table, clock } = this
    const ceremony = `rehearsal-${this.#count}`
    this.#station = beginStation({
      ...options,
      directory,
      table,
      clock,
      ceremony,
      out: `${directory}/bag-${this.#count}`,
    })
    return this.#station
  }

  /** As after a power cut: the host goes away without a word, and another one takes the ceremony up. */
  async crash(): Promise<void> {
    const { directory, table, clock } = this
    const ceremony = this.station.files.recorder.state.opened?.ceremony ?? ''
    await this.station.host.leave()
    this.#station = reopenStation({ directory, table, clock, ceremony })
  }

  async leave(): Promise<void> {
    const leaving = this.#station
    this.#station = undefined
    this.share = undefined
    this.laid = undefined
    this.dice = undefined
    await leaving?.host.leave()
  }

  readonly call = (name: BridgeCall, args: unknown): Promise<Reply<unknown>> => {
    this.asked.push(name)
    return this.#serve(name, args as BridgeArgs<BridgeCall>) // the schema of the bridge checks it
  }

  readonly #serve = serve(this.#handlers())

  #home() {
    return homeOf(`${this.directory}/station`, this.clock())
  }

  #handlers(): Handlers<BridgeCall> {
    const own: Omit<Handlers<BridgeCall>, `ceremony.${string}`> = {
      'station.home': async () => this.#home(),
      'station.rehearse': async () => this.#view(this.begin()),
      'station.checkPlan': async ({ name, plan }) => checkPlan(name, plan),
      'station.begin': async ({ planName, plan, mode }) => {
        parsePlan(plan, planName, scriptRoles)
        return this.#view(this.begin({ mode }))
      },
      'station.resume': async ({ ceremony }) => {
        const { directory, table, clock } = this
        this.#station = reopenStation({ directory, table, clock, ceremony })
        return this.#view(this.#station)
      },
      'station.leave': async () => {
        await this.leave()
        return this.#home()
      },
      'station.verify': async ({ files, head }) => verifyDropped(files, head, this.clock()),
      'station.verifyOwn': (input) => verifyOwn({ ...input, workDirectory: `${this.directory}/station` }),
      'station.inspect': async ({ name, bytes }) => inspectDropped(name, bytes),
      'station.tokens': async () => ({ modules: [this.#module()] }),
      'paper.sheet': async ({ sheet }) => this.#sheet(sheet),
      'paper.pdf': async ({ sheet }) => ({
        path: `${this.directory}/${sheet}.pdf`,
        sha256: 'ab'.repeat(32),
        sizeBytes: 12_345,
      }),
      'paper.printers': async () => this.printers,
      'paper.print': async () => ({ job: 'vault-1' }),
      'trainer.faults': async () => staging,
      'trainer.arm': async () => this.#view(this.#station ?? this.begin()),
      'token.waiting': async (args) => this.#token()['token.waiting'](args),
      'token.extend': async (args) => this.#token()['token.extend'](args),
      'token.giveUp': async (args) => this.#token()['token.giveUp'](args),
      'share.card': (args) => this.#share()['share.card'](args),
      'share.read': (args) => this.#share()['share.read'](args),
      'share.print': (args) => this.#share()['share.print'](args),
      'share.sheet': (args) => this.#share()['share.sheet'](args),
    }
    const names = [
      'view',
      'answer',
      'secret',
      'confirm',
      'perform',
      'look',
      'reconcile',
      'deviation',
      'break',
      'resume',
      'stop',
      'clock',
      'close',
    ] as const
    const open = Object.fromEntries(
      names.map((name) => [`ceremony.${name}`, async (args: never) => this.#ceremony(`ceremony.${name}`, args)]),
    )
    return { ...own, ...open } as Handlers<BridgeCall> // every name of the bridge stands in one of the two
  }

  async #ceremony<N extends CeremonyCall>(name: N, args: never): Promise<View> {
    const { share, dice } = this
    if (name === 'ceremony.secret' && dice !== undefined) {
      dice.give((args as { readonly value: Uint8Array }).value) // the schema checked it
      return this.#shown(this.station.host.view())
    }
    const acts = name === 'ceremony.perform' && (args as { readonly step: string }).step === shareStepId // the schema checked it
    if (!acts || share === undefined) return this.#shown(await ceremonyHandlers(this.station.host)[name](args))
    share.done = true
    return this.station.host.view()
  }

  #shown = (view: View): View => this.share?.view(view) ?? this.dice?.view(view) ?? this.laid?.(view) ?? view

  #share(): Handlers<ShareCall> {
    return this.share?.handlers(() => this.#shown(this.station.host.view())) ?? noCards
  }

  #token() {
    return tokenHandlers(this.station.files, this.station.desk)
  }

  #view({ host }: Station): View {
    return this.#shown(host.view())
  }

  #module() {
    const tokens = [...this.table.tokens.values()].map((token) => {
      const { serial, label, manufacturer, model, firmware, initialised, userPin, soPin, ownPad, mechanisms } =
        token.info()
      const maker = `${manufacturer} ${model} ${firmware}`
      return { serial, label, maker, initialised, userPin, soPin, ownPad, mechanisms: mechanisms.length }
    })
    return { name: 'main', path: '/usr/lib/softhsm/libsofthsm2.so', problem: null, tokens }
  }

  #sheet(sheet: SheetName): Sheet {
    const { plan, script, mode, recorder } = this.station.files
    if (sheet === 'plan') return planSheet(plan, planDigest(plan), mode)
    if (sheet === 'card') {
      const cards = cardSheet(plan, mode)
      if (cards !== undefined) return cards
      throw new CeremonyError('ceremony/not-now', { asked: 'paper', reason: 'the plan has no such card' })
    }
    if (sheet === 'script') return scriptSheet(script, plan, mode)
    return transcriptSheet(verifyTranscript(recorder.bytes(), 'transcript.jsonl'), recorder.state, plan)
  }
}

const noCard = async (): Promise<never> => {
  throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no card is shown or read at this step' })
}

const noCards: Handlers<ShareCall> = {
  'share.card': noCard,
  'share.read': noCard,
  'share.print': noCard,
  'share.sheet': noCard,
}

/** One fault that can be staged, and one that was. */
const staging = {
  faults: [
    {
      id: 'disk-full',
      title: 'The disk is full',
      does: 'Nothing can be written.',
      lesson: 'Make space and do it again.',
      steps: [{ id: 'open/readiness', number: 30, title: 'Readiness' }],
    },
  ],
  armed: [
    {
      fault: 'clock-back',
      title: 'The clock jumps back',
      lesson: 'Two people look.',
      step: 'open/clock',
      struck: true,
      overcome: true,
    },
  ],
}
