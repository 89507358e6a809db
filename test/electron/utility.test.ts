// Processes as Electron starts them: the launcher against a hostile process, whole sessions over parentPort.

import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startSecretHost } from '../../core/backup/secret-client.node.ts'
import { startTokenHost, tryTokenProcess } from '../../core/token/client.node.ts'
import { encodeFrame } from '../../core/token/frames.ts'
import type { Launcher } from '../../core/token/launcher.node.ts'
import { launchWithUtility, type Utilities } from '../../electron/main/utility.ts'
import { fairRolls, fingerprint, holders } from '../backup/scope.ts'
import { thrownBy } from '../token/refusal.ts'
import { compileLibrary, factorySoPin, makeSoftHsm, secret, temporaryDirectory, withFault } from '../token/softhsm.ts'
import { standIn } from './utility.ts'

const { directory, remove } = temporaryDirectory()
const userPin = 'Zx9-user-pin'
let tokens: Awaited<ReturnType<typeof makeSoftHsm>>
let library: string
beforeAll(async () => {
  tokens = await makeSoftHsm(directory, 1)
  library = compileLibrary('fault.c', directory)
})
afterAll(remove)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a process that turns hostile', () => {
  /** A utility process that answers each message with what `say` gives; killed by pid, as the launcher does. */
  function hostile(say: (child: EventEmitter) => void): Launcher {
    const child = Object.assign(new EventEmitter(), {
      pid: 4_000_000,
      stdout: new EventEmitter(),
      stderr: new EventEmitter(),
      postMessage: () => setImmediate(() => say(child)),
      kill: () => true,
    })
    vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      expect([pid, signal]).toEqual([4_000_000, 'SIGKILL'])
      setImmediate(() => child.emit('exit', 9))
      return true
    })
    return launchWithUtility({ fork: () => child } as unknown as Utilities)
  }
  const opening = (say: (child: EventEmitter) => void) =>
    thrownBy(startTokenHost(tokens.module, { launch: hostile(say), deadlineMs: 30_000 }))

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['an answer as an object', { id: 1, kind: 'answer', answer: null }],
    ['an array of bytes', [0, 0, 0, 9]],
    ['bytes of another kind', Uint16Array.of(1, 2)],
    ['memory', encodeFrame({ id: 1, kind: 'answer', answer: null }).buffer],
    ['a frame of nothing', new Uint8Array(4)],
    ['a frame of 4 GB', Uint8Array.of(255, 255, 255, 255)],
    ['a frame that is junk', Uint8Array.of(0, 0, 0, 5, 0, 0, 0, 1, 0x7b)],
    ['an answer to another question', new Uint8Array(encodeFrame({ id: 7, kind: 'answer', answer: null }))],
    ['a refusal that nobody knows', new Uint8Array(encodeFrame({ id: 1, kind: 'refusal', code: 'a/b', detail: {} }))],
  ])('is ended when it posts %s', async (_name, message) => {
    expect((await opening((child) => child.emit('message', message))).code).toBe('token/host-protocol')
  })

  test('is ended by its deadline when all it posts is empty', async () => {
    const launch = hostile((child) => {
      for (let count = 0; count < 1000; count++) child.emit('message', new Uint8Array(0))
    })
    expect((await thrownBy(startTokenHost(tokens.module, { launch, deadlineMs: 50 }))).code).toBe('token/host-hung')
  })

  test('is heard in pieces of one byte', async () => {
    const frame = encodeFrame({ id: 1, kind: 'answer', answer: null })
    const launch = hostile((child) => {
      for (const byte of frame) child.emit('message', Uint8Array.of(byte))
    })
    const host = await startTokenHost(tokens.module, { launch })
    expect((await thrownBy(host.list())).code).toBe('token/host-protocol') // it says the same thing again
  })

  test('that speaks when nobody asked is ended, and what it says after its end is not heard', async () => {
    let child: EventEmitter = new EventEmitter()
    const launch = hostile((started) => {
      child = started
      started.emit('message', new Uint8Array(encodeFrame({ id: 1, kind: 'answer', answer: null })))
    })
    const host = await startTokenHost(tokens.module, { launch })
    child.emit('message', Uint8Array.of(0))
    expect((await thrownBy(host.list())).code).toBe('token/host-gone')
    await host.close()
    child.emit('message', 'x')
    child.emit('error', 'FatalError', 'somewhere', '{}')
    child.emit('exit', 1)
  })

  test('that never comes is not waited for', async () => {
    const child = Object.assign(new EventEmitter(), {
      pid: undefined,
      stdout: null,
      stderr: null,
      postMessage: vi.fn(),
    })
    const launch = launchWithUtility({ fork: () => child } as unknown as Utilities)
    expect((await thrownBy(startTokenHost(tokens.module, { launch, deadlineMs: 50 }))).code).toBe('token/host-hung')
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    Object.assign(child, { pid: 4_000_001 })
    child.emit('spawn') // it comes after all
    expect(kill.mock.calls).toEqual([[4_000_001, 'SIGKILL']])
  })
})

