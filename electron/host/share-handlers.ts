// The calls about one share card, for the window. They are served only at a step that shows or reads one.

import type { ShareCall } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { CardSheet } from '../../core/formats/share-view.ts'
import type { Handlers } from './bridge-host.ts'
import type { OpenCeremony } from './open-ceremony.ts'

/** Prints one card: lays it out in a window of its own, which alone gets the sheet, and sends it to the printer. */
export type PrintCard = (sheet: CardSheet, printer: string) => Promise<{ readonly job: string }>

/**
 * @param opened - throws where no ceremony is open.
 * @param printCard - the shell's way; absent where there is no window to print from.
 */
export function shareHandlers(opened: () => OpenCeremony, printCard: PrintCard | undefined): Handlers<ShareCall> {
  return {
    'share.card': (args) => opened().host.showCard(args),
    'share.read': (args) => opened().host.readCard(args),
    'share.print': async ({ printer, ...asked }) => {
      const { host } = opened()
      if (printCard === undefined)
        throw new CeremonyError('ceremony/not-now', {
          asked: 'paper',
          reason: 'this shell has no window to print from',
        })
      return host.printCard({ ...asked, printer }, (sheet) => printCard(sheet, printer))
    },
    // The shell answers it for the page that it prints from; no other page gets it.
    'share.sheet': async () => {
      opened()
      throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no card is being printed here' })
    },
  }
}
