// What a compare step compares, computed from the state alone, so that the screen and a later replay agree.

import { createHash } from 'node:crypto'
import type { FlatStep } from './expanded.ts'
import { factsOf, madeFacts, type State } from './state.ts'

/** A digest to say aloud, or a text to look at. `undefined`: what it compares has not been made yet. */
export type Compared =
  | {
      readonly form: 'digest' | 'text'
      readonly value: string /** What is shown instead of the value, where that is long. */
      readonly lines?: readonly string[]
    }
  | undefined

/**
 * @param now - time of the entry or of the view, for `station-clock`.
 */
export function comparedValue(state: State, step: FlatStep & { readonly kind: 'compare' }, now: string): Compared {
  const digest = (value: unknown): Compared => (typeof value === 'string' ? { form: 'digest', value } : undefined)
  switch (step.value) {
    case 'plan-digest':
      return digest(state.opened?.planDigest)
    case 'script-digest':
      return digest(state.opened?.expansionDigest)
    case 'payload-digest':
      return digest(factsOf(state, 'root/draft', step.bound)?.payloadSha256)
    case 'key-digest':
      return digest(step.bound.key === undefined ? undefined : madeFacts(state, step.bound.key)?.spkiSha256)
    case 'manifest-digest':
      return digest(factsOf(state, 'export/bag', {})?.manifestSha256)
    case 'head':
      return digest(state.head)
    case 'station-clock':
      return { form: 'text', value: `${now.slice(0, 19)}Z` }
    case 'deviations':
      return deviationsOf(state)
    default:
      step.value satisfies never
      return undefined
  }
}

/** All deviations to read aloud; recorded as their number and the digest of the list, which the record itself holds. */
function deviationsOf(state: State): Compared {
  const lines = state.deviations.map((d, index) => `${index + 1}. (${d.by}, at ${d.step}) ${d.text}`)
  if (lines.length === 0) return { form: 'text', value: 'none' }
  const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex')
  return { form: 'text', value: `${lines.length} deviations, SHA-256 ${sha256}`, lines }
}
