// WIN-NETWORK: every request of every page and worker stops here and is answered from memory, or refused.

import { type Assets, answerFrom } from '../shell/assets.ts'
import type { CdpEvent, Pipe } from './pipe.ts'

/**
 * Stop all requests at the browser, for every target that there is or will be, and answer them from `assets`.
 * @param topFrames - frames whose document is our page; a document anywhere else is refused.
 * @returns the addresses that were refused, a list that grows: for tests and for a person who looks for a fault.
 * @throws CeremonyError `window/browser` where it cannot be switched on: no window then.
 * @see Chrome DevTools Protocol, Fetch.enable (given to the browser session, it covers workers and new targets)
 */
export async function serveAssets(
  pipe: Pipe,
  assets: Assets,
  topFrames: ReadonlySet<string>,
): Promise<readonly string[]> {
  const refused: string[] = []
  pipe.listen((event) => {
    if (event.method !== 'Fetch.requestPaused') return
    const answer = answerTo(event, assets, topFrames)
    if (answer.kind !== 'serve') {
      if (refused.length < maxRemembered) refused.push(event.params.request.url.slice(0, 200))
      // BlockedByClient would put an error page in place of a navigation that is refused; Aborted stays where it is.
      const errorReason = answer.kind === 'stay' ? 'Aborted' : 'BlockedByClient'
      passOver(pipe.send('Fetch.failRequest', { requestId: event.params.requestId, errorReason }, event.session))
      return
    }
    const reply = {
      requestId: event.params.requestId,
      responseCode: 200,
      responseHeaders: Object.entries(answer.headers).map(([name, value]) => ({ name, value })),
      body: Buffer.from(answer.bytes).toString('base64'),
    }
    passOver(pipe.send('Fetch.fulfillRequest', reply, event.session))
  })
  await pipe.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  return refused
}

const maxRemembered = 1000

type Paused = Extract<CdpEvent, { readonly method: 'Fetch.requestPaused' }>

function answerTo({ params }: Paused, assets: Assets, topFrames: ReadonlySet<string>) {
  const document = params.resourceType === 'Document'
  const answer = answerFrom(assets, { url: params.request.url, method: params.request.method, document })
  if (document && !topFrames.has(params.frameId)) return { kind: 'stay' } as const
  return answer
}

/** The page may have gone away meanwhile; its request then waits for nobody. */
function passOver(sent: Promise<unknown>): void {
  sent.catch(() => undefined)
}
