// The power is cut: after every line of the transcript, before every line (an act is done and not yet recorded), and after
// every call to a token. The station is opened again, the head comes from paper, and the ceremony is finished.

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import type { Move, Player } from '../../electron/cli/play.ts'
import { fakeDisk } from '../fakes/disk.ts'
import { examplePlan } from '../plan/example.ts'
import { putBack, type Snapshot, takeSnapshot } from './snapshot.ts'
import {
  beginStation,
  bytesOf,
  eventsOf,
  moveOn,
  newTable,
  playTo,
  reopenStation,
  type Station,
  scratch,
  secrets,
  type TokenCall,
  transcriptOf,
} from './station.ts'

/** A moment at which the power is cut. */
type Cut = Snapshot & {
  readonly name: string
  /** Lines in the transcript. */
  readonly lines: number
  /** SHA-256 of everything that a token was asked to sign so far, by CKA_ID. */
  readonly signed: readonly string[]
}

/** Hundreds of starts; a machine at work takes its time, in milliseconds. */
const patience = 240_000

const plan: Plan = examplePlan()
const cuts: Cut[] = []
let place: ReturnType<typeof scratch>
let wholeLines = 0

const digestsOf = ({ method, request }: TokenCall): readonly string[] => {
  if (method !== 'sign') return []
  const { objectId, messages } = request as { objectId: string; messages: readonly Uint8Array[] } // a sign request of the port
  return messages.map((message) => `${objectId} ${createHash('sha256').update(message).digest('hex')}`)
}

beforeAll(async () => {
  place = scratch()
  const table = newTable(plan)
  let lines = 0
  const signed: string[] = []
  const cut = (name: string): void => {
    if (lines === 0) return // nothing was begun: there is nothing to take up
    cuts.push({ ...takeSnapshot(place.directory, plan, table), name, lines, signed: [...signed] })
  }
  const disk = fakeDisk({
    before: ({ call, path }) => {
      if (call === 'write' && path.endsWith('transcript.jsonl')) cut(`before line ${lines}`)
    },
    after: ({ call, path }) => {
      if (call !== 'fsync' || !path.endsWith('transcript.jsonl')) return
      lines++
      cut(`after line ${lines - 1}`)
    },
  })
  table.afterCall = (call) => {
    signed.push(...digestsOf(call))
    if (!['list', 'readData'].includes(call.method)) cut(`after ${call.method} behind line ${lines - 1}`)
  }
  const station = beginStation({ directory: place.directory, disk, table })
  await playTo(station, 'close')
  await station.host.leave()
  wholeLines = lines
})
afterAll(() => place.remove())

/** Lays the station as it was when the power was cut, and opens it again. */
function reopen(cut: Cut): Station {
  const table = putBack(place.directory, plan, cut)
  const signed: string[] = [...cut.signed]
  table.afterCall = (call) => signed.push(...digestsOf(call))
  return reopenStation({ directory: place.directory, table })
}

test('the run has a cut before and after every line, and after every call that changes a token', () => {
  expect(wholeLines).toBeGreaterThan(150)
  expect(cuts.filter(({ name }) => name.startsWith('after line'))).toHaveLength(wholeLines)
  expect(cuts.filter(({ name }) => name.startsWith('before line'))).toHaveLength(wholeLines - 1)
  for (const method of ['initialise', 'login', 'generateKeyPair', 'writeData', 'sign']) {
    expect(cuts.filter(({ name }) => name.startsWith(`after ${method} `)).length, method).toBeGreaterThanOrEqual(3)
  }
})

