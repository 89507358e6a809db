// One sheet on paper, for both shells: when its page is ready, how it is printed, and what a PDF must be.

import { CeremonyError } from '../../core/errors.ts'
import type { SheetName } from '../../core/formats/sheet.ts'

/** What a shell prints from a page of its own: a sheet, or the one share card that `share.print` is about. */
export type PrintedPage = SheetName | 'share-card'

const readyWithinMs = 20_000

/** Looks on each change of the root element, not by a clock: a hidden page's clock is slowed. */
export const waitForReady = `new Promise((resolve) => {
  const root = document.documentElement
  const look = () => { if (root.dataset.ready !== undefined) { watcher.disconnect(); resolve(root.dataset.ready) } }
  const watcher = new MutationObserver(look)
  watcher.observe(root, { attributes: true, attributeFilter: ['data-ready'] })
  setTimeout(() => { watcher.disconnect(); resolve('late') }, ${readyWithinMs})
  look()
})`

/**
 * How it is printed, in both shells. Size, margins, head and foot (digest words, "page n of m") are the page's own style.
 */
export const printing = { printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true } as const

/** @throws CeremonyError `window/print` where what came is not a PDF. */
export function checkPdf(sheet: string, bytes: Uint8Array): Uint8Array {
  // No copy: whoever prints a card overwrites it.
  const pdf = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') === '%PDF-') return pdf
  throw new CeremonyError('window/print', { sheet, reason: 'what came is not a PDF' })
}
