// The one table of calls between a window (or the terminal) and the station host: name, argument schema, result schema.

import * as v from 'valibot'
import { CeremonyError } from './errors.ts'
import {
  homeSchema,
  inspectedSchema,
  planCheckSchema,
  printersSchema,
  tokensSchema,
  verdictSchema,
} from './formats/home.ts'
import { cardFaultSchema, cardSheetSchema, shownCardSchema } from './formats/share-view.ts'
import { sheetSchema } from './formats/sheet.ts'
import { stagingSchema } from './formats/staging.ts'
import { viewSchema } from './formats/view.ts'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const text = v.pipe(v.string(), v.maxLength(2000))
/** Secret bytes on their way in; no result holds any but that of `share.card` and `share.sheet`. */
const secretBytes = v.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length > 0 && value.length <= 1024,
)

const fileName = v.pipe(v.string(), v.minLength(1), v.maxLength(400))
const documentBytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 1024 * 1024)
const fileBytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 64 * 1024 * 1024)
const sheetName = v.picklist(['plan', 'script', 'transcript', 'card'])

const call = <A extends v.GenericSchema, R extends v.GenericSchema>(args: A, result: R) => ({ args, result })

/** Calls of a window that has no ceremony open, or that are about the station and its paper. */
export const stationCalls = {
  /** Home: readiness, what can be begun, what lies here. */
  'station.home': call(v.strictObject({}), homeSchema),
  /** Rehearse a script with its built-in plan on throw-away tokens; people play the people. */
  'station.rehearse': call(v.strictObject({ script: id }), viewSchema),
  'station.checkPlan': call(v.strictObject({ name: fileName, plan: documentBytes }), planCheckSchema),
  'station.begin': call(
    v.strictObject({
      planName: fileName,
      plan: documentBytes,
      siteName: fileName,
      site: documentBytes,
      mode: v.picklist(['rehearsal', 'production']),
    }),
    viewSchema,
  ),
  'station.resume': call(v.strictObject({ ceremony: id }), viewSchema),
  /** Close the ceremony that is open on the window, without ending it: tokens are logged out, the lock is given back. */
  'station.leave': call(v.strictObject({}), homeSchema),
  /** The files of a bag, or N.root.json files, that were dropped on the window. */
  'station.verify': call(
    v.strictObject({
      files: v.pipe(v.array(v.strictObject({ path: fileName, bytes: fileBytes })), v.maxLength(10_000)),
      head: v.optional(text),
    }),
    verdictSchema,
  ),
  /** The bag of a ceremony that lies on this station, read from where it was written. */
  'station.verifyOwn': call(v.strictObject({ ceremony: id, head: v.optional(text) }), verdictSchema),
  'station.inspect': call(v.strictObject({ name: fileName, bytes: fileBytes }), inspectedSchema),
  /** Tokens of the modules that a site file names; without one, those of the ceremony that is open. */
  'station.tokens': call(
    v.strictObject({ site: v.optional(v.strictObject({ name: fileName, bytes: documentBytes })) }),
    tokensSchema,
  ),
  'paper.sheet': call(v.strictObject({ sheet: sheetName }), sheetSchema),
  /** Write the sheet as PDF beside the transcript. */
  'paper.pdf': call(
    v.strictObject({ sheet: sheetName }),
    v.strictObject({ path: v.string(), sha256: v.string(), sizeBytes: v.number() }),
  ),
  'paper.printers': call(v.strictObject({}), printersSchema),
  'paper.print': call(
    v.strictObject({
      sheet: sheetName,
      printer: id,
      copies: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)),
    }),
    v.strictObject({ job: v.string() }),
  ),
} as const

/** Calls about the one ceremony that is open. Every result is the new view. */
export const ceremonyCalls = {
  'ceremony.view': call(v.strictObject({}), viewSchema),
  'ceremony.answer': call(
    v.strictObject({ step: id, by: id, fits: v.boolean(), values: v.record(id, text) }),
    viewSchema,
  ),
  'ceremony.secret': call(v.strictObject({ step: id, slot: id, by: id, value: secretBytes }), viewSchema),
  'ceremony.confirm': call(v.strictObject({ step: id, by: id, code: secretBytes }), viewSchema),
  'ceremony.perform': call(v.strictObject({ step: id, by: id, spendTry: v.optional(v.boolean()) }), viewSchema),
  'ceremony.look': call(v.strictObject({ by: id, spendTry: v.optional(v.boolean()) }), viewSchema),
  'ceremony.reconcile': call(v.strictObject({ by: id, decision: v.picklist(['done', 'again']) }), viewSchema),
  'ceremony.deviation': call(v.strictObject({ by: id, text, code: v.optional(secretBytes) }), viewSchema),
  'ceremony.break': call(v.strictObject({ by: id, reason: text, custody: text }), viewSchema),
  'ceremony.resume': call(v.strictObject({ by: id, head: text }), viewSchema),
  'ceremony.stop': call(
    v.strictObject({ by: id, reason: text, disposition: v.picklist(['void', 'resumable']) }),
    viewSchema,
  ),
  'ceremony.clock': call(v.strictObject({ by: id, reason: text }), viewSchema),
  'ceremony.close': call(v.strictObject({}), viewSchema),
} as const

