// What comes back from the token process is checked here, in the station: a library can lie, and its process with it.

import * as v from 'valibot'
import type { Algorithm } from '../formats/plan.ts'
import { maxFrameBytes } from './frames.ts'
import { mechanisms } from './mechanisms.ts'
import { bytes, type Parsed, parseBy, printable } from './messages.ts'
import type { Answer, CallName } from './protocol.ts'

const algorithms = Object.keys(mechanisms) as Algorithm[] // its type has these keys and no others

/** 64 characters of up to 10 each, escaped (`\u{10ffff}`), and the three dots. */
const moduleText = printable(644)

const pinState = v.picklist(['ok', 'low', 'final-try', 'locked', 'not-set'])

const tokenInfo = v.strictObject({
  serial: moduleText,
  label: moduleText,
  manufacturer: moduleText,
  model: moduleText,
  firmware: printable(16),
  initialised: v.boolean(),
  userPin: pinState,
  soPin: pinState,
  ownPad: v.boolean(),
  mechanisms: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.maxLength(4096)),
})

const tokenKey = v.strictObject({
  objectId: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}){1,64}$/)),
  label: printable(64),
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
  sign: bytes(maxFrameBytes, 0), // the exact length depends on what was asked: client.node.ts
  readData: v.nullable(bytes(maxDataBytes)),
  writeData: v.boolean(),
  close: v.null(),
}

/** The answer to this call in its type, or the reason why it is none. */
export function parseAnswer<N extends CallName>(call: N, answer: unknown): Parsed<Answer<N>> {
  const schema: v.GenericSchema<unknown, Answer<N>> = schemas[call]
  return parseBy(schema, answer)
}

/** A token host refuses as a token does. */
export const tokenRefusals = /^(?:token\/[a-z-]+|station\/bug)$/
