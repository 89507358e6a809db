// What the station itself wrote and reads again, and what other processes send it: transcript, bag, frames, bridge.

import { getDotPath, ValiError } from 'valibot'
import { type BridgeCall, bridge, parseCall, parseResult } from '../../core/bridge.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { encodeExpanded, parseExpanded } from '../../core/ceremony/expanded.ts'
import { DoesNotFollow } from '../../core/ceremony/follow.ts'
import { replay } from '../../core/ceremony/replay.ts'
import { currentStep } from '../../core/ceremony/state.ts'
import { type JsonObject, parseJson } from '../../core/formats/json.ts'
import { parseAnswer, tokenRefusals } from '../../core/token/answers.ts'
import { decodeFrame, encodeFrame } from '../../core/token/frames.ts'
import { parseMessage } from '../../core/token/messages.ts'
import type { CallName } from '../../core/token/protocol.ts'
import { digestOfEntry, type Entry, encodeEntry, GENESIS } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { expandSmall } from '../ceremony/small.ts'
import { begin, goodEvents, opening, step } from '../ceremony/walk.ts'
import { bytesOf } from '../plan/example.ts'
import { type Area, strayPrototype } from './case.ts'
import { malformedCall } from './malformed.ts'
import { mutateBytes, mutateJson } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'
import { samples } from './samples.ts'

const small = expandSmall()

/** All events of a day as it should be, with a deviation, a break and a restart. */
export function eventsOfDay(script = small): readonly CeremonyEvent[] {
  const events: CeremonyEvent[] = [opening(script)]
  let state = begin(script)
  const say = (event: CeremonyEvent): void => {
    state = step(state, event)
    events.push(event)
  }
  say({ type: 'deviation', step: 'open/room', by: 'emi', auth: 'claimed', text: 'A pen fell, é \ud83d\ude00.' })
  say({ type: 'refused', step: 'open/room', by: 'emi', code: 'ceremony/wrong-code', detail: { tries: 1 } })
  say({ type: 'break', step: 'open/room', by: 'emi', reason: 'lunch', custody: 'safe' })
  say({ type: 'resumed', step: 'open/room', by: 'emi', headFromPaper: state.paperHead ?? '' })
  say({ type: 'restarted', program: {}, torn: { bytes: 3 } })
  say({ type: 'resumed', step: 'open/room', by: 'emi', headFromPaper: state.paperHead ?? '' })
  while (state.status !== 'closed') for (const event of goodEvents(state)) say(event)
  return events
}

/** Chain events as the station does, a second apart. */
export function chained(events: readonly CeremonyEvent[]): Uint8Array {
  let previous = GENESIS
  const lines: Uint8Array[] = []
  for (const [seq, event] of events.entries()) {
    const time = new Date(Date.UTC(2026, 10, 24) + seq * 1000).toISOString()
    const entry: Entry = { seq, time, previous, event: event as unknown as JsonObject } // an event holds only JSON values
    lines.push(encodeEntry(entry), Uint8Array.of(0x0a))
    previous = digestOfEntry(entry)
  }
  return Buffer.concat(lines)
}

/** The small day with a head in each `compare`: digests of lines differ from those of `walk`, so it is fitted as it is chained. */
export function fitted(
  events: readonly CeremonyEvent[],
  edit: (event: CeremonyEvent, index: number) => CeremonyEvent = (event) => event,
): Uint8Array {
  let previous = GENESIS
  let paper = GENESIS
  const whole: CeremonyEvent[] = []
  for (const [seq, event] of events.entries()) {
    let now = event
    if (event.type === 'resumed') now = { ...event, headFromPaper: paper }
    if (event.type === 'answered' && 'head' in event.values) now = { ...event, values: { head: previous } }
    if (now.type === 'answered' && 'head' in now.values) paper = previous
    now = edit(now, seq)
    const time = new Date(Date.UTC(2026, 10, 24) + seq * 1000).toISOString()
    previous = digestOfEntry({ seq, time, previous, event: now as unknown as JsonObject }) // as in `chained`
    if (event.type === 'break' || event.type === 'stopped') paper = previous
    whole.push(now)
  }
  return chained(whole)
}

const events = eventsOfDay()
export const goodTranscript: Uint8Array = fitted(events)
const goodLines = Buffer.from(goodTranscript).toString('utf8').split('\n')

