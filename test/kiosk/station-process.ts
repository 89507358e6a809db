// A whole kiosk in a process of its own, on the test page, for tests that kill it or watch it from outside.
// Arguments: the work directory, a folder laid out like dist/. Writes one JSON line when open; a call on its
// standard input (`station.rehearse`) is made from inside the window, and its reply is one more line.

import { type Kiosk, stayOpen } from '../../electron/kiosk/open.ts'

const [workDirectory = '', dist = ''] = process.argv.slice(2)
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)
await stayOpen({ workDirectory, dist }, (kiosk) => void tell(kiosk))
process.stdin.destroy()

async function tell({ window }: Kiosk): Promise<void> {
  const { pipe, pid, profile, target } = window.inside
  process.stdin.setEncoding('utf8').on('data', async (line: string) => {
    const args = line.startsWith('station.rehearse') ? { script: 'root-key-generation' } : {}
    const call = `anchorite.call(${JSON.stringify(line.trim())}, ${JSON.stringify(args)})`
    const expression = `${call}.then((reply) => JSON.stringify(reply))`
    const order = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result } = await pipe.send('Runtime.evaluate', order, target.session)
    say({ reply: JSON.parse(String(result.value)) })
  })
  const { processInfo } = await pipe.send('SystemInfo.getProcessInfo', {})
  say({ pid, profile, fence: window.fence, processes: processInfo.map((process) => process.id) })
}