/** Calls of a trainer, in a rehearsal; refused in production. The terminal does not use them. */
export const trainerCalls = {
  /** What can be staged from the step that stands on, and what came of what was. */
  'trainer.faults': call(v.strictObject({}), stagingSchema),
  /** Arm a fault for a step. `by`: a person of the plan, or `trainer`. */
  'trainer.arm': call(v.strictObject({ fault: id, step: id, by: id }), viewSchema),
} as const

const waitingSchema = v.nullable(
  v.strictObject({ call: v.string(), quietMs: v.number(), leftMs: v.number() }), // null: no call to a token is under way
)

/**
 * Calls about a token that is quiet, while the call that asked it is under way: these alone do not wait for their turn.
 * `by`: a person of the plan who is present. The terminal does not use them.
 */
export const tokenCalls = {
  /** How long it has been quiet, and how long until the station ends its process by itself. */
  'token.waiting': call(v.strictObject({}), waitingSchema),
  'token.extend': call(
    v.strictObject({ by: id, ms: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_600_000)) }),
    waitingSchema,
  ),
  /** The call ends in `token/host-hung` at once. */
  'token.giveUp': call(v.strictObject({ by: id }), waitingSchema),
} as const

/**
 * Calls about one share card: the only ones whose results hold secrets. Served only while a step stands that shows or reads the card of `by`.
 * A view never holds any of it.
 */
export const shareCalls = {
  /** The words of the card, for the page that shows it to its holder. */
  'share.card': call(v.strictObject({ step: id, by: id }), shownCardSchema),
  /** The card as its holder typed it. `fault`: what is wrong with it, for that page and nothing else. */
  'share.read': call(
    v.strictObject({ step: id, by: id, words: secretBytes }),
    v.strictObject({ fault: v.nullable(cardFaultSchema), view: viewSchema }),
  ),
  /** Print the card; refused where the spool is not in memory or jobs are kept. */
  'share.print': call(v.strictObject({ step: id, by: id, printer: id }), v.strictObject({ job: v.string() })),
  /** The card as its print page lays it out; served only while `share.print` is under way. */
  'share.sheet': call(v.strictObject({}), cardSheetSchema),
} as const

/** All of them: what a window's preload offers, and nothing else. */
export const bridge = { ...stationCalls, ...ceremonyCalls, ...trainerCalls, ...tokenCalls, ...shareCalls } as const

export type Bridge = typeof bridge
export type CeremonyCall = keyof typeof ceremonyCalls
export type TokenCall = keyof typeof tokenCalls
export type ShareCall = keyof typeof shareCalls
export type BridgeCall = keyof Bridge
export type BridgeArgs<C extends BridgeCall> = v.InferInput<Bridge[C]['args']>
/** The arguments as a handler gets them, after the schema. */
export type BridgeInput<C extends BridgeCall> = v.InferOutput<Bridge[C]['args']>
export type BridgeResult<C extends BridgeCall> = v.InferOutput<Bridge[C]['result']>

/** What comes back: a value, or a refusal with its words. Never an exception, because a shell passes only `message`. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: {
        readonly code: string
        readonly disposition: string
        readonly words: { readonly happened: string; readonly safe: string; readonly next: string }
      }
    }

/** One typed call, as the preload gives it to the window. */
export type CallBridge = <C extends BridgeCall>(name: C, args: BridgeArgs<C>) => Promise<Reply<BridgeResult<C>>>

/**
 * Check a call that came over the bridge: its name and its arguments. No error ever repeats a value.
 * @throws CeremonyError `station/bridge` naming the call and the argument that does not fit.
 */
export function parseCall<C extends BridgeCall>(name: C, args: unknown): BridgeInput<C> {
  // A name that is not text could be one thing for the schema and another for the handler.
  if (typeof name !== 'string' || !Object.hasOwn(bridge, name)) {
    const call = typeof name === 'string' ? String(name).slice(0, 60) : 'without a name'
    throw new CeremonyError('station/bridge', { call, problem: 'there is no such call' })
  }
  if (!isPlain(args)) throw new CeremonyError('station/bridge', { call: name, problem: 'its arguments are no object' })
  const parsed = v.safeParse(bridge[name].args, args, { abortEarly: true })
  if (parsed.success) return parsed.output as BridgeInput<C> // the schema of this very name gave it
  const path = v.getDotPath(parsed.issues[0])
  throw new CeremonyError('station/bridge', {
    call: name,
    problem: `${path?.slice(0, 60) ?? 'the arguments'} is not as expected`,
  })
}

/** An empty list or a Date has all names that a call without arguments asks for. */
function isPlain(args: unknown): boolean {
  if (typeof args !== 'object' || args === null) return false
  const prototype: unknown = Object.getPrototypeOf(args)
  return prototype === null || prototype === Object.prototype
}

/** Check what the host is about to give back: nothing leaves that the schema does not name. Throws for a fault of ours. */
export function parseResult<C extends BridgeCall>(name: C, value: unknown): BridgeResult<C> {
  return v.parse(bridge[name].result, value) as BridgeResult<C> // the schema of this very name gave it
}

/** What a player without a window calls: all of one ceremony, and the cards of it. */
export type PlayedCall = CeremonyCall | 'share.card' | 'share.read'

/** The part of the bridge that is about one ceremony. */
export type CallCeremony = <C extends PlayedCall>(name: C, args: BridgeArgs<C>) => Promise<Reply<BridgeResult<C>>>