test(
  'cut at every line: the station opens where the transcript ends, and waits for the head once one is on paper',
  async () => {
    for (const cut of cuts.filter(({ name }) => name.startsWith('after line'))) {
      const before = paperHeadOf(cut)
      const station = reopen(cut)
      const view = station.host.view()
      const events = eventsOf(station)
      if (cut.lines === wholeLines) {
        expect([view.status, events.length], cut.name).toEqual(['closed', wholeLines])
      } else {
        expect(events.length, cut.name).toBe(cut.lines + 1)
        expect(events.at(-1), cut.name).toMatchObject({ type: 'restarted', torn: null })
        expect([view.status, view.needsHead], cut.name).toEqual([
          before === undefined ? 'running' : 'break',
          before !== undefined,
        ])
        expect(station.files.recorder.state.paperHead, cut.name).toBe(before)
        const open = events.at(-2)?.type === 'intent'
        expect(view.reconcile !== null, cut.name).toBe(open)
      }
      await station.host.leave()
    }
  },
  patience,
)

describe('cut, opened again and gone on with: the same keys, the same digests signed, a bag that verifies', () => {
  test(
    'to the second step after it, at every cut around an act',
    async () => {
      const chosen = cuts.filter(aroundAnAct)
      expect(chosen.length).toBeGreaterThan(70)
      for (const cut of chosen) await goOnFrom(cut, 2)
    },
    patience,
  )

  test(
    'to the bag, at every ninth cut around an act, and every thirtieth of the others',
    async () => {
      const [around, others] = [cuts.filter(aroundAnAct), cuts.filter((cut) => !aroundAnAct(cut))]
      const chosen = [...around.filter((_, index) => index % 9 === 0), ...others.filter((_, index) => index % 30 === 0)]
      for (const cut of [...chosen, ...cuts.slice(-3)]) await goOnFrom(cut)
    },
    patience,
  )
})

/** @param steps - how many steps are passed; absent: all of them, to the bag. */
async function goOnFrom(cut: Cut, steps?: number): Promise<void> {
  const paper = paperHeadOf(cut)
  const station = reopen(cut)
  const people = afterACrash(station.player, paper)
  const from = station.files.recorder.state.cursor
  const there = (view: View): boolean =>
    view.bag !== null || (steps !== undefined && station.files.recorder.state.cursor >= from + steps)
  let view = station.host.view()
  while (!there(view)) {
    view = await moveOn(station, people.next(view)).catch((error: unknown) => {
      throw new Error(`${cut.name}: ${String(error)}`)
    })
  }
  if (steps === undefined) expect(view.status, cut.name).toBe('closed')
  await station.host.leave()
  checkKeys(cut, station)
  checkSigned(cut, station)
}

/** Each token holds one key at most, and it is the one that it held when the power was cut. */
function checkKeys(cut: Cut, station: Station): void {
  for (const [id, token] of station.table.tokens) {
    const before = cut.tokens.get(id)
    const [keyBefore] = before?.keys.values() ?? []
    const [keyAfter] = token.keys.values()
    expect(token.keys.size, `${cut.name}: keys on ${id}`).toBeLessThanOrEqual(1)
    if (keyBefore !== undefined) expect(keyAfter, `${cut.name}: key of ${id}`).toBe(keyBefore)
  }
}

/** Whatever was signed with the key of a root, before the cut and after it: one root payload, and statements of possession. */
function checkSigned(cut: Cut, station: Station): void {
  const events = transcriptOf(place.directory).map(({ event }) => event)
  const reviewed = events.flatMap((event) =>
    event.type === 'outcome' && 'summary' in event.facts ? [event.facts] : [],
  )
  const signed = [...cut.signed, ...station.table.calls.flatMap(digestsOf)]
  for (const key of ['root-a', 'root-b', 'root-c']) {
    const [objectId] = station.table.tokens.get(key)?.keys.keys() ?? []
    const digests = new Set(signed.filter((line) => line.startsWith(`${objectId} `)).map((line) => line.split(' ')[1]))
    const proofs = events.filter(
      (event) => event.type === 'intent' && event.action === 'key/prove' && event.detail.key === key,
    )
    const roots = digests.size - proofs.length
    // A statement of possession that was begun may not have been signed before the cut.
    expect(roots, `${cut.name}: ${key} signed one root`).toBeLessThanOrEqual(1)
    const done = events.some(
      (event) => event.type === 'outcome' && event.facts.key === key && 'registerOnToken' in event.facts,
    )
    if (done) expect(digests.has(String(reviewed.at(-1)?.payloadSha256)), `${cut.name}: ${key} signed it`).toBe(true)
  }
}

