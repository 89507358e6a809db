// A whole kiosk in a process of its own, on the test page, for tests that kill it or watch it from outside.
// Arguments: the work directory, a folder laid out like dist/. Writes one JSON line when open; `rehearse` on its
// standard input begins a rehearsal from inside the window and answers with one more line.

import { openKiosk, untilClosed } from '../../electron/kiosk/open.ts'

const [workDirectory = '', dist = ''] = process.argv.slice(2)
const kiosk = await openKiosk({ workDirectory, dist })
const { pipe, pid, profile, target } = kiosk.window.inside
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)

process.stdin.setEncoding('utf8').on('data', async (line: string) => {
  const expression = `anchorite.call(${JSON.stringify(line.trim())}, ${line.startsWith('station.rehearse') ? '{ script: "root-key-generation" }' : '{}'}).then((reply) => JSON.stringify(reply))`
  const order = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
  const { result } = await pipe.send('Runtime.evaluate', order, target.session)
  say({ reply: JSON.parse(String(result.value)) })
})
const { processInfo } = await pipe.send('SystemInfo.getProcessInfo', {})
say({ pid, profile, fence: kiosk.window.fence, processes: processInfo.map((process) => process.id) })
await untilClosed(kiosk)
process.stdin.destroy()