describe('a token session over parentPort, in a process of its own', () => {
  test('initialises, logs in, makes a key and signs', async () => {
    const { utilities, forks, posted, objects } = standIn(directory)
    process.env.ANCHORITE_TEST_INHERIT = 'do-not-inherit'
    const host = await startTokenHost(tokens.module, { launch: launchWithUtility(utilities) })
    delete process.env.ANCHORITE_TEST_INHERIT
    const serial = tokens.tokens[0]?.serial ?? ''
    const factory = secret(factorySoPin)
    await host.initialise({ serial, label: 'port', factorySoPin: factory, soPin: factory, userPin: secret(userPin) })
    await host.login({ serial, pin: secret(userPin) })
    const key = { objectId: 'c0de', algorithm: 'ecdsa-p256' } as const
    await host.generateKeyPair({ ...key, label: 'key' })
    const messages = Array.from({ length: 300 }, (_, index) => Uint8Array.of(index & 255))
    expect(await host.sign({ ...key, messages })).toHaveLength(300)

    // No more of the station's memory crosses than the frame, and no frame stays behind in it.
    const pinned = posted.filter(({ message }) => Buffer.from(message).includes(userPin))
    expect(pinned).toHaveLength(2)
    for (const { message, memory } of posted) expect(memory).toHaveLength(message.length)
    for (const object of objects) expect(object.every((byte) => byte === 0)).toBe(true)

    expect(forks).toMatchObject([{ options: { stdio: ['ignore', 'pipe', 'pipe'], execArgv: [] } }])
    expect(Object.keys(forks[0]?.options?.env ?? {}).sort()).toEqual(['HOME', 'PATH', 'SOFTHSM2_CONF'])
    expect(readFileSync(`/proc/${host.pid}/limits`, 'utf8')).toMatch(/Max core file size +0 +0/)
    process.kill(host.pid, 'SIGINT') // Ctrl-C at the station's terminal
    expect((await host.list()).length).toBeGreaterThan(0)
    const { pid } = host
    await host.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('ends a library that hangs', async () => {
    const { utilities } = standIn(directory)
    const site = withFault(tokens.module, library, 'C_GetSlotList:hang')
    const host = await startTokenHost(site, { launch: launchWithUtility(utilities), deadlineMs: 3000 })
    const { pid } = host
    expect((await thrownBy(host.list())).code).toBe('token/host-hung')
    await host.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('says so where a library ends the process', async () => {
    const { utilities } = standIn(directory)
    const site = withFault(tokens.module, library, 'C_GetSlotList:crash')
    const host = await startTokenHost(site, { launch: launchWithUtility(utilities) })
    expect((await thrownBy(host.list())).code).toBe('token/host-died')
    await host.close()
  })

  test('a try before the day passes where the process answers, and fails where it does not come up', async () => {
    const { utilities } = standIn(directory)
    await tryTokenProcess({ launch: launchWithUtility(utilities) })
    const elsewhere: Utilities = { fork: (_script, args, options) => utilities.fork('/nowhere.ts', args, options) }
    expect((await thrownBy(tryTokenProcess({ launch: launchWithUtility(elsewhere) }))).code).toBe('token/host-died')
  })
})

describe('the secret of a backup over parentPort, in a process of its own', () => {
  test('is split, shown, read back and proven; nothing readable crosses', async () => {
    const { utilities, forks, posted } = standIn(directory)
    const host = await startSecretHost({ launch: launchWithUtility(utilities) })
    const dice = fairRolls()
    const rolls = Buffer.from(dice)
    await host.split({ made: 'rehearsal', ceremony: 'a-test', epoch: 1, threshold: 3, fingerprint, holders, dice })
    const cards: Buffer[] = []
    for (const holder of holders) {
      const words = await host.card({ holder })
      cards.push(Buffer.from(words))
      expect(await host.read({ holder, words })).toBeNull()
    }
    expect(await host.prove()).toBe(10)
    expect(forks).toMatchObject([{ options: { env: {}, execArgv: [], serviceName: 'Anchorite secret host' } }])
    expect(readFileSync(`/proc/${host.pid}/limits`, 'utf8')).toMatch(/Max core file size +0 +0/)
    for (const { memory } of posted)
      for (const secret of [rolls.subarray(20, 60), ...cards.map((card) => card.subarray(60, 90))])
        expect(Buffer.from(memory).includes(secret)).toBe(false)
    const { pid } = host
    await host.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
