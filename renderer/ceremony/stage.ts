// What stands in the middle of the screen: one thing, read off the view. Nothing is decided here.

import type { View } from '../bridge.ts'

export type Stage =
  | { readonly kind: 'clock' }
  | { readonly kind: 'write-head'; readonly head: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'closing'; readonly closed: boolean }
  | { readonly kind: 'outcome'; readonly outcome: NonNullable<View['outcome']> }
  | {
      readonly kind: 'reconcile'
      readonly step: NonNullable<View['step']>
      readonly reconcile: NonNullable<View['reconcile']>
    }
  | { readonly kind: 'step'; readonly step: NonNullable<View['step']> }

type Shown = {
  /** Length of the transcript at the outcome that was read aloud and passed. */
  readonly read: number
  /** Head of the break that was just begun and is not on paper yet. */
  readonly writing: string | null
}

export function stageOf(view: View, { read, writing }: Shown): Stage {
  if (view.needsClock && view.status !== 'closed' && view.status !== 'stopped') return { kind: 'clock' }
  switch (view.status) {
    case 'break':
      return writing === null ? { kind: 'resume' } : { kind: 'write-head', head: writing }
    case 'stopped':
      return { kind: 'stopped' }
    case 'closed':
      return view.bag === null ? { kind: 'closing', closed: true } : { kind: 'closed' }
    case 'running':
    case 'unopened':
      return running(view, read)
    default:
      return view.status satisfies never
  }
}

function running(view: View, read: number): Stage {
  const { outcome, step, reconcile } = view
  if (outcome !== null && outcome.lines.length > 0 && read !== view.transcript.length)
    return { kind: 'outcome', outcome }
  if (step === null) return { kind: 'closing', closed: false }
  return reconcile === null ? { kind: 'step', step } : { kind: 'reconcile', step, reconcile }
}
