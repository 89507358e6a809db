// What a process of the station's may send back, before it is known what was asked: its form, and which refusals are its to give.

import * as v from 'valibot'

/** Text of a module was escaped to printable ASCII in the host; anything else means the host is not ours any more. */
export const printable = (maxCharacters: number) =>
  v.pipe(v.string(), v.maxLength(maxCharacters), v.regex(/^[\x20-\x7e]*$/))

/** Between `minBytes` and `maxBytes`. @returns a copy: what arrives is a view of the receive buffer. */
export const bytes = (maxBytes: number, minBytes = 1) =>
  v.pipe(
    v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes'),
    v.check((value) => value.length >= minBytes && value.length <= maxBytes, 'wrong size'),
    v.transform((value) => new Uint8Array(value)),
  )

const refusal = v.strictObject({
  id: v.number(),
  kind: v.literal('refusal'),
  code: v.string(),
  detail: v.record(
    v.string(),
    v.union([printable(700), v.number(), v.pipe(v.array(printable(700)), v.maxLength(256))]),
  ),
})
const message = v.variant('kind', [
  v.strictObject({ id: v.number(), kind: v.literal('alive') }),
  v.strictObject({ id: v.number(), kind: v.literal('answer'), answer: v.unknown() }),
  refusal,
])

export type HostMessage = v.InferOutput<typeof message>

/** From a host: a sign of life, an answer, or an error of ours as data (class instances do not cross). */
export type FromHost =
  | { readonly id: number; readonly kind: 'alive' }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'refusal'; readonly code: string; readonly detail: unknown }

/**
 * A message of a host, its answer not looked into yet; undefined if it has no such form.
 * @param refusals - the whole of each code with which this host may refuse.
 */
export function parseMessage(value: unknown, refusals: RegExp): HostMessage | undefined {
  const result = v.safeParse(message, value, { abortEarly: true })
  if (!result.success) return undefined
  const { output } = result
  return output.kind === 'refusal' && !refusals.test(output.code) ? undefined : output
}

/** The answer in the type of its call, or the reason why it is none. */
export type Parsed<A> = { readonly answer: A } | { readonly problem: string }

/** Hold an answer against what its call gives. The problem is in words of ours: no part of the answer stands in it. */
export function parseBy<A>(schema: v.GenericSchema<unknown, A>, answer: unknown): Parsed<A> {
  const result = v.safeParse(schema, answer, { abortEarly: true })
  if (result.success) return { answer: result.output }
  const [issue] = result.issues
  return { problem: `${v.getDotPath(issue) ?? 'the answer'}: ${issue.type}` }
}
