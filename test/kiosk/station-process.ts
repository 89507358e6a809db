// A whole kiosk in a process of its own, on the test page, for tests that kill it or watch it from outside.
// Arguments: the work directory, a folder laid out like dist/. Writes one JSON line when open; a call on its
// standard input (`station.rehearse`) is made from inside the window, and its reply is one more line. `play STEP` lets the people of the
// rehearsal that was begun go on until that step is done, each of their calls from inside the window; its reply is the view then.

import type { CallCeremony } from '../../core/bridge.ts'
import { makeMove } from '../../electron/cli/play.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { type Kiosk, stayOpen } from '../../electron/kiosk/open.ts'
import { codeOf, pinOf } from '../e2e/people.ts'
import { builtInPlan } from '../e2e/prepare.ts'

const [workDirectory = '', dist = ''] = process.argv.slice(2)
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)
await stayOpen({ workDirectory, dist }, (kiosk) => void tell(kiosk))
process.stdin.destroy()

async function tell({ window }: Kiosk): Promise<void> {
  const { pipe, pid, profile, target } = window.inside
  const call = async (name: string, args: object): Promise<unknown> => {
    // Bytes go as numbers, and are bytes again in the page.
    const text = JSON.stringify(args, (_, value) => (value instanceof Uint8Array ? { bytes: [...value] } : value))
    const revived = `JSON.parse(${JSON.stringify(text)}, (_, value) => value?.bytes ? Uint8Array.from(value.bytes) : value)`
    const expression = `anchorite.call(${JSON.stringify(name)}, ${revived}).then((reply) => JSON.stringify(reply))`
    const order = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result } = await pipe.send('Runtime.evaluate', order, target.session)
    return JSON.parse(String(result.value))
  }
  process.stdin.setEncoding('utf8').on('data', async (line: string) => {
    const [name = '', step = ''] = line.trim().split(' ')
    const args = name === 'station.rehearse' ? { script: 'root-key-generation' } : {}
    say({ reply: name === 'play' ? await play(call as CallCeremony, step) : await call(name, args) }) // each reply is the host's own
  })
  const { processInfo } = await pipe.send('SystemInfo.getProcessInfo', {})
  say({ pid, profile, fence: window.fence, processes: processInfo.map((process) => process.id) })
}

/** @returns the first refusal, or what stands when the step is done. */
async function play(call: CallCeremony, last: string): Promise<unknown> {
  const plan = builtInPlan('root-key-generation')
  const nameOf = (id: string): string => plan.people.find((person) => person.id === id)?.name ?? ''
  const player = rehearsalPlayer(plan, { code: (person) => codeOf(nameOf(person)), pin: pinOf })
  let reply = await call('ceremony.view', {})
  for (let stood = false; reply.ok; ) {
    const at = reply.value.step?.id
    if (stood && at !== last) break
    stood ||= at === last
    reply = await makeMove(call, player.next(reply.value))
  }
  return reply
}
