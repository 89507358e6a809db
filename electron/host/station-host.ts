// The station as a window sees it: home, one open ceremony at most, files that were dropped on it, paper.

import type { CallBridge, CeremonyCall, ShareCall, stationCalls, TokenCall, trainerCalls } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { parseSite } from '../../core/formats/site.ts'
import type { View } from '../../core/formats/view.ts'
import { ceremonyHandlers, type Handlers, serve } from './bridge-host.ts'
import type { CeremonyHost } from './ceremony-host.ts'
import { beginCeremony, type OpenCeremony, rehearseCeremony, resumeCeremony } from './open-ceremony.ts'
import { verifyOwn } from './own-bag.node.ts'
import { type PrintPdf, paperHandlers } from './paper-host.ts'
import type { Cups } from './printer.node.ts'
import { type PrintCard, shareHandlers } from './share-handlers.ts'
import { checkPlan, homeOf, inspectDropped, tokensOf, verifyDropped } from './station-views.ts'
import { trickedPrint, trickedPrinters } from './trainer/paper-tricks.ts'
import type { Trainer } from './trainer/trainer.ts'

export type StationOptions = {
  /** Where ceremonies and the register lie. */
  readonly workDirectory: string
  readonly clock?: () => Date
  /** The shell's way to turn a sheet into PDF; absent where there is no window. */
  readonly printPdf?: PrintPdf
  /** The shell's way to print one share card; absent where there is no window. */
  readonly printCard?: PrintCard
  /** The print service; absent: the system's own. */
  readonly cups?: Cups | undefined
}

export type Station = { readonly call: CallBridge; readonly leave: () => Promise<void> }

type StationCall = keyof typeof stationCalls

/**
 * Make the host behind one window. `leave` closes what is open, without ending it.
 * All calls but `token.*` go through one queue, so a call never sees another half done.
 */
export function createStation(options: StationOptions): Station {
  const clock = options.clock ?? (() => new Date())
  const { workDirectory } = options
  let open: OpenCeremony | undefined

  const opened = (): OpenCeremony => {
    if (open === undefined)
      throw new CeremonyError('ceremony/not-now', { asked: 'this', reason: 'no ceremony is open' })
    return open
  }
  const current = (): CeremonyHost => opened().host
  const leave = async (): Promise<void> => {
    const leaving = open
    open = undefined
    await leaving?.leave()
  }
  const opening = async (make: () => Promise<OpenCeremony>): Promise<View> => {
    if (open !== undefined) {
      throw new CeremonyError('ceremony/not-now', {
        asked: 'open',
        reason: 'a ceremony is open on this window; leave it first',
      })
    }
    open = await make()
    return open.host.view()
  }

  const station: Handlers<Exclude<StationCall, `paper.${string}`>> = {
    'station.home': async () => homeOf(workDirectory, clock()),
    'station.rehearse': ({ script }) => opening(() => rehearseCeremony({ script, workDirectory, clock })),
    'station.checkPlan': async ({ name, plan }) => checkPlan(name, plan),
    'station.begin': (input) => opening(async () => beginCeremony({ ...input, workDirectory, clock })),
    'station.resume': ({ ceremony }) => opening(async () => resumeCeremony({ ceremony, workDirectory, clock })),
    'station.leave': async () => {
      await leave()
      return homeOf(workDirectory, clock())
    },
    'station.verify': async ({ files, head }) => verifyDropped(files, head, clock()),
    'station.verifyOwn': (input) => verifyOwn({ ...input, workDirectory }),
    'station.inspect': async ({ name, bytes }) => inspectDropped(name, bytes),
    'station.tokens': async ({ site }) => tokensOf(site === undefined ? open?.site : parseSite(site.bytes, site.name)),
  }
  const names: readonly CeremonyCall[] = [
    'ceremony.view',
    'ceremony.answer',
    'ceremony.secret',
    'ceremony.confirm',
    'ceremony.perform',
    'ceremony.look',
    'ceremony.reconcile',
    'ceremony.deviation',
    'ceremony.break',
    'ceremony.resume',
    'ceremony.stop',
    'ceremony.clock',
    'ceremony.close',
  ]
  const ceremony = Object.fromEntries(
    names.map((name) => [name, (args: never) => ceremonyHandlers(current())[name](args)]),
  ) as unknown as Handlers<CeremonyCall> // one entry a name, each passing its own arguments on
  const paper = paperHandlers({ open: () => open, printPdf: options.printPdf, cups: options.cups })
  const printing: Pick<typeof paper, 'paper.printers' | 'paper.print'> = {
    'paper.printers': (args) => trickedPrinters(() => paper['paper.printers'](args), open?.trainer),
    'paper.print': (args) => trickedPrint(() => paper['paper.print'](args), open?.trainer),
  }
  const trainer: Handlers<keyof typeof trainerCalls> = {
    'trainer.faults': async () => trainerOf(open, current).staging(),
    'trainer.arm': async (input) => {
      trainerOf(open, current).arm(input)
      return current().view()
    },
  }
  const token: Handlers<TokenCall> = {
    'token.waiting': async (args) => open?.token['token.waiting'](args) ?? null,
    'token.extend': async (args) => opened().token['token.extend'](args),
    'token.giveUp': async (args) => opened().token['token.giveUp'](args),
  }
  const share: Handlers<ShareCall> = shareHandlers(opened, options.printCard)
  return { call: serve({ ...station, ...paper, ...printing, ...ceremony, ...trainer, ...token, ...share }), leave }
}

/** @throws CeremonyError `trainer/production` where there is none to ask. */
function trainerOf(open: OpenCeremony | undefined, current: () => CeremonyHost): Trainer {
  current() // says that no ceremony is open
  if (open?.trainer === undefined) throw new CeremonyError('trainer/production', {})
  return open.trainer
}
