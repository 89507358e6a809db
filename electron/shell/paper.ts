// One sheet on paper, for both shells: when its page is ready, what stands at its foot, and what a PDF must be.

import { CeremonyError } from '../../core/errors.ts'

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

/** The sheet's own line for the foot: its first digest words. */
export const footerLine = "document.documentElement.dataset.footer ?? ''"

/** @throws CeremonyError `window/print` where what came is not a PDF. */
export function checkPdf(sheet: string, bytes: Uint8Array): Uint8Array {
  const pdf = new Uint8Array(bytes)
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') === '%PDF-') return pdf
  throw new CeremonyError('window/print', { sheet, reason: 'what came is not a PDF' })
}

/** Inches; the foot needs its own room below what the page's style leaves. */
export const printMargins = { marginTop: 0.5, marginBottom: 0.7, marginLeft: 0.5, marginRight: 0.5 } as const

/** Only text goes in: the sheet's line is escaped, and the browser runs no script in a template. */
export function footerTemplate(line: string): string {
  const style = 'font: 8pt sans-serif; width: 100%; margin: 0 12mm; display: flex; justify-content: space-between'
  const pages = 'page <span class="pageNumber"></span> of <span class="totalPages"></span>'
  return `<div style="${style}"><span>${escapeHtml(line.slice(0, 300))}</span><span>${pages}</span></div>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
