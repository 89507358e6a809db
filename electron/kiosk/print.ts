// One sheet as PDF: its page, once it is ready, printed by the browser that shows it.

import { CeremonyError } from '../../core/errors.ts'
import { checkPdf, printing, waitForReady } from '../shell/paper.ts'
import type { Pipe, Session } from './pipe.ts'

/**
 * Wait until the page says `data-ready="yes"`, then print it: tagged, in the size and with the margins that its style names.
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
  const { data } = await pipe.send('Page.printToPDF', { ...printing, transferMode: 'ReturnAsBase64' }, session)
  return checkPdf(sheet, Buffer.from(data, 'base64'))
}
