// What comes back from the token process is checked here, in the station: a library can lie, and its process with it.

import * as v from 'valibot'
import type { Algorithm } from '../formats/plan.ts'
import { mechanisms } from './mechanisms.ts'
import type { Answer, CallName } from './protocol.ts'

const algorithms = Object.keys(mechanisms) as Algorithm[] // its type has these keys and no others

/** Text of a module was escaped to printable ASCII in the host; anything else means the host is not ours any more. */
const text = (maxCharacters: number) => v.pipe(v.string(), v.maxLength(maxCharacters), v.regex(/^[\x20-\x7e]*$/))
/** 64 characters of up to 10 each, escaped (`\u{10ffff}`), and the three dots. */
const moduleText = text(644)

const bytes = (maxBytes: number) =>
  v.pipe(
    v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes'),
    v.check((value) => value.length > 0 && value.length <= maxBytes, 'wrong size'),
    v.transform((value) => new Uint8Array(value)), // a copy: what arrives is a view of the receive buffer
  )

const pinState = v.picklist(['ok', 'low', 'final-try', 'locked', 'not-set'])

const tokenInfo = v.strictObject({
  serial: moduleText,
  label: moduleText,
  manufacturer: moduleText,
  model: moduleText,
  firmware: text(16),
  initialised: v.boolean(),
  userPin: pinState,
  soPin: pinState,
  ownPad: v.boolean(),
  mechanisms: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.maxLength(4096)),
})

const tokenKey = v.strictObject({
  objectId: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}){1,64}$/)),
  label: text(64),
  algorithm: v.picklist(algorithms),
  spki: bytes(1024),
  attributes: v.strictObject({
    sensitive: v.boolean(),
    extractable: v.boolean(),
    sign: v.boolean(),
    private: v.boolean(),
    token: v.boolean(),
    claimedLocal: v.boolean(),
    claimedAlwaysSensitive: v.boolean(),
    claimedNeverExtractable: v.boolean(),
  }),
})

/** Bytes of a data object; larger ones are no register of ours. */
export const maxDataBytes = 64 * 1024

const schemas: { readonly [N in CallName]: v.GenericSchema<unknown, Answer<N>> } = {
  open: v.null(),
  list: v.pipe(v.array(tokenInfo), v.maxLength(256)),
  initialise: tokenInfo,
  login: v.null(),
  generateKeyPair: tokenKey,
  findKey: v.nullable(tokenKey),
  sign: v.array(bytes(1024)),
  readData: v.nullable(bytes(maxDataBytes)),
  writeData: v.boolean(),
  close: v.null(),
}

/** The answer to this call in its type, or the reason why it is none. */
export function parseAnswer<N extends CallName>(
  call: N,
  answer: unknown,
): { readonly answer: Answer<N> } | { readonly problem: string } {
  const schema: v.GenericSchema<unknown, Answer<N>> = schemas[call]
  const result = v.safeParse(schema, answer, { abortEarly: true })
  if (result.success) return { answer: result.output }
  const [issue] = result.issues
  return { problem: `${v.getDotPath(issue) ?? 'the answer'}: ${issue.type}` }
}

const refusal = v.strictObject({
  id: v.number(),
  kind: v.literal('refusal'),
  code: v.pipe(v.string(), v.regex(/^(?:token\/[a-z-]+|station\/bug)$/)),
  detail: v.record(v.string(), v.union([text(700), v.number(), v.pipe(v.array(text(700)), v.maxLength(256))])),
})
const message = v.variant('kind', [
  v.strictObject({ id: v.number(), kind: v.literal('alive') }),
  v.strictObject({ id: v.number(), kind: v.literal('answer'), answer: v.unknown() }),
  refusal,
])

export type HostMessage = v.InferOutput<typeof message>

/** A message of the host, its answer not looked into yet; undefined if it has no such form. */
export function parseMessage(value: unknown): HostMessage | undefined {
  const result = v.safeParse(message, value, { abortEarly: true })
  return result.success ? result.output : undefined
}
