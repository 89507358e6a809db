// The process that holds the secret: a whole backup through it, a process that is not ours any more, and what its end means.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'
import {
  type RunningSecretHost,
  type SecretHostOptions,
  startSecretHost,
} from '../../core/backup/secret-client.node.ts'
import { secretCommitment } from '../../core/backup/share.ts'
import { wordsOf } from '../../core/errors.ts'
import { encodeFrame } from '../../core/token/frames.ts'
import { type Launcher, launchWithNode } from '../../core/token/launcher.node.ts'
import { refusal, thrownBy } from '../token/refusal.ts'
import { fairRolls, fingerprint, holders, origin } from './scope.ts'

const directory = mkdtempSync(join(tmpdir(), 'anchorite-secret-host-'))
afterAll(() => rmSync(directory, { recursive: true }))

const running: RunningSecretHost[] = []
const start = async (options?: SecretHostOptions): Promise<RunningSecretHost> => {
  const host = await startSecretHost(options)
  running.push(host)
  return host
}
afterEach(async () => {
  for (const host of running.splice(0)) await host.close()
})

const splitIn = (host: RunningSecretHost) => host.split({ ...origin, epoch: 1, threshold: 3, fingerprint, holders })
const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`)

describe('its end', () => {
  test('by SIGKILL voids the set: every call says so, and what is to be done with the cards', async () => {
    const host = await start()
    await splitIn(host)
    const words = await host.card({ holder: 'amina' })
    process.kill(host.pid, 'SIGKILL')
    const first = await thrownBy(host.read({ words }))
    expect([first.code, first.detail]).toMatchObject(['backup/scope-gone', { held: 'made' }])
    expect(wordsOf(first).next).toMatch(/^Destroy every card of this set/)
    expect(words.every((byte) => byte === 0)).toBe(true)
    expect(host.alive()).toBe(false)
    const to = newReceiver().publicKey
    const bytes = () => new Uint8Array(16)
    const blob = { mechanism: 'aes-kwp', wrapped: bytes() } as const
    const calls: readonly Promise<unknown>[] = [
      host.receiver(),
      host.makeKey({ algorithm: 'ed25519' }),
      splitIn(host),
      host.card({ holder: 'amina' }),
      host.read({ words: bytes() }),
      host.prove(),
      host.combine(),
      host.kekFor({ to }),
      host.privateKeyFor({ to }),
      host.wrapOwn(),
      host.addMac({ iv: bytes(), wrapped: bytes() }),
      host.blobHolds({ blob }),
      host.unwrapFor({ blob, to }),
    ]
    for (const call of calls) expect((await thrownBy(call)).code).toBe('backup/scope-gone')
  })

  test('while a call is under way is told to that call, and to those that wait behind it', async () => {
    const host = await start()
    await splitIn(host)
    const calls = [host.card({ holder: 'amina' }), host.prove(), host.kekFor({ to: newReceiver().publicKey })]
    process.kill(host.pid, 'SIGKILL')
    const [, ...behind] = await Promise.allSettled(calls)
    for (const outcome of behind)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'backup/scope-gone' } })
  })

  test('before anything was made leaves no card to destroy', async () => {
    const host = await start()
    await host.close()
    expect(await refusal(host.prove(), 'backup/scope-gone')).toMatchObject({ held: 'empty', reason: 'it was closed' })
    expect(isThere(host.pid)).toBe(false)
    await host.close() // harmless
  })

  test('comes with the station, whatever it is doing', async () => {
    const script = join(directory, 'station.mts')
    const client = new URL('../../core/backup/secret-client.node.ts', import.meta.url).pathname
    writeFileSync(
      script,
      `import { startSecretHost } from ${JSON.stringify(client)}
       const host = await startSecretHost()
       void host.makeKey({ algorithm: 'rsa-4096' })
       setTimeout(() => console.log(host.pid), 200)`,
    )
    const station = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = await once(station.stdout, 'data')
    const pid = Number(String(printed))
    station.kill('SIGKILL')
    await once(station, 'exit')
    while (isThere(pid) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) await setTimeout(20)
  })
})

describe('a process that is not ours any more (SECRET-APART)', () => {
  /** Ours, until it is asked for `call`: then this comes in place of the answer. */
  const garbled =
    (call: string, reply: (id: number) => Buffer): Launcher =>
    (launch, events) => {
      const asked: number[] = []
      const child = launchWithNode(launch, {
        ...events,
        bytes: (piece) => events.bytes(asked.length > 0 ? reply(asked[0] ?? 0) : piece),
      })
      return {
        get pid() {
          return child.pid
        },
        kill: child.kill,
        send: (frame) => {
          const text = frame.toString('latin1')
          if (text.includes(`"call":"${call}"`)) asked.push(Number(/"id":(\d+)/.exec(text)?.[1]))
          child.send(frame)
        },
      }
    }
  const answer = (value: unknown) => (id: number) => encodeFrame({ id, kind: 'answer', answer: value })
  const facts = { set: 1, shares: [], secretCommitment: '0'.repeat(64), entropy: ['operating system'] }

  test.each([
    ['split', 'nothing', answer(null)],
    ['split', 'no shares', answer(facts)],
    ['split', 'junk', () => Buffer.from('00000005000000017b', 'hex')],
    ['split', 'a frame of 4 GB', () => Buffer.from('ffffffff', 'hex')],
    ['split', 'an answer to something else', (id: number) => answer(facts)(id + 1)],
    [
      'split',
      'a refusal of a token',
      (id: number) => encodeFrame({ id, kind: 'refusal', code: 'token/failed', detail: { call: 'x', ckr: 'x' } }),
    ],
    [
      'split',
      'that it is dead',
      (id: number) =>
        encodeFrame({
          id,
          kind: 'refusal',
          code: 'backup/scope-gone',
          detail: { call: 'x', reason: 'x', held: 'made' },
        }),
    ],
    [
      'split',
      'a refusal that has no words',
      (id: number) => encodeFrame({ id, kind: 'refusal', code: 'backup/nothing', detail: {} }),
    ],
    ['receiver', 'a key of 31 bytes', answer(new Uint8Array(31))],
  ])('answers %s with %s: it is ended, and the set is void', async (call, _what, reply) => {
    const launch = garbled(call, reply)
    const done = async () => splitIn(await start({ launch }))
    const detail = await refusal(done(), 'backup/scope-gone')
    expect(detail.reason).toMatch(/not an answer/)
    for (const host of running) expect(host.alive()).toBe(false)
  })

  test('gives a card in a box that cannot be opened', async () => {
    const launch = garbled('card', answer(new Uint8Array(300)))
    const host = await start({ launch })
    await splitIn(host)
    expect((await refusal(host.card({ holder: 'amina' }), 'backup/scope-gone')).reason).toMatch(/box/)
    expect(isThere(host.pid)).toBe(false)
  })

  test('calls a card wrong in words that are none', async () => {
    const launch = garbled('read', answer({ fault: 'mistyped', at: 1, likely: '\u001b[2J' }))
    const host = await start({ launch })
    await splitIn(host)
    const words = await host.card({ holder: 'amina' })
    expect((await refusal(host.read({ words }), 'backup/scope-gone')).reason).toMatch(/not an answer/)
  })

  test('says nothing: it is ended by the deadline', async () => {
    const launch: Launcher = (launched, events) => launchWithNode(launched, { ...events, bytes: () => undefined })
    expect((await refusal(start({ launch, deadlineMs: 50 }), 'backup/scope-gone')).reason).toMatch(/no sign of life/)
  })
})

describe('a whole backup', () => {
  test('split with dice and a token, each card read back, proven; the KEK is the one that the cards give', async () => {
    const host = await start()
    const box = seal(await host.receiver(), new Uint8Array(32).fill(7), 'random')
    const dice = fairRolls()
    const facts = await host.split({
      ...origin,
      epoch: 3,
      threshold: 3,
      fingerprint,
      holders,
      tokenRandom: { serial: 'a1b2', box },
      dice,
    })
    expect(dice.every((byte) => byte === 0)).toBe(true)
    expect(facts.entropy).toEqual(['operating system', 'token a1b2', '120 rolls of dice'])
    expect(facts.shares.map(({ holder }) => holder)).toEqual(holders)
    for (const holder of holders) {
      const words = await host.card({ holder })
      expect(Buffer.from(words).toString()).toMatch(/^(?:[a-z]{3,8} ){32}[a-z]{3,8}$/)
      expect(await host.read({ holder, words })).toBeNull()
      expect(words.every((byte) => byte === 0)).toBe(true)
    }
    expect(await host.prove()).toBe(10)
    const own = newReceiver()
    const kek = own.open(await host.kekFor({ to: own.publicKey }), 'kek') ?? new Uint8Array()
    const about = { set: facts.set, epoch: 3, threshold: 3, shareCount: 5, fingerprint }
    expect(secretCommitment(about, origin, kek)).toBe(facts.secretCommitment)
    const { pid } = host
    await host.close()
    expect(isThere(pid)).toBe(false)
  })

  test('what is wrong with a typed card comes back whole', async () => {
    const host = await start()
    await splitIn(host)
    const [amina, bruno] = [await host.card({ holder: 'amina' }), await host.card({ holder: 'bruno' })]
    const typed = (words: Uint8Array, change: (words: string[]) => readonly string[]) =>
      Buffer.from(change(Buffer.from(words).toString().split(' ')).join('\n'))
    expect(await host.read({ holder: 'amina', words: typed(amina, (words) => words.slice(0, 32)) })).toEqual({
      fault: 'count',
      found: 32,
      wanted: 33,
    })
    expect(await host.read({ words: typed(amina, (words) => words.with(9, 'acress')) })).toMatchObject({
      fault: 'unknown-word',
      at: 10,
    })
    expect(await host.read({ holder: 'amina', words: Uint8Array.from(bruno) })).toEqual({
      fault: 'other-number',
      holder: 'bruno',
    })
    expect(await host.read({ words: amina })).toBeNull()
  })
})
