// A token that is quiet in the middle of an act: while it is, a person waits longer or gives up, and the record says so.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BridgeArgs, BridgeResult, Reply, TokenCall } from '../../core/bridge.ts'
import { ceremonyHandlers, serve } from '../../electron/host/bridge-host.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { tokenHandlers } from '../../electron/host/token-handlers.ts'
import { QuietToken } from '../fakes/quiet.ts'
import { ask, beginStation, bytesOf, eventsOf, pinOf, playTo, prepareStep, type Station, scratch } from './station.ts'

const step = 'keys/generate/root-a'
let place: ReturnType<typeof scratch>
let station: Station
let quiet: QuietToken
let call: ReturnType<typeof serveBoth>

/** As the station serves a window: one ceremony, and what is asked about its token. */
const serveBoth = ({ host, files, desk }: Station) =>
  serve({ ...ceremonyHandlers(host), ...tokenHandlers(files, desk) })

beforeEach(async () => {
  place = scratch()
  station = beginStation({ directory: place.directory })
  call = serveBoth(station)
  await prepareStep(station, step)
  quiet = new QuietToken('generateKeyPair')
  station.table.quiet = quiet
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const codeOf = async <C extends TokenCall>(name: C, args: BridgeArgs<C>): Promise<string> => {
  const reply: Reply<BridgeResult<C>> = await call(name, args)
  return reply.ok ? 'taken' : reply.error.code
}
const last = () => eventsOf(station).at(-1)

/** The act is asked for; the token does it and does not answer. */
const underWay = async () => {
  const performing = call('ceremony.perform', { step, by: 'bruno' })
  await quiet.reached
  return { performing }
}

describe('the station refuses', () => {
  test('to wait longer or to give up where no call is under way, and says that none is', async () => {
    expect(await call('token.waiting', {})).toEqual({ ok: true, value: null })
    expect(await codeOf('token.extend', { by: 'emi', ms: 60_000 })).toBe('ceremony/not-now')
    expect(await codeOf('token.giveUp', { by: 'emi' })).toBe('ceremony/not-now')
  })

  test('somebody whom the plan does not know, no time, and more than an hour', async () => {
    const { performing } = await underWay()
    for (const by of ['nobody', '__proto__', 'Emi'])
      expect([await codeOf('token.extend', { by, ms: 1000 }), await codeOf('token.giveUp', { by })]).toEqual([
        'ceremony/not-you',
        'ceremony/not-you',
      ])
    for (const ms of [0, -1, 0.5, 3_600_001, Number.POSITIVE_INFINITY])
      expect(await codeOf('token.extend', { by: 'emi', ms })).toBe('station/bridge')
    expect(quiet.leftMs).toBe(52_000)
    quiet.answer()
    expect(await performing).toMatchObject({ ok: true })
    expect(last()).toMatchObject({ type: 'outcome', step })
    expect(JSON.stringify(last())).not.toMatch(/waitedLonger|gaveUp/)
  })

  test('to give up a token that gave a sign of life a moment ago: it may be another call', async () => {
    const { performing } = await underWay()
    quiet.quietMs = 4_999
    expect(await codeOf('token.giveUp', { by: 'emi' })).toBe('ceremony/not-now')
    quiet.answer()
    expect(await performing).toMatchObject({ ok: true })
  })

  test('both where no ceremony is open; nothing waits there', async () => {
    const { call: bare } = createStation({ workDirectory: place.directory })
    expect(await bare('token.waiting', {})).toEqual({ ok: true, value: null })
    expect(await bare('token.extend', { by: 'emi', ms: 1000 })).toMatchObject({ error: { code: 'ceremony/not-now' } })
    expect(await bare('token.giveUp', { by: 'emi' })).toMatchObject({ error: { code: 'ceremony/not-now' } })
  })
})

test('somebody who is not on the roll yet cannot speak', async () => {
  const other = scratch()
  const early = beginStation({ directory: other.directory })
  await playTo(early, 'open/roll-call/amina')
  const reply = await serveBoth(early)('token.giveUp', { by: 'amina' })
  expect(reply).toMatchObject({ ok: false, error: { code: 'ceremony/not-you' } })
  await early.host.leave()
  other.remove()
})

test('while the act is under way it is told how long the token is quiet; every other call waits for its turn', async () => {
  const { performing } = await underWay()
  let viewed = false
  const view = call('ceremony.view', {}).then(() => {
    viewed = true
  })
  const waiting = { call: 'generateKeyPair', quietMs: 8_000, leftMs: 52_000 }
  expect(await call('token.waiting', {})).toEqual({ ok: true, value: waiting })
  expect(viewed).toBe(false)
  quiet.answer()
  await performing
  await view
  expect(await call('token.waiting', {})).toEqual({ ok: true, value: null })
})

test('who waits longer gives the call more time, and the outcome says who, for what and how long', async () => {
  const { performing } = await underWay()
  const more = await call('token.extend', { by: 'emi', ms: 60_000 })
  expect(more).toMatchObject({ ok: true, value: { leftMs: 112_000 } })
  await call('token.extend', { by: 'hugo', ms: 600_000 })
  await call('token.extend', { by: 'emi', ms: 60_000 })
  quiet.answer()
  expect(await performing).toMatchObject({ ok: true })
  expect(last()).toMatchObject({
    type: 'outcome',
    facts: {
      waitedLonger: [
        { by: 'hugo', call: 'generateKeyPair', ms: 600_000 },
        { by: 'emi', call: 'generateKeyPair', ms: 120_000 },
      ],
    },
  })
  delete station.table.quiet
  await playTo(station, 'close')
  expect(eventsOf(station).filter((event) => JSON.stringify(event).includes('waitedLonger')).length).toBe(1)
})

test('who gives up ends the call at once; the station looks, finds the key, and the ceremony goes on to its end', async () => {
  const { performing } = await underWay()
  expect(await call('token.extend', { by: 'emi', ms: 60_000 })).toMatchObject({ ok: true })
  expect(await call('token.giveUp', { by: 'emi' })).toEqual({ ok: true, value: null })
  expect(await performing).toMatchObject({ ok: false, error: { code: 'token/host-hung' } })
  expect(last()).toMatchObject({
    type: 'failed',
    code: 'token/host-hung',
    unknown: true,
    detail: { gaveUp: 'emi', waitedLonger: [{ by: 'emi', ms: 60_000 }] },
  })
  delete station.table.quiet
  const view = await ask(station, 'ceremony.view', {})
  expect(view.reconcile).not.toBeNull()
  const holder = view.step?.secrets[0]?.by[0]?.id ?? ''
  await ask(station, 'ceremony.secret', { step, slot: 'userPin', by: holder, value: bytesOf(pinOf('root-a')) })
  await ask(station, 'ceremony.look', { by: 'bruno' })
  await ask(station, 'ceremony.reconcile', { by: 'bruno', decision: 'done' })
  expect(last()).toMatchObject({ type: 'reconciled', step, decision: 'done' })
  expect(JSON.stringify(last())).not.toMatch(/waitedLonger|gaveUp/)
  expect((await playTo(station, 'close')).status).toBe('closed')
})

test('patience before an act is told by the line that comes next: here the finding of a look', async () => {
  const { performing } = await underWay()
  await call('token.giveUp', { by: 'emi' })
  await performing
  quiet = new QuietToken('findKey')
  station.table.quiet = quiet
  const holder = station.host.view().step?.secrets[0]?.by[0]?.id ?? ''
  await ask(station, 'ceremony.secret', { step, slot: 'userPin', by: holder, value: bytesOf(pinOf('root-a')) })
  const looking = call('ceremony.look', { by: 'bruno' })
  await quiet.reached
  await call('token.extend', { by: 'emi', ms: 60_000 })
  quiet.answer()
  const reply = await looking
  expect(reply).toMatchObject({ ok: true })
  await ask(station, 'ceremony.reconcile', { by: 'bruno', decision: 'done' })
  expect(last()).toMatchObject({ found: { waitedLonger: [{ by: 'emi', call: 'findKey', ms: 60_000 }] } })
  expect(JSON.stringify(last())).not.toContain('gaveUp')
})

test('a token given up before anything was begun is refused, and nothing has to be looked into', async () => {
  quiet = new QuietToken('list')
  station.table.quiet = quiet
  const { performing } = await underWay()
  await call('token.giveUp', { by: 'hugo' })
  expect(await performing).toMatchObject({ ok: false, error: { code: 'token/host-hung' } })
  expect(last()).toMatchObject({ type: 'refused', by: 'bruno', detail: { gaveUp: 'hugo' } })
  expect(station.host.view().reconcile).toBeNull()
})
