// The kiosk in a process of its own, as electron/kiosk.ts opens it, with the proxy beside it that a test drives it through.
// Says one line of JSON when the window can be used: {url, pid}.

import { isCeremonyError } from '../../core/errors.ts'
import { openKiosk, untilClosed } from '../../electron/kiosk/open.ts'
import { serveProxy } from './proxy.ts'

const [workDirectory = ''] = process.argv.slice(2)
try {
  const kiosk = await openKiosk({ workDirectory })
  const proxy = await serveProxy(kiosk.window.inside.pipe)
  process.stdout.write(`${JSON.stringify({ url: proxy.url, pid: kiosk.window.inside.pid })}\n`)
  await untilClosed(kiosk)
  proxy.close()
} catch (error) {
  if (!isCeremonyError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
