// As what the transcript names an item of the store: a person who is told of a damaged one must know what is lost.

import type { State } from '../../core/ceremony/state.ts'

/** @returns for example `spkiSha256 of keys/generate/root-a`; undefined for an item that only a list in the store names. */
export function storedAs(state: Pick<State, 'opened' | 'results'>, digest: string): string | undefined {
  if (state.opened?.planDigest === digest) return 'the plan'
  if (state.opened?.expansionDigest === digest) return 'the script'
  for (const [step, { facts }] of Object.entries(state.results)) {
    const fact = Object.keys(facts).find((name) => facts[name] === digest)
    if (fact !== undefined) return `${fact} of ${step}`
  }
  return undefined
}
