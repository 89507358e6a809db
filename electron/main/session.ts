// WIN-NETWORK, WIN-PERMISSION, WIN-DOWNLOAD in Electron: an in-memory session that answers from memory and refuses the rest.

import type { Session } from 'electron'
import { type Answer, type Assets, answerFrom } from '../shell/assets.ts'
import { isOurPage, mayUseCamera, origin } from '../shell/policy.ts'

/** No `persist:` before it: Electron keeps this session in memory only. */
export const partition = 'anchorite-window'

const otherSchemes = ['http', 'file', 'ftp'] as const

/**
 * Fence the session in. Awaited before any page is made.
 * @see Electron: session.protocol.handle, webRequest.onBeforeRequest, setPermissionRequestHandler
 */
export async function guardSession(session: Session, assets: Assets): Promise<void> {
  session.protocol.handle('https', ({ url, method }) => responseOf(assets, url, method))
  for (const scheme of otherSchemes) session.protocol.handle(scheme, () => new Response(null, { status: 403 }))
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url, resourceType }, answer) => {
    answer({ cancel: !mayLoad(url, resourceType) })
  })
  // Nothing waits behind this address: what gets past the two lines above still gets nowhere.
  await session.setProxy({ proxyRules: 'socks5://127.0.0.1:9', proxyBypassRules: '<-loopback>' })

  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const onlyVideo = 'mediaTypes' in details && details.mediaTypes?.join() === 'video'
    answer(permission === 'media' && onlyVideo && details.isMainFrame && mayUseCamera(contents.getURL()))
  })
  session.setPermissionCheckHandler((contents, permission, _origin, details) => {
    const isVideo = permission === 'media' && details.mediaType === 'video'
    return isVideo && details.isMainFrame && contents !== null && mayUseCamera(contents.getURL())
  })
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.on('select-hid-device', (event) => event.preventDefault())
  session.on('select-usb-device', (event) => event.preventDefault())
  session.on('select-serial-port', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
}

/** A document is our page in the top frame; a resource is a file of the built window. */
function mayLoad(url: string, resourceType: string): boolean {
  if (resourceType === 'mainFrame') return isOurPage(url)
  return resourceType !== 'subFrame' && url.startsWith(`${origin}/`) && !isOurPage(url)
}

function responseOf(assets: Assets, url: string, method: string): Response {
  const answer: Answer = answerFrom(assets, { url, method, document: isOurPage(url) })
  if (answer.kind !== 'serve') return new Response(null, { status: 403 })
  return new Response(Buffer.from(answer.bytes), { status: 200, headers: answer.headers })
}
