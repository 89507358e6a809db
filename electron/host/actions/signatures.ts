// The signatures that a key made for a chunk, read back from the store by the digests that the transcript names.

import { factsOf } from '../../../core/ceremony/state.ts'
import { parseJson } from '../../../core/formats/json.ts'
import type { Id } from '../../../core/formats/plan.ts'
import { asArray, asObject, asString } from '../../../core/formats/shape.ts'
import { type ActionContext, chunkOf, stringFact } from './action.ts'

/** By repository name. */
export type KeySignatures = { readonly keyId: string; readonly signatures: ReadonlyMap<string, Uint8Array> }

/** undefined where the key has not signed this chunk. */
export function signaturesOfKey(context: ActionContext, key: Id): KeySignatures | undefined {
  const facts = factsOf(context.state, 'root/sign', { key, chunk: chunkOf(context) })
  if (facts === undefined) return undefined
  const list = context.store.get(stringFact(facts, 'listSha256', context.step))
  const what = 'a list in the store'
  const items = asArray(parseJson(list, { what, maxBytes: list.length, maxDepth: 4 }), { what, path: '' })
  const signatures = items.map((item) => {
    const { repository, signatureSha256 } = asObject(item, { what, path: '' })
    const digest = asString(signatureSha256, { what, path: 'signatureSha256' })
    return [asString(repository, { what, path: 'repository' }), context.store.get(digest)] as const
  })
  return { keyId: stringFact(facts, 'keyId', context.step), signatures: new Map(signatures) }
}