/** One event of the day changed, and the whole chain made anew around it, as a forger does. */
function forged(random: Random): Uint8Array {
  const at = random.below(events.length)
  return fitted(events, (event, index) => {
    if (index !== at) return event
    try {
      const bytes = bytesOf(mutateJson(random, JSON.stringify(event)))
      return parseJson(bytes, { what: 'event', maxBytes: 1e6, maxDepth: 20 }) as unknown as CeremonyEvent // what the engine must refuse
    } catch {
      return event // no JSON of ours any more: no chain can be written over it
    }
  })
}

/** A script that was changed, walked as far as it goes. */
function walked(bytes: Uint8Array): string | undefined {
  const script = parseExpanded(bytes, 'script')
  let state = begin(script)
  for (let left = script.steps.length + 1; left > 0 && state.status !== 'closed'; left--) {
    const before = currentStep(state)
    for (const event of goodEvents(state)) state = step(state, event)
    if (state.status !== 'closed' && currentStep(state) === before) return 'it stands still'
  }
  return undefined
}

const engine = (error: unknown): string | undefined => (error instanceof DoesNotFollow ? 'does not follow' : undefined)

const token = {
  ...{ serial: 'a1', label: 'acme', manufacturer: 'm', model: 'm', firmware: '1.0', initialised: true },
  ...{ userPin: 'ok', soPin: 'ok', ownPad: false, mechanisms: [1, 2] },
}
const claims = { claimedLocal: true, claimedAlwaysSensitive: true, claimedNeverExtractable: true }
const key = {
  ...{ objectId: 'a1b2', label: 'root-a', algorithm: 'ecdsa-p256', spki: Uint8Array.of(1, 2, 3) },
  attributes: { sensitive: true, extractable: false, sign: true, private: true, token: true, ...claims },
}
const frames: readonly [Buffer, ...Buffer[]] = [
  encodeFrame({ id: 1, kind: 'answer', answer: [token, token] }),
  encodeFrame({ id: 2, kind: 'answer', answer: key }),
  encodeFrame({ id: 3, kind: 'answer', answer: Uint8Array.of(1, 2, 3) }),
  encodeFrame({
    id: 4,
    kind: 'refusal',
    code: 'token/failed',
    detail: { call: 'C_Sign', ckr: 'CKR_OK', wrong: ['a'] },
  }),
  encodeFrame({ id: 5, kind: 'alive' }),
]
const answered: readonly CallName[] = [
  'list',
  'initialise',
  'generateKeyPair',
  'findKey',
  'sign',
  'readData',
  'writeData',
  'login',
]

/** The frame changed as bytes, or its JSON changed and its lengths made to fit. */
function changedFrame(random: Random): Uint8Array {
  const frame = random.pick(frames)
  if (random.chance(30)) return mutateBytes(random, frame, random.pick(frames))
  const end = 8 + frame.readUInt32BE(4)
  const json = bytesOf(mutateJson(random, frame.toString('utf8', 8, end)))
  const whole = Buffer.concat([Buffer.alloc(8), json, frame.subarray(end)])
  whole.writeUInt32BE(whole.length - 4, 0)
  whole.writeUInt32BE(json.length, 4)
  return whole
}

/** What a frame that is none, or an answer that is none, counts as: the station kills the process and says why. */
class NoAnswer extends Error {}

function takeFrame(bytes: Uint8Array): string | undefined {
  const decoded = decodeFrame(Buffer.from(bytes))
  if (decoded === undefined) throw new NoAnswer('no frame')
  const message = parseMessage(decoded.value, tokenRefusals)
  if (message === undefined) throw new NoAnswer('no message')
  if (message.kind !== 'answer') return strayPrototype(message)
  const fitting = answered.map((call) => parseAnswer(call, message.answer)).filter((parsed) => 'answer' in parsed)
  if (fitting.length === 0) throw new NoAnswer('no answer')
  return fitting.map(strayPrototype).find((problem) => problem !== undefined)
}

const calls = Object.keys(samples) as [BridgeCall, ...BridgeCall[]] // keys of a const object that is not empty
const goodCalls = calls.flatMap((name) => {
  const args = samples[name]({ by: 'hugo', step: 'a/b' })
  const crosses = !Object.values(args).some((value) => typeof value === 'object') // bytes do not, in plain JSON
  return crosses ? [bytesOf(JSON.stringify({ name, args }))] : []
}) as unknown as readonly [Uint8Array, ...Uint8Array[]] // calls without arguments are among them

