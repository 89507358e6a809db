// WIN-NETWORK, end to end: the station as `npm start` opens it, used by real key presses, with every socket call traced.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { programRoot } from '../../electron/host/program.node.ts'
import { strangeListeners, systemCalls, towardsInet } from '../kiosk/strace.ts'
import { eventsIn } from './record.ts'
import { describeWindow } from './stage.ts'

/**
 * The two that Chromium tries by itself, and that docs/shells.md names: the proxy that nobody serves, and a probe for a
 * route that sends no packet. Both in a network namespace without a way out, where the system gives one.
 */
const harmless = [
  /^connect\(.*sin_port=htons\(9\), sin_addr=inet_addr\("127\.0\.0\.1"\)/,
  /^connect\(.*inet_pton\(AF_INET6, "2001:4860:4860::8888"/,
]

describeWindow('the station with every socket traced', ['strace', 'xdotool'], (stage) => {
  test('opens, begins a rehearsal and records an answer: nothing of the whole process tree listens or reaches out', async () => {
    const trace = join(stage.carried, 'trace')
    const entry = [process.execPath, join(programRoot, 'electron', 'kiosk.ts'), '--work', stage.workDirectory]
    const calls = [
      '-f',
      '-qq',
      '-e',
      'trace=socket,bind,listen,connect,accept,accept4,sendto,sendmsg,sendmmsg',
      '-e',
      'signal=none',
      '-o',
      trace,
    ]
    const station = spawn('strace', [...calls, ...entry], {
      env: { ...process.env, DISPLAY: stage.display().name },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await said(station, 'The window is open.')
      const press = (...keys: readonly string[]) =>
        execFileSync('xdotool', ['key', '--delay', '80', ...keys], {
          env: { ...process.env, DISPLAY: stage.display().name },
        })
      const events = () => ceremonies(stage.workDirectory).flatMap((name) => eventsIn(stage.workDirectory, name))
      // Home is there a moment after the window: the first card, as the keyboard comes to it.
      await rest(4000)
      await eventually(() => events().length > 0, { act: () => press('Tab', 'Return'), everyMs: 25_000 })
      // The button of each step has the focus as soon as it stands.
      const isAnswered = () => events().some((event) => event.type === 'answered')
      await eventually(isAnswered, { act: () => press('Return'), everyMs: 5000 })
    } finally {
      // strace passes nothing on: its child is asked to end, and then it ends too.
      execFileSync('pkill', ['-TERM', '-P', String(station.pid)])
      await new Promise((resolve) => station.once('exit', resolve))
    }
    const all = systemCalls(readFileSync(trace, 'utf8'))
    // The trace is one of a browser that ran: it asks for sockets of the machine's own kind by the dozen.
    expect(all.filter(({ name, text }) => name === 'connect' && text.includes('AF_UNIX')).length).toBeGreaterThan(3)
    const inet = towardsInet(all).map(({ text }) => text)
    expect(inet.filter((text) => !harmless.some((form) => form.test(text)))).toEqual([])
    expect(strangeListeners(all)).toEqual([])
  }, 180_000)
})

const ceremonies = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory).filter((name) => existsSync(join(directory, name, 'transcript.jsonl')))
    : []

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      all += chunk.toString()
      if (all.includes(words)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the station ended with ${code}: ${all}`)))
  })
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Act now, and again each time that it has not come for so long. */
async function eventually(isSo: () => boolean, { act, everyMs }: { act: () => void; everyMs: number }): Promise<void> {
  const lookMs = 200
  for (let waitedMs = 0; !isSo(); waitedMs += lookMs) {
    if (waitedMs > 60_000) throw new Error('it does not come')
    if (waitedMs % everyMs === 0) act()
    await rest(lookMs)
  }
}
