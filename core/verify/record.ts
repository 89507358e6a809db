// A transcript without its bag: what can be said of it alone, and no more.

import { type CeremonyEvent, parseEvent } from '../ceremony/event.ts'
import { CeremonyError } from '../errors.ts'
import { type VerifiedTranscript, verifyTranscript } from '../transcript/verify.ts'
import { findHead } from './head.ts'
import { refuseStandIns } from './tokens.ts'

export type RecordReport = {
  readonly verdict: 'head' | 'consistent'
  readonly mode: 'rehearsal' | 'production'
  readonly ceremony: string
  readonly entries: number
  readonly head: string
  readonly closed: boolean
  readonly deviations: readonly string[]
  readonly notes: readonly string[]
}

/**
 * The chain holds (TRX-CHAIN), every entry is one that a station writes, the first one opens a ceremony.
 *
 * Not caught: whether the script allowed what was done (that needs script and plan, so the bag), and who wrote it
 * (that needs the seal, or the head from paper).
 *
 * @param paperHead - head from paper, 64 hex digits.
 * @throws CeremonyError with the first thing that does not fit.
 */
export function verifyRecord(bytes: Uint8Array, what: string, paperHead?: string): RecordReport {
  const transcript = verifyTranscript(bytes, what)
  const events = eventsOf(transcript, what)
  const [opened] = events
  if (opened?.type !== 'opened')
    throw new CeremonyError('ceremony/verify-failed', { what, reason: 'its first entry does not open a ceremony' })
  if (opened.mode === 'production' && events.some(({ type }) => type === 'staged'))
    throw new CeremonyError('ceremony/verify-failed', { what, reason: 'it has a staged fault, and it is production' })
  if (opened.mode === 'production') refuseStandIns(opened.site)
  return {
    verdict: paperHead === undefined ? 'consistent' : 'head',
    mode: opened.mode,
    ceremony: opened.ceremony,
    entries: events.length,
    head: transcript.head,
    closed: events.at(-1)?.type === 'closed',
    deviations: events.flatMap((event) =>
      event.type === 'deviation' ? [`${event.by} at ${event.step}: ${event.text}`] : [],
    ),
    notes: [
      ...(paperHead === undefined ? [] : [findHead(transcript, paperHead)]),
      'A record alone does not say whether the script allowed what was done, nor what was signed: verify its whole bag.',
    ],
  }
}

const eventsOf = (transcript: VerifiedTranscript, what: string): readonly CeremonyEvent[] =>
  transcript.lines.map(({ entry }) => parseEvent(entry.event, `${what} entry ${entry.seq}`))