const view = {
  ...{
    ceremony: 'a',
    title: 'b',
    mode: 'rehearsal',
    plan: { name: 'c', version: 1, organisation: 'd', timeZone: 'Europe/Zurich' },
    status: 'running',
  },
  ...{
    disposition: null,
    act: { id: 'open', title: 'Open', number: 1, of: 2 },
    step: null,
    steps: 3,
    deviations: ['x'],
  },
  people: [{ id: 'emi', name: 'Emi', roles: ['internalWitness'], present: true }],
  reconcile: { step: 'a/b', action: 'root/sign', intent: 3, found: ['y'], shows: 'done', stop: null },
  ...{
    needsHead: false,
    needsClock: false,
    openSecret: null,
    transcript: { length: 4, head: 'ab', words: 'w' },
    time: 't',
  },
  ...{ outcome: { step: 'a/b', lines: ['z'] }, bag: null },
}

export const recordAreas: readonly Area[] = [
  {
    name: 'transcript',
    good: [goodTranscript],
    make: (random) => (random.chance(5) ? random.bytes(random.below(400)) : mutateBytes(random, goodTranscript)),
    take: (bytes) => {
      const { lines } = verifyTranscript(bytes, 'transcript')
      const read = Buffer.from(bytes).toString('utf8').split('\n')
      const strange = lines.findIndex((_line, index) => index < lines.length - 1 && read[index] !== goodLines[index])
      return strange === -1 ? undefined : `line ${strange + 1} is another one, and the next one names it`
    },
  },
  {
    name: 'transcript, chained anew',
    good: [goodTranscript],
    make: forged,
    take: (bytes) => {
      const { lines, head } = verifyTranscript(bytes, 'transcript')
      const state = replay(verifyTranscript(bytes, 'transcript'), small, 'transcript')
      return state.length === lines.length && state.head === head ? undefined : 'the state is not that of its record'
    },
  },
  {
    name: 'script layout, walked',
    good: [encodeExpanded(small)],
    make: (random) => bytesOf(mutateJson(random, Buffer.from(encodeExpanded(small)).toString('utf8'))),
    refusal: engine,
    take: walked,
  },
  {
    name: 'token host frames',
    good: frames,
    make: changedFrame,
    refusal: (error) => (error instanceof NoAnswer ? error.message : undefined),
    take: takeFrame,
  },
  {
    name: 'bridge calls',
    good: goodCalls,
    make: (random) => {
      const name = random.pick(calls)
      const args = mutateJson(random, JSON.stringify(samples[name]({ by: 'hugo', step: 'a/b' })))
      return bytesOf(`{"name":${JSON.stringify(random.chance(90) ? name : random.text(4))},"args":${args}}`)
    },
    refusal: (error) => (error instanceof SyntaxError ? 'not JSON' : undefined),
    take: (bytes) => {
      const { name, args } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { name: BridgeCall; args: unknown } // parseCall looks
      return strayPrototype(parseCall(name, args))
    },
  },
  {
    name: 'bridge calls, never JSON',
    good: [],
    make: (random) => Uint8Array.from([random.below(256), random.below(256), random.below(256), random.below(256)]),
    take: (bytes) => {
      const { name, args } = malformedCall(randomFrom(Buffer.from(bytes).readUInt32BE(0)), { by: 'hugo', step: 'a/b' })
      parseCall(name as BridgeCall, args) // a name that is none, on purpose
      return 'it was taken'
    },
    refusal: (error) => (error instanceof Error && error.message === 'CANARY-4711' ? 'thrown by a getter' : undefined),
  },
  {
    name: 'bridge results',
    good: [bytesOf(JSON.stringify(view))],
    make: (random) => bytesOf(mutateJson(random, JSON.stringify(view))),
    refusal: (error) => {
      if (error instanceof SyntaxError) return 'not JSON'
      return error instanceof ValiError
        ? `result ${String(getDotPath(error.issues[0]) ?? '').split('.')[0]}`
        : undefined
    },
    take: (bytes) => {
      const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
      const result = parseResult('ceremony.view', value)
      return Object.keys(result).every((name) => name in bridge['ceremony.view'].result.entries)
        ? strayPrototype(result)
        : 'more left than is named'
    },
  },
]
