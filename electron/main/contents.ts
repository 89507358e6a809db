// WIN-NAVIGATE, WIN-TARGET, WIN-SENDER in Electron: what any page may do, and whose calls are heard.

import type { WebContents, WebFrameMain } from 'electron'
import type { CallBridge } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { callChannel } from '../preload/channel.ts'
import { exchange } from '../shell/exchange.ts'
import { fewAtOnce } from '../shell/few-at-once.ts'
import { isOurPage } from '../shell/policy.ts'

/** For every page that Electron makes, whoever asked for it: no way to another page, no new window, no developer tools. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('will-navigate', (event) => {
    if (!isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('devtools-opened', () => contents.closeDevTools())
}

/**
 * Answer the calls of one page. WIN-SENDER: only its top frame, and only while it shows our page. The channel is that of
 * this one page, not the process's own, which hears every page.
 */
export function serveCalls(contents: WebContents, call: CallBridge): void {
  const few = fewAtOnce(call)
  contents.ipc.handle(callChannel, async (event, text: unknown) => {
    const { senderFrame } = event
    if (!isTopFrame(senderFrame, contents.mainFrame) || !isOurPage(senderFrame.url) || typeof text !== 'string') {
      // Only the message of an error crosses to the caller; it says no more than this.
      throw new CeremonyError('station/bridge', { call: 'of another frame', problem: 'it is not the window' })
    }
    return exchange(few, text)
  })
}

function isTopFrame(frame: WebFrameMain | null, top: WebFrameMain): frame is WebFrameMain {
  if (frame === null || frame.parent !== null) return false
  return frame.processId === top.processId && frame.routingId === top.routingId
}
