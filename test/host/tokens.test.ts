// Long: one table of everything that a token can do wrong, read in one piece.
// Tokens that are wrong, twice, locked, pulled or hung: said by name, no second try, and the ceremony goes on.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import type { Cue } from '../fakes/token-host.ts'
import { FakeToken } from '../fakes/token-host.ts'
import {
  ask,
  attempt,
  beginStation,
  bytesOf,
  decisionOf,
  eventsOf,
  factorySoPin,
  moveOn,
  performNow,
  pinOf,
  playTo,
  prepareStep,
  refusalOf,
  type Station,
  scratch,
  secretOf,
} from './station.ts'

let place: ReturnType<typeof scratch>
let station: Station

beforeEach(() => {
  place = scratch()
  station = beginStation({ directory: place.directory })
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const token = (id: string): FakeToken => {
  const found = station.table.tokens.get(id)
  if (found === undefined) throw new Error(`no token ${id}`)
  return found
}
const methods = (from = 0): readonly string[] => station.table.calls.slice(from).map((call) => call.method)
const generate = 'keys/generate/root-a'
const lastEvent = () => eventsOf(station).at(-1)

/** Codes and PIN for the step, but with this PIN. */
async function withPin(step: string, pin: string): Promise<void> {
  await prepareStep(station, step)
  await ask(station, 'ceremony.secret', { step, slot: 'userPin', by: 'bruno', value: bytesOf(pin) })
}

describe('before any PIN, the station refuses', () => {
  test('a token with another serial: nothing but its list is asked for', async () => {
    await prepareStep(station, generate)
    token('root-a').present = false
    const before = station.table.calls.length
    expect(await performNow(station, generate, 'bruno')).toBe('ceremony/wrong-token')
    expect(methods(before)).toEqual(['list'])
    expect(lastEvent()).toMatchObject({ type: 'refused', code: 'ceremony/wrong-token' })
    expect(lastEvent()).toMatchObject({ detail: { wanted: '7d1c40be92a35f01', wantedId: 'root-a' } })
    token('root-a').present = true
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno')).toBe('done')
  })

  test('two tokens that answer to one serial', async () => {
    await playTo(station, generate)
    station.table.tokens.set('false-twin', new FakeToken(token('root-a').serial, secretOf(factorySoPin)))
    const before = station.table.calls.length
    expect(await attempt(station, generate)).toBe('ceremony/two-tokens')
    expect(methods(before)).toEqual(['list'])
    station.table.tokens.delete('false-twin')
    expect(await attempt(station, generate)).toBe('done')
  })

  test('a PIN with few tries left (pin-state), until somebody says that a try may be spent', async () => {
    await prepareStep(station, generate)
    token('root-a').pins.user.wrong = 2
    const before = station.table.calls.length
    expect(await performNow(station, generate, 'bruno')).toBe('ceremony/pin-state')
    expect(methods(before)).toEqual(['list'])
    expect(lastEvent()).toMatchObject({ type: 'refused', detail: { token: 'root-a', state: 'final-try' } })
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno', true)).toBe('done')
  })

  test('a PIN that is locked, whatever is said', async () => {
    await prepareStep(station, generate)
    token('root-a').pins.user.wrong = 3
    const before = station.table.calls.length
    expect(await performNow(station, generate, 'bruno', true)).toBe('ceremony/pin-locked')
    expect(methods(before)).toEqual(['list'])
  })

  test('an SO PIN with few tries left, or locked', async () => {
    const step = 'tokens/initialise/root-a'
    await prepareStep(station, step)
    token('root-a').pins.so.wrong = 2
    const before = station.table.calls.length
    expect(await performNow(station, step, 'bruno')).toBe('ceremony/pin-state')
    token('root-a').pins.so.wrong = 3
    expect(await attempt(station, step, true)).toBe('ceremony/token-not-blank')
    expect(methods(before)).toEqual(['list', 'list'])
  })
})

describe('a wrong PIN', () => {
  test('spends exactly one try on the one token, is recorded as failed, and the ceremony goes on with the right one', async () => {
    await withPin(generate, 'wrong-pin')
    const before = station.table.calls.length
    expect(await performNow(station, generate, 'bruno')).toBe('token/pin-incorrect')
    expect(methods(before).filter((method) => method === 'login')).toEqual(['login'])
    expect(token('root-a').pins.user.wrong).toBe(1)
    expect([...station.table.tokens.values()].map((each) => each.pins.user.wrong)).toEqual([1, 0, 0, 0, 0])
    expect(lastEvent()).toMatchObject({ type: 'failed', code: 'token/pin-incorrect', detail: { pinState: 'low' } })
    expect(lastEvent()).not.toHaveProperty('unknown')
    // The codes are asked for again, and the PIN; the token now warns.
    expect(station.host.view().step).toMatchObject({ irreversible: { confirmed: [] }, secrets: [{ given: false }] })
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno')).toBe('ceremony/pin-state')
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno', true)).toBe('done')
    expect(token('root-a').pins.user.wrong).toBe(0)
    expect((await playTo(station, 'close')).status).toBe('closed')
  })

  test('of the security officer: the token is not erased', async () => {
    const step = 'tokens/initialise/root-a'
    await prepareStep(station, step)
    await ask(station, 'ceremony.secret', { step, slot: 'factorySoPin', by: 'chiara', value: bytesOf('wrong-so-pin') })
    expect(await performNow(station, step, 'bruno')).toBe('token/so-pin-incorrect')
    expect([token('root-a').label, token('root-a').pins.so.wrong]).toEqual(['from the maker', 1])
  })

  test('that is too short or too long is not sent, and spends nothing', async () => {
    for (const pin of ['123', 'x'.repeat(300)]) {
      await withPin(generate, pin)
      expect(await performNow(station, generate, 'bruno')).toBe('token/pin-length')
      expect(token('root-a').pins.user.wrong).toBe(0)
    }
  })
})

describe('a token that disobeys', () => {
  test('KEY-ATTRIBUTES: a key that could leave the token is refused, and no second one is made', async () => {
    await prepareStep(station, generate)
    token('root-a').attributes = { extractable: true }
    expect(await performNow(station, generate, 'bruno')).toBe('token/key-attributes')
    token('root-a').attributes = {}
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno')).toBe('token/object-id-taken')
    expect(token('root-a').keys.size).toBe(1)
  })

  test('KEY-ATTRIBUTES, looked at again outside the module: a host that lets such a key pass does not get it past the station', async () => {
    place.remove()
    await station.host.leave()
    place = scratch()
    station = beginStation({
      directory: place.directory,
      start: (host) => ({
        ...host,
        close: () => host.close(),
        generateKeyPair: async (request) => {
          const made = await host.generateKeyPair(request)
          return { ...made, attributes: { ...made.attributes, sensitive: false } }
        },
      }),
    })
    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno')).toBe('token/key-attributes')
    expect(station.host.view().step?.id).toBe(generate)
  })

  test('and gives a signature over something else: it is refused, and nothing of it is kept', async () => {
    const step = 'keys/prove/root-a'
    await playTo(station, step)
    place.remove()
    await station.host.leave()
    place = scratch()
    station = beginStation({
      directory: place.directory,
      start: (host) => ({
        ...host,
        close: () => host.close(),
        sign: (request) => host.sign({ ...request, messages: request.messages.map(() => new Uint8Array(32)) }),
      }),
    })
    await playTo(station, step)
    expect(await performNow(station, step, 'bruno')).not.toBe('done')
    expect(lastEvent()).toMatchObject({ type: 'failed', step })
  })
})

/** Where each method of the port is made to fail, in the order of one ceremony. */
const faults: readonly (readonly [method: Cue['method'], step: string])[] = [
  ['list', 'tokens/identify/root-a'],
  ['list', 'tokens/initialise/root-a'],
  ['initialise', 'tokens/initialise/root-b'],
  ['login', 'keys/generate/root-a'],
  ['generateKeyPair', 'keys/generate/root-b'],
  ['sign', 'keys/prove/root-c'],
  ['sign', 'root/sign/acme.update.root-a'],
  ['readData', 'root/sign/acme.update.root-b'],
  ['writeData', 'root/sign/acme.update.root-c'],
  ['sign', 'close/seal/witness-a'],
]
const codes = { removed: 'token/removed', failed: 'token/failed', hang: 'token/host-hung', died: 'token/host-died' }

describe('a token that is pulled, fails, hangs or dies', () => {
  test.each(['removed', 'failed', 'hang', 'died'] as const)(
    'in each call of the port (%s): said, recorded, and the ceremony goes on once the token is back',
    async (what) => {
      for (const [method, step] of faults) {
        await playTo(station, step)
        // The token was taken off the desk in between, so that its process is a new one.
        await ask(station, 'ceremony.break', { by: 'emi', reason: 'Air', custody: 'Bruno has it.' })
        await ask(station, 'ceremony.resume', { by: 'emi', head: station.files.recorder.state.paperHead ?? '' })
        station.table.cues = [{ method, at: 1, what }]
        expect(await attempt(station, step), `${method} in ${step}`).toBe(codes[what])
        for (const each of station.table.tokens.values()) each.present = true
        expect(lastEvent()).toMatchObject({ code: codes[what], step })
        expect(await goOn(step)).not.toBe(step)
      }
      expect((await playTo(station, 'close')).status).toBe('closed')
      expect([...station.table.tokens.values()].map((each) => each.keys.size)).toEqual([1, 1, 1, 1, 1])
    },
  )

  test('after the act was done, before the answer came: a person looks and decides, and nothing is done twice', async () => {
    await station.host.leave()
    place.remove()
    place = scratch()
    const lost = new Set(['initialise', 'generateKeyPair', 'sign'])
    const once = async <T>(method: string, act: () => Promise<T>): Promise<T> => {
      const result = await act()
      if (!lost.delete(method)) return result
      throw new CeremonyError('token/host-died', { call: method, signal: 'SIGSEGV', exitCode: -1 })
    }
    station = beginStation({
      directory: place.directory,
      start: (host) => ({
        ...host,
        close: () => host.close(),
        initialise: (request) => once('initialise', () => host.initialise(request)),
        generateKeyPair: (request) => once('generateKeyPair', () => host.generateKeyPair(request)),
        sign: (request) => once('sign', () => host.sign(request)),
      }),
    })
    await prepareStep(station, 'tokens/initialise/root-a')
    expect(await performNow(station, 'tokens/initialise/root-a', 'bruno')).toBe('token/host-died')
    expect(lastEvent()).toMatchObject({ type: 'failed', unknown: true })
    await goOn('tokens/initialise/root-a')
    expect(lastEvent()).toMatchObject({ type: 'reconciled', decision: 'done' })

    await prepareStep(station, generate)
    expect(await performNow(station, generate, 'bruno')).toBe('token/host-died')
    const [made] = token('root-a').keys.keys()
    expect(await performNow(station, generate, 'bruno')).toBe('ceremony/reconcile-first')
    expect(await refusalOf(station, 'ceremony.reconcile', { by: 'bruno', decision: 'done' })).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.look', { by: 'bruno' })).toBe('ceremony/secret-missing')
    await ask(station, 'ceremony.secret', {
      step: generate,
      slot: 'userPin',
      by: 'bruno',
      value: bytesOf(pinOf('root-a')),
    })
    const found = await ask(station, 'ceremony.look', { by: 'bruno' })
    expect(found.reconcile).toMatchObject({ shows: 'done' })
    expect(await refusalOf(station, 'ceremony.reconcile', { by: 'bruno', decision: 'again' })).toBe('ceremony/not-now')
    expect(await refusalOf(station, 'ceremony.reconcile', { by: 'nobody', decision: 'done' })).toBe('ceremony/not-you')
    await ask(station, 'ceremony.reconcile', { by: 'bruno', decision: 'done' })

    expect((await playTo(station, 'close').catch(() => station.host.view())).step?.id).toBe('keys/prove/root-a')
    await goOn('keys/prove/root-a')
    expect((await playTo(station, 'close')).status).toBe('closed')
    expect([...token('root-a').keys.keys()]).toEqual([made])
  })

  test('before it was erased, though it had the planned label already: the look does not take that for done', async () => {
    token('root-a').label = 'acme-root-a'
    token('root-a').setPin('user', secretOf('of the year before'))
    const step = 'tokens/initialise/root-a'
    await playTo(station, step)
    station.table.cues = [{ method: 'initialise', at: 1, what: 'died' }]
    expect(await attempt(station, step)).toBe('token/host-died')
    expect((await ask(station, 'ceremony.look', { by: 'bruno' })).reconcile?.shows).toBe('again')
  })
})

/** Do what the station asks for until the step is passed: look, decide, give codes and PIN again. */
async function goOn(step: string): Promise<string | undefined> {
  let view = station.host.view()
  for (let moves = 0; view.step?.id === step; moves++) {
    if (moves > 20) throw new Error(`it stays at ${step}`)
    const by = view.step.by[0]?.id ?? ''
    const slot = view.step.secrets.find((secret) => !secret.given)
    if (view.reconcile !== null && slot === undefined) {
      view =
        view.reconcile.shows === null
          ? await ask(station, 'ceremony.look', { by })
          : await ask(station, 'ceremony.reconcile', { by, decision: decisionOf(view.reconcile) })
    } else if (view.reconcile !== null && slot !== undefined) {
      const value = bytesOf(pinOf(view.step.token ?? ''))
      view = await ask(station, 'ceremony.secret', { step, slot: slot.slot, by: slot.by[0]?.id ?? '', value })
    } else view = await moveOn(station, station.player.next(view))
  }
  return view.step?.id
}
