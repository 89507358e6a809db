// Lets Playwright drive the kiosk's own Chromium: DevTools messages between a WebSocket on loopback and the kiosk's pipe.
// In tests only: the kiosk itself keeps its pipe and never listens.

import { isCeremonyError } from '../../core/errors.ts'
import type { Pipe } from '../../electron/kiosk/pipe.ts'
import { type Client, serveWebSocket } from './websocket.ts'

type Order = {
  readonly id: number
  readonly method: string
  readonly params?: unknown
  readonly sessionId?: string
}

/** The pipe as the protocol has it, beyond the few orders that the kiosk gives. */
type AnyPipe = {
  readonly send: (method: string, params: unknown, session?: string) => Promise<unknown>
  readonly listen: (listener: (event: AnyEvent) => void) => () => void
}
type AnyEvent = { readonly method: string; readonly params: unknown; readonly session: string | undefined }

/** What a test must not change about the kiosk: its guards. Answered here, never passed on. */
const keptFromClient = new Set([
  'Browser.setDownloadBehavior',
  'Browser.close',
  'Browser.grantPermissions',
  'Fetch.enable',
])

/**
 * Serve the browser behind `pipe` to one client at a time. The client gets a session of the browser of its own, so that
 * the sessions that it opens, and their events, are not those of the kiosk.
 */
export function serveProxy(pipe: Pipe): Promise<{ readonly url: string; readonly close: () => void }> {
  return serveWebSocket((client) => {
    // Orders may come before the session is there; they wait for it.
    const browser = attach(pipe as unknown as AnyPipe, client) // the same object; its types name only what the kiosk uses
    client.hear = (text) => void browser.then((order) => order(JSON.parse(text) as Order)) // what Playwright writes
  })
}

/**
 * What comes through the pipe is passed on in the order in which it came: an event that overtook an answer would tell
 * Playwright of a world in a frame that it does not know yet, and it would wait for that world for ever. So answers and
 * events alike are sent one turn of the microtasks after they came.
 */
async function attach(pipe: AnyPipe, client: Client): Promise<(order: Order) => void> {
  const { sessionId: own } = (await pipe.send('Target.attachToBrowserTarget', {})) as { readonly sessionId: string } // its documented result
  const sessions = new Set<string>()
  const stop = pipe.listen(({ method, params, session }) => {
    const isOwn = session === own
    if (!isOwn && (session === undefined || !sessions.has(session))) return
    if (method === 'Target.attachedToTarget') sessions.add((params as { readonly sessionId: string }).sessionId)
    const text = JSON.stringify(isOwn ? { method, params } : { method, params, sessionId: session })
    queueMicrotask(() => client.send(text))
  })
  client.left = () => {
    stop()
    // The browser may be gone before its client.
    pipe.send('Target.detachFromTarget', { sessionId: own }).catch(() => undefined)
  }
  return ({ id, method, params = {}, sessionId }) => {
    const answer = (said: object): void =>
      client.send(JSON.stringify({ id, ...said, ...(sessionId === undefined ? {} : { sessionId }) }))
    if (keptFromClient.has(method)) answer({ result: {} })
    else
      pipe.send(method, params, sessionId ?? own).then(
        (result) => answer({ result }),
        (error) => answer({ error: { code: -32000, message: reasonOf(error) } }),
      )
  }
}

const reasonOf = (error: unknown): string =>
  isCeremonyError(error, 'window/browser') ? error.detail.reason : String(error)
