// One page of ours in its target: its bridge, its guards against leaving, the way to load it.

import type { CallBridge } from '../../core/bridge.ts'
import { CeremonyError } from '../../core/errors.ts'
import { isOurPage, mayUseCamera, origin } from '../shell/policy.ts'
import { giveBridge } from './bridge.ts'
import type { CdpEvent, Pipe } from './pipe.ts'

export type PageTarget = { readonly session: string; readonly targetId: string }

/** A page whose document has not come by then will not come. */
const loadWithinMs = 20_000

/**
 * Make a target ready to show our page, and keep it there: the bridge from its first document on, WIN-NAVIGATE for
 * what interception does not see (about:blank, blob:), a fresh start after a crash.
 * @param input.call - what answers this page's calls.
 * @returns `load`, which shows the page and waits for it.
 * @throws CeremonyError `window/browser`
 */
export async function preparePage(
  pipe: Pipe,
  target: PageTarget,
  input: { readonly world: string; readonly call: CallBridge },
): Promise<{ readonly load: (url: string) => Promise<void> }> {
  const { session, targetId } = target
  const bridge = await giveBridge(pipe, session, { ...input, topFrame: targetId })
  let wanted: string | undefined
  pipe.listen((event) => {
    bridge.hear(event)
    if (event.session === session && wanted !== undefined && hasLeft(event, targetId)) {
      // The page may be closing; there is nothing to bring back then.
      pipe.send('Page.navigate', { url: wanted }, session).catch(() => undefined)
    }
  })
  await pipe.send('Runtime.enable', {}, session)
  await pipe.send('Page.enable', {}, session)
  await pipe.send('Inspector.enable', {}, session)
  return {
    load: async (url) => {
      const loaded = ownLoad(pipe, target)
      loaded.catch(() => undefined) // awaited below, unless the order itself fails first
      const { errorText } = await pipe.send('Page.navigate', { url }, session)
      if (errorText !== undefined)
        throw new CeremonyError('window/start', { reason: `its page did not load (${errorText})` })
      await loaded
      wanted = url
    },
  }
}

/** The document of the top frame is not our page any more, or its process crashed. */
function hasLeft(event: CdpEvent, topFrame: string): boolean {
  if (event.method === 'Inspector.targetCrashed') return true
  return (
    event.method === 'Page.frameNavigated' && event.params.frame.id === topFrame && !isOurPage(event.params.frame.url)
  )
}

/** The load of our own page: the page that stood there before may still be loading, and says so in the same session. */
function ownLoad(pipe: Pipe, { session, targetId }: PageTarget): Promise<void> {
  let isOurs = false
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new CeremonyError('window/start', { reason: 'its page did not load in time' }))
    }, loadWithinMs)
    const stop = pipe.listen((event) => {
      if (event.session !== session) return
      const shown = shownUrl(event, targetId)
      if (shown !== undefined) isOurs = isOurPage(shown)
      if (!isOurs || event.method !== 'Page.loadEventFired') return
      clearTimeout(timer)
      stop()
      resolve()
    })
    void pipe.ended.then(() => {
      clearTimeout(timer)
      reject(new CeremonyError('window/gone', { call: 'Page.navigate' }))
    })
  })
}

/**
 * WIN-PERMISSION: nothing is allowed to any page but the camera to the page that reads QR codes, while it is shown.
 * @throws CeremonyError `window/browser`
 */
export async function grantOnlyCamera(pipe: Pipe, { session, targetId }: PageTarget): Promise<void> {
  // "Grant specific permissions to the given origin and reject all others."
  const grant = (permissions: readonly string[]) => pipe.send('Browser.grantPermissions', { origin, permissions })
  await grant([])
  let isGranted = false
  pipe.listen((event) => {
    const url = event.session === session ? shownUrl(event, targetId) : undefined
    if (url === undefined || mayUseCamera(url) === isGranted) return
    isGranted = !isGranted
    grant(isGranted ? ['videoCapture'] : []).catch(() => undefined) // only a browser that has ended refuses
  })
}

function shownUrl(event: CdpEvent, topFrame: string): string | undefined {
  if (event.method === 'Page.frameNavigated' && event.params.frame.id === topFrame) return event.params.frame.url
  if (event.method === 'Page.navigatedWithinDocument' && event.params.frameId === topFrame) return event.params.url
  return undefined
}
