// The printer, dead on cue.

import { CeremonyError, wordsOf } from '../../../core/errors.ts'
import type { Printers } from '../../../core/formats/home.ts'
import type { Trainer } from './trainer.ts'

const noAnswer = () => new CeremonyError('printer/no-service', { problem: 'no answer from the printer' })

/** The printers, as the panel shows them. */
export async function trickedPrinters(list: () => Promise<Printers>, trainer: Trainer | undefined): Promise<Printers> {
  if (trainer?.strikes('printer-dead') !== true) return list()
  const { happened, next } = wordsOf(noAnswer())
  return { problem: `${happened} ${next}`, printers: [] }
}

/** @throws CeremonyError `printer/no-service` on cue; else what printing throws. */
export async function trickedPrint<T>(print: () => Promise<T>, trainer: Trainer | undefined): Promise<T> {
  if (trainer?.strikes('printer-dead') === true) throw noAnswer()
  return print()
}
