// Paper: sheets of the open ceremony as data, as PDF beside the transcript, and on a printer.

import { join } from 'node:path'
import type { stationCalls } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { planDigest } from '../../core/formats/plan.ts'
import type { Sheet, SheetName } from '../../core/formats/sheet.ts'
import { cardSheet } from '../../core/paper/card.ts'
import { planSheet } from '../../core/paper/plan.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { transcriptSheet } from '../../core/paper/transcript.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import type { Handlers } from './bridge-host.ts'
import { realDisk, writeNew } from './disk.node.ts'
import type { OpenCeremony } from './open-ceremony.ts'
import { type Cups, listPrinters, printPdf } from './printer.node.ts'
import { sha256 } from './program.node.ts'

/** How a shell turns a sheet into PDF: it loads the print page in a window of its own. */
export type PrintPdf = (sheet: SheetName) => Promise<Uint8Array>

type PaperCall = Extract<keyof typeof stationCalls, `paper.${string}`>

/** @param input.cups - the print service; absent: the system's own. */
export function paperHandlers(input: {
  readonly open: () => OpenCeremony | undefined
  readonly printPdf: PrintPdf | undefined
  readonly cups?: Cups | undefined
}): Handlers<PaperCall> {
  const opened = (): OpenCeremony => {
    const open = input.open()
    if (open === undefined)
      throw new CeremonyError('ceremony/not-now', { asked: 'paper', reason: 'no ceremony is open' })
    return open
  }
  const pdfOf = async (sheet: SheetName): Promise<Uint8Array> => {
    if (input.printPdf === undefined)
      throw new CeremonyError('ceremony/not-now', { asked: 'paper', reason: 'this shell has no window to print from' })
    return input.printPdf(sheet)
  }
  return {
    'paper.sheet': async ({ sheet }) => sheetOf(opened(), sheet),
    'paper.pdf': async ({ sheet }) => {
      const { files } = opened()
      const pdf = await pdfOf(sheet)
      const path = join(files.directory, `${sheet}-${files.recorder.state.length}.pdf`)
      writeNew(realDisk, path, pdf)
      return { path, sha256: sha256(pdf), sizeBytes: pdf.length }
    },
    'paper.printers': () => listPrinters(input.cups),
    'paper.print': async ({ sheet, printer, copies }) =>
      printPdf({ pdf: await pdfOf(sheet), printer, copies }, input.cups),
  }
}

function sheetOf({ files }: OpenCeremony, sheet: SheetName): Sheet {
  const { plan, script, mode, recorder } = files
  switch (sheet) {
    case 'plan':
      return planSheet(plan, planDigest(plan), mode)
    case 'script':
      return scriptSheet(script, plan, mode)
    case 'card': {
      const cards = cardSheet(plan, mode)
      if (cards !== undefined) return cards
      const reason = 'the plan has no share card that may be written by hand'
      throw new CeremonyError('ceremony/not-now', { asked: 'paper', reason })
    }
    case 'transcript':
      return transcriptSheet(verifyTranscript(recorder.bytes(), 'transcript.jsonl'), recorder.state, plan)
    default:
      return sheet satisfies never
  }
}
