// What comes back from the process that holds the secret is checked here, in the station, by shape and size.

import * as v from 'valibot'
import { bytes, type Parsed, parseBy, printable } from '../token/messages.ts'
import type { KeyBlob } from './blob.ts'
import { boxOverheadBytes, receiverKeyBytes } from './box-size.ts'
import type { CardFault } from './read-card.ts'
import type { SecretCall, SecretCalls } from './secret-protocol.ts'
import { limits } from './share.ts'

const count = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max))
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const word = v.pipe(v.string(), v.regex(/^[a-z]{3,8}$/))
const words = v.pipe(v.array(word), v.maxLength(3))
const holder = printable(200)
const place = count(33)
const box = (maxBytes: number) =>
  v.pipe(
    bytes(boxOverheadBytes + maxBytes),
    v.check((value) => value.length > boxOverheadBytes),
  )

const splitFacts = v.strictObject({
  set: count(2 ** limits.setBits - 1),
  shares: v.pipe(v.array(v.strictObject({ x: count(255), holder, commitment: hex })), v.maxLength(limits.maxShares)),
  secretCommitment: hex,
  entropy: v.pipe(v.array(printable(200)), v.minLength(1), v.maxLength(8)),
})

const fault: v.GenericSchema<unknown, CardFault> = v.variant('fault', [
  v.strictObject({ fault: v.literal('count'), found: count(2 ** 20), wanted: place }),
  v.strictObject({ fault: v.literal('unknown-word'), at: place, near: words }),
  v.strictObject({ fault: v.literal('other-set'), found: words, wanted: words }),
  v.strictObject({ fault: v.literal('other-epoch'), found: count(limits.maxEpoch), wanted: count(limits.maxEpoch) }),
  v.pipe(
    v.strictObject({ fault: v.literal('other-number'), holder: v.optional(holder) }),
    // JSON has no undefined: a holder that is not known is not there.
    v.transform((found) => ({ fault: found.fault, holder: found.holder })),
  ),
  v.strictObject({ fault: v.literal('already-read'), x: count(255), holder }),
  v.strictObject({ fault: v.literal('mistyped'), at: place, likely: word }),
  v.strictObject({ fault: v.literal('swapped'), at: v.tuple([place, place]) }),
  v.strictObject({ fault: v.literal('check-failed') }),
  v.strictObject({ fault: v.literal('not-committed'), holder }),
])

const wrapped = bytes(8192)
const blob: v.GenericSchema<unknown, KeyBlob> = v.variant('mechanism', [
  v.strictObject({ mechanism: v.literal('aes-kwp'), wrapped }),
  v.strictObject({ mechanism: v.literal('aes-cbc-pad-hmac'), wrapped, iv: bytes(16), mac: bytes(32) }),
])

const schemas: { readonly [N in SecretCall]: v.GenericSchema<unknown, SecretCalls[N]['answer']> } = {
  receiver: v.pipe(
    bytes(receiverKeyBytes),
    v.check((value) => value.length === receiverKeyBytes),
  ),
  makeKey: bytes(1024),
  split: splitFacts,
  expect: v.null(),
  card: box(512),
  read: v.nullable(fault),
  prove: count(2 ** 16),
  combine: v.null(),
  kekFor: box(32),
  privateKeyFor: box(8192),
  wrapOwn: blob,
  addMac: blob,
  blobHolds: v.boolean(),
  unwrapFor: box(8192),
  close: v.null(),
}

/** The answer to this call in its type, or the reason why it is none. */
export function parseSecretAnswer<N extends SecretCall>(call: N, answer: unknown): Parsed<SecretCalls[N]['answer']> {
  const schema: v.GenericSchema<unknown, SecretCalls[N]['answer']> = schemas[call]
  return parseBy(schema, answer)
}

/** With what this host may refuse. Not with its own end: that is seen from outside. */
export const secretRefusals = /^(?:backup\/(?!scope-gone$)[a-z-]+|station\/bug)$/
