// What a compare step compares, computed from the state alone, so that the screen and a later replay agree.

import type { FlatStep } from './expanded.ts'
import { factsOf, type State } from './state.ts'

/** A digest to say aloud, or a text to look at. `undefined`: what it compares has not been made yet. */
export type Compared = { readonly form: 'digest' | 'text'; readonly value: string } | undefined

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
      return digest((factsOf(state, 'key/generate', step.bound) ?? factsOf(state, 'key/adopt', step.bound))?.spkiSha256)
    case 'manifest-digest':
      return digest(factsOf(state, 'export/bag', {})?.manifestSha256)
    case 'head':
      return digest(state.head)
    case 'station-clock':
      return { form: 'text', value: `${now.slice(0, 19)}Z` }
    case 'deviations':
      return {
        form: 'text',
        value:
          state.deviations.map((d, index) => `${index + 1}. (${d.by}, at ${d.step}) ${d.text}`).join('\n') || 'none',
      }
    default:
      return step.value satisfies never
  }
}
