// One sheet as PDF: the print page in a hidden target of its own, printed by the browser, then closed.

import { CeremonyError } from '../../core/errors.ts'
import { checkPdf, footerLine, footerTemplate, printMargins, waitForReady } from '../shell/paper.ts'
import type { Pipe, Session } from './pipe.ts'

/**
 * Wait until the page says `data-ready="yes"`, then print it: tagged, in the page size that its style names, with the
 * footer that it gives in `data-footer`.
 * @throws CeremonyError `window/print` where the page does not become ready, or what came is not a PDF.
 */
export async function printPage(pipe: Pipe, session: Session, sheet: string): Promise<Uint8Array> {
  const state = await pipe.send(
    'Runtime.evaluate',
    { expression: waitForReady, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false },
    session,
  )
  if (state.result.value !== 'yes')
    throw new CeremonyError('window/print', { sheet, reason: 'its page did not become ready' })
  const footer = await pipe.send(
    'Runtime.evaluate',
    {
      expression: "document.documentElement.dataset.footer ?? ''",
      returnByValue: true,
      allowUnsafeEvalBlockedByCSP: false,
    },
    session,
  )
  const { data } = await pipe.send(
    'Page.printToPDF',
    {
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footerTemplate(String(footer.result.value)),
      transferMode: 'ReturnAsBase64',
      ...printMargins,
    },
    session,
  )
  return checkPdf(sheet, Buffer.from(data, 'base64'))
}
