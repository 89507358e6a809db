// What is written by hand at a step of the printed script: serials, bag numbers, words, a choice.

import { type ExpandedScript, expansionDigest, type FlatStep } from '../ceremony/expanded.ts'
import type { Writing } from '../formats/sheet.ts'
import { wordsOfDigest } from '../transcript/words.ts'

/**
 * The places to write in, by the kind of the step. Words that are known before the day (script, plan) stand there with
 * boxes to tick; all others are lines to write them on.
 */
export function writingBefore(step: FlatStep, script: ExpandedScript): Writing[] {
  switch (step.kind) {
    case 'enter':
      return step.fields.map(({ label }) => ({ kind: 'line', label, text: '' }))
    case 'choose':
      return [{ kind: 'options', options: step.options.map(({ label }) => ({ text: label, chosen: false })) }]
    case 'compare':
      return compared(step, script)
    case 'perform':
      return step.action === 'token/identify' ? [line('Serial, as read from the token')] : []
    case 'attest':
    case 'transfer':
      return []
    default:
      return step satisfies never
  }
}

function compared(step: FlatStep & { readonly kind: 'compare' }, script: ExpandedScript): Writing[] {
  switch (step.value) {
    case 'script-digest':
      return [known(expansionDigest(script))]
    case 'plan-digest':
      return [known(script.planDigest)]
    case 'station-clock':
      return [line('Clock of the station'), line('Clock on the wall')]
    case 'payload-digest':
    case 'key-digest':
      return [empty('First four words', 4)]
    case 'manifest-digest':
    case 'head':
      return [empty('All words', 32)]
    case 'deviations':
      return [line('How many')]
    default:
      return step.value satisfies never
  }
}

const line = (label: string): Writing => ({ kind: 'line', label, text: '' })
const known = (digest: string): Writing => ({ kind: 'words', label: '', tick: true, words: [...wordsOfDigest(digest)] })
const empty = (label: string, count: number): Writing => ({
  kind: 'words',
  label,
  tick: false,
  words: Array.from({ length: count }, () => ''),
})
