// The last outcomes as the right-hand column shows them: what this window saw since it was opened. The transcript has all.

import type { BridgeCall, View } from '../bridge.ts'
import { strings } from '../strings.ts'

export type LogLine = {
  /** UTC, ISO 8601. */
  readonly time: string
  readonly text: string
  /** First four words of a digest that was compared; empty otherwise. */
  readonly words: string
}

const words = strings.log

/** Calls that are always said in the same words. */
const fixed: { readonly [C in BridgeCall]?: string } = {
  'ceremony.deviation': words.deviation,
  'ceremony.break': words.break,
  'ceremony.resume': words.resumed,
  'ceremony.stop': words.stopped,
  'ceremony.clock': words.clock,
  'ceremony.close': words.closed,
  'ceremony.look': words.looked,
}

/** @returns what to add after a call that the host took, or undefined for a look that changed nothing. */
export function logLine(before: View | null, call: BridgeCall, after: View): LogLine | undefined {
  const text = textOf(before, call, after)
  return text === undefined ? undefined : { time: after.time, text, words: passedWords(before, after) }
}

function textOf(before: View | null, call: BridgeCall, after: View): string | undefined {
  const step = before?.step
  const same = fixed[call]
  if (same !== undefined) return same
  if (step === undefined || step === null || call === 'ceremony.view' || call === 'trainer.arm') return undefined
  if (call === 'ceremony.confirm') return words.code(lastConfirmed(after))
  if (call === 'ceremony.secret') return words.typed(newlyGiven(before, after))
  if (after.step?.id === step.id) return after.step.misfit ? words.notSo(step.title) : undefined
  if (after.step !== null && after.step.number < step.number) return words.back(after.step.number)
  return words.passed(step.title)
}

function lastConfirmed(after: View): string {
  const id = after.step?.irreversible?.confirmed.at(-1)
  return after.people.find((person) => person.id === id)?.name ?? ''
}

function newlyGiven(before: View | null, after: View): string {
  const was = new Set(before?.step?.secrets.filter((secret) => secret.given).map((secret) => secret.slot))
  return after.step?.secrets.find((secret) => secret.given && !was.has(secret.slot))?.label ?? ''
}

function passedWords(before: View | null, after: View): string {
  const { step } = before ?? {}
  if (step?.compared?.form !== 'digest' || after.step?.id === step.id) return ''
  return (
    step.compared.words[0]
      ?.trim()
      .replace(/^\d+\s+/, '')
      .replace(/\s+/g, ' ') ?? ''
  )
}
