import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Display, startDisplay } from './display.ts'
import { readWorld, settled } from './open.ts'
import { isDone, strangeListeners, systemCalls, towardsInet } from './strace.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A rehearsal as far as the secret host takes its time. */
const all = process.env.ANCHORITE_FAULTS === 'all'
let display: Display
let folder = ''
const started: ChildProcess[] = []

beforeAll(async () => {
  display = await startDisplay()
  await readWorld()
  folder = mkdtempSync(join(tmpdir(), 'anchorite-kiosk-'))
  mkdirSync(join(folder, 'dist'))
  cpSync(join(root, 'dist', 'shell'), join(folder, 'dist', 'shell'), { recursive: true })
  cpSync(join(root, 'test', 'kiosk', 'page'), join(folder, 'dist', 'renderer'), { recursive: true })
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})
afterAll(() => {
  display.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Opened = { pid: number; profile: string; fence: { namespace: boolean }; processes: readonly number[] }

/** Start the station's process, and wait for its window. @param before - what stands before node, for example strace. */
async function start(before: readonly string[] = []) {
  const script = join(root, 'test', 'kiosk', 'station-process.ts')
  const [program = '', ...args] = [...before, process.execPath, script, join(folder, 'work'), join(folder, 'dist')]
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DISPLAY: display.name },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  started.push(child)
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the station ended: ${errors}`)
    return JSON.parse(value)
  }
  const opened: Opened = await next()
  const ask = async (call: string) => {
    child.stdin.write(`${call}\n`)
    return (await next()).reply
  }
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, opened, ask, exit }
}

const alive = (pids: readonly number[]) => pids.filter((pid) => existsSync(`/proc/${pid}/exe`))

describe('however the station ends, its window ends too', () => {
  it('killed with SIGKILL: no process of Chromium is left; the next start sweeps its profile', async () => {
    const first = await start()
    expect(alive(first.opened.processes).length).toBeGreaterThan(2)
    first.child.kill('SIGKILL')
    expect(
      await settled(
        () => alive(first.opened.processes),
        (left) => left.length === 0,
      ),
    ).toEqual([])
    expect(existsSync(first.opened.profile)).toBe(true)

    const second = await start()
    expect(existsSync(first.opened.profile)).toBe(false)
    expect(existsSync(second.opened.profile)).toBe(true)
  })

  it('asked with SIGTERM, twice: it leaves in order, with exit code 0 and no profile', async () => {
    const { child, opened, exit } = await start()
    child.kill('SIGTERM')
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(alive(opened.processes)).toEqual([])
    expect(existsSync(opened.profile)).toBe(false)
  })

  it('its window closed by a person: the same', async () => {
    const { opened, exit } = await start()
    display.press('alt+F4')
    expect(await exit).toBe(0)
    expect(alive(opened.processes)).toEqual([])
    expect(existsSync(opened.profile)).toBe(false)
  })

  it('leaves nothing of Chromium in the folder for temporary files', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => /chromium/i.test(name))
    const before = left()
    const { child, exit } = await start()
    child.kill('SIGKILL')
    await exit
    expect(left().filter((name) => !before.includes(name))).toEqual([])
  })

  it('Chromium killed: the station leaves, and removes the profile', async () => {
    const { opened, exit } = await start()
    process.kill(opened.pid, 'SIGKILL')
    expect(await exit).toBe(0)
    expect(existsSync(opened.profile)).toBe(false)
  })

  it('a ceremony that was open gives its lock back on SIGTERM', async () => {
    const { child, ask, exit } = await start()
    expect((await ask('station.rehearse')).ok).toBe(true)
    const work = join(folder, 'work')
    const locks = () =>
      readdirSync(work, { recursive: true })
        .map(String)
        .filter((path) => /(?:^|\/)lock$/.test(path))
    expect(locks()).toHaveLength(1)
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(locks()).toEqual([])
  })
})

/**
 * What is measured: every network system call of the whole process tree (node, setpriv, unshare, all of Chromium, token
 * hosts), from the start, over an idle window of eight seconds and a rehearsal until its first token is initialised, until the
 * orderly end. ANCHORITE_FAULTS=all: until its keys are made and a backup is begun, so that the secret host is in the tree.
 */
it(
  'WIN-NETWORK: no process of the tree binds, listens, is connected or sends on an inet socket',
  async () => {
    const log = join(folder, 'strace.txt')
    const traced = 'trace=socket,bind,listen,connect,accept,accept4,sendto,sendmsg,sendmmsg,execve'
    const { child, opened, ask, exit } = await start([
      'strace',
      '-f',
      '--seccomp-bpf',
      '-qq',
      '-s',
      '200',
      '-e',
      traced,
      '-o',
      log,
    ])
    await new Promise((resolve) => setTimeout(resolve, 8000))
    expect((await ask('station.rehearse')).ok).toBe(true)
    const played = await ask(`play ${all ? 'backup.root-a/begin' : 'tokens/initialise/root-a'}`)
    expect(played.ok, played.ok ? '' : played.error.words.happened).toBe(true)
    const routes = opened.fence.namespace
      ? readFileSync(`/proc/${opened.pid}/net/route`, 'latin1').trim().split('\n')
      : []
    const devices = opened.fence.namespace
      ? readFileSync(`/proc/${opened.pid}/net/dev`, 'latin1').trim().split('\n').slice(2)
      : []
    // strace passes no signal on: the station itself is asked.
    const station = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1')
      .trim()
      .split(' ')
      .map(Number)
    for (const pid of station) process.kill(pid, 'SIGTERM')
    expect(await exit).toBe(0)

    const calls = systemCalls(readFileSync(log, 'utf8'))
    const done = towardsInet(calls)
      .filter(isDone)
      .map(({ text }) => text)
    // A datagram socket "connects" without sending: Chromium asks so which way it would go. Outside a namespace only.
    const harmless = opened.fence.namespace ? /^$/ : /connect\(.*(?:127\.0\.0\.1|2001:4860)/
    expect(done.filter((line) => !harmless.test(line))).toEqual([])
    expect(strangeListeners(calls)).toEqual([])
    // The log is one of the whole tree: Chromium's own local sockets are in it, and both kinds of hosts.
    for (const program of ['core/token/host.node.ts', ...(all ? ['core/backup/secret-host.node.ts'] : [])])
      expect(
        calls.some(({ name, text }) => name === 'execve' && text.includes(program)),
        program,
      ).toBe(true)
    expect(readFileSync(log, 'utf8')).toMatch(/AF_UNIX[^\n]*X11-unix/)

    const loud = process.env.ANCHORITE_LOUD_FILE
    if (!opened.fence.namespace) {
      if (loud !== undefined) appendFileSync(loud, 'the window in a network namespace: this system gives none\n')
      return
    }
    expect(devices.map((line) => line.trim().split(':')[0])).toEqual(['lo'])
    expect(routes).toHaveLength(1) // the heading
  },
  all ? 400_000 : 120_000,
)
