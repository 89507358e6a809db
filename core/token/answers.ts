// What comes back from the token process is checked here, in the station: a library can lie, and its process with it.

import * as v from 'valibot'
import { boxOverheadBytes, receiverKeyBytes } from '../backup/box-size.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { maxFrameBytes } from './frames.ts'
import { mechanisms } from './mechanisms.ts'
import { bytes, type Parsed, parseBy, printable } from './messages.ts'
import { CKM } from './numbers.ts'
import type { Answer, CallName } from './protocol.ts'

const algorithms = Object.keys(mechanisms) as Algorithm[] // its type has these keys and no others

/** 64 characters of up to 10 each, escaped (`\u{10ffff}`), and the three dots. */
const moduleText = printable(644)

const sized = (sizeBytes: number) =>
  v.pipe(
    bytes(sizeBytes),
    v.check((value) => value.length === sizeBytes, 'wrong size'),
  )

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

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256))
const ckr = v.pipe(printable(64), v.regex(/^CKR_/))

/** The three mechanism numbers that a form may have, and no other. */
const kwp = v.strictObject({
  form: v.literal('aes-kwp'),
  mechanism: v.picklist([CKM.aesKeyWrapKwp, CKM.aesKeyWrapPad]),
})
const cbcPad = v.strictObject({ form: v.literal('aes-cbc-pad'), mechanism: v.literal(CKM.aesCbcPad) })
const wrapForm = v.variant('form', [kwp, cbcPad])

const locked = v.variant('locked', [
  v.strictObject({ locked: v.literal(true), refusal: ckr }),
  v.strictObject({ locked: v.literal(false), reason: printable(200) }),
])

/** Bytes of a data object; larger ones are no register of ours. */
export const maxDataBytes = 64 * 1024
/** What is asked of C_GenerateRandom at once. */
export const randomBytesAsked = { min: 16, max: 256 } as const
/** Longer than RSA-4096 as PKCS#8, wrapped. */
const maxWrappedBytes = 4352

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
  receiver: sized(receiverKeyBytes),
  random: bytes(randomBytesAsked.max + boxOverheadBytes),
  wrapKey: v.variant('form', [
    v.strictObject({ ...kwp.entries, wrapped: bytes(maxWrappedBytes) }),
    v.strictObject({ ...cbcPad.entries, wrapped: bytes(maxWrappedBytes), iv: sized(16) }),
  ]),
  unwrapKey: tokenKey,
  importKey: tokenKey,
  lockKey: locked,
  destroyKey: v.strictObject({ destroyed: count, left: count }),
  probeBackup: v.strictObject({
    wrap: v.nullable(wrapForm),
    unwraps: v.boolean(),
    imports: v.boolean(),
    locks: v.boolean(),
    keepsIn: v.boolean(),
    destroys: v.boolean(),
    random: v.boolean(),
    tried: v.pipe(v.array(printable(700)), v.maxLength(64)),
  }),
  close: v.null(),
}

/** The answer to this call in its type, or the reason why it is none. */
export function parseAnswer<N extends CallName>(call: N, answer: unknown): Parsed<Answer<N>> {
  const schema: v.GenericSchema<unknown, Answer<N>> = schemas[call]
  return parseBy(schema, answer)
}

/** A token host refuses as a token does. */
export const tokenRefusals = /^(?:token\/[a-z-]+|station\/bug)$/
