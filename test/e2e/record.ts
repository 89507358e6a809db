// What a test reads of the station's own record, beside the window: the events of a transcript.

import { readFileSync } from 'node:fs'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { transcriptOf } from './prepare.ts'

/** All whole lines, oldest first. */
export function eventsIn(workDirectory: string, ceremony: string): readonly CeremonyEvent[] {
  const text = readFileSync(transcriptOf(workDirectory, ceremony), 'utf8')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly event: CeremonyEvent }).event) // the station wrote it
}

/** Codes of what was refused or failed, from entry `since` on. */
export const troublesIn = (events: readonly CeremonyEvent[], since: number): readonly string[] =>
  events.slice(since).flatMap((event) => (event.type === 'refused' || event.type === 'failed' ? [event.code] : []))
