// One share card on a printer: laid out by a window that gets this card alone, sent on, and forgotten.

import type { CardSheet } from '../../core/formats/share-view.ts'
import { type Cups, checkSpool, printPdf as sendPdf } from './printer.node.ts'

/**
 * Print a card. Refused before anything is laid out where the print service would keep it (PRINT-SPOOL). The PDF is bytes in memory,
 * never a file of ours, and is overwritten whatever became of it.
 *
 * @param job.printPdf - how the shell turns the card into PDF.
 * @returns the id of the job: the page is in the queue, not yet on paper.
 * @throws CeremonyError `printer/*`, `window/print`, `window/start`, `window/guard`.
 * NOT caught: copies that Chromium, `lp` and cupsd made of it (docs/threat-model.md section 3), and the printer's own memory.
 */
export async function printCard(
  job: {
    readonly sheet: CardSheet
    readonly printer: string
    readonly printPdf: (sheet: CardSheet) => Promise<Uint8Array>
  },
  cups?: Cups,
): Promise<{ readonly job: string }> {
  checkSpool(cups)
  const pdf = await job.printPdf(job.sheet)
  try {
    return await sendPdf({ pdf, printer: job.printer, copies: 1 }, cups)
  } finally {
    pdf.fill(0)
  }
}