function aroundAnAct({ name, files, lines }: Cut): boolean {
  if (name.includes('behind line')) return true
  const event = eventAt(files, lines - 1)
  const next = eventAt(cuts.at(-1)?.files ?? files, lines)
  return event?.type === 'intent' || next?.type === 'outcome' || event?.type === 'closed'
}

function linesOf(files: Snapshot['files']): readonly string[] {
  const bytes = files.get('station/test-ceremony/transcript.jsonl') ?? new Uint8Array()
  return new TextDecoder().decode(bytes).trimEnd().split('\n')
}

function eventAt(files: Snapshot['files'], seq: number): CeremonyEvent | undefined {
  const line = linesOf(files)[seq]
  return line === undefined ? undefined : (JSON.parse(line) as { event: CeremonyEvent }).event // the station wrote it
}

/** What stands last on the paper of the room: the head that was compared last. */
function paperHeadOf(cut: Cut): string | undefined {
  const heads = linesOf(cut.files).flatMap((line) => {
    const { event } = JSON.parse(line) as { event: CeremonyEvent } // the station wrote it
    return event.type === 'answered' && event.values.head !== undefined ? [event.values.head] : []
  })
  return heads.at(-1)
}

/** The same calm people, who also read the head from paper, look into what was interrupted, and decide as it shows. */
function afterACrash(people: Player, head: string | undefined): Player {
  return {
    next: (view: View): Move => {
      if (view.status === 'break') return { call: 'ceremony.resume', args: { by: 'emi', head: head ?? '' } }
      const { step, reconcile } = view
      if (reconcile === null || step === null) return people.next(view)
      const by = step.by[0]?.id ?? ''
      const slot = step.secrets.find((secret) => !secret.given)
      if (reconcile.shows !== null) return { call: 'ceremony.reconcile', args: { by, decision: reconcile.shows } }
      if (slot === undefined) return { call: 'ceremony.look', args: { by } }
      const value = bytesOf(secrets.pin(step.token ?? '', slot.slot))
      return { call: 'ceremony.secret', args: { step: step.id, slot: slot.slot, by: slot.by[0]?.id ?? '', value } }
    },
  }
}

test('refused after a crash: a wrong head, any step before it, and the act that was interrupted before anyone looked', async () => {
  const cut = cuts.find(
    ({ name, files, lines }) =>
      name.startsWith('after line') && eventAt(files, lines - 1)?.type === 'intent' && lines > 100,
  )
  if (cut === undefined) throw new Error('no cut behind an intent')
  const station = reopen(cut)
  const step = station.host.view().step?.id ?? ''
  const refused = async (move: Move): Promise<string> =>
    moveOn(station, move).then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
  expect(await refused({ call: 'ceremony.perform', args: { step, by: 'bruno' } })).toBe('ceremony/reconcile-first')
  expect(await refused({ call: 'ceremony.resume', args: { by: 'emi', head: 'ab'.repeat(32) } })).toBe(
    'ceremony/wrong-head',
  )
  await moveOn(station, { call: 'ceremony.resume', args: { by: 'emi', head: paperHeadOf(cut) ?? '' } })
  const by = station.host.view().step?.by[0]?.id ?? ''
  expect(await refused({ call: 'ceremony.perform', args: { step, by } })).toBe('ceremony/reconcile-first')
  expect(await refused({ call: 'ceremony.reconcile', args: { by, decision: 'again' } })).toBe('ceremony/not-now')
  await station.host.leave()
})
