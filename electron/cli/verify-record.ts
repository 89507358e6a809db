// anchorite verify transcript.jsonl: a record without its bag, as an auditor may be handed it.

import { wordLines } from '../../core/transcript/words.ts'
import { type RecordReport, verifyRecord } from '../../core/verify/record.ts'
import { readNamedFile } from '../host/read-file.node.ts'
import { maxTranscriptBytes } from '../host/transcript-file.node.ts'
import type { Output } from './output.ts'

/** @param head - from paper, 64 hex digits. @throws CeremonyError with the first thing that does not fit. */
export function verifyLoneRecord(path: string, head: string | undefined, output: Output): void {
  const report = verifyRecord(readNamedFile(path, maxTranscriptBytes), path, head)
  output.done(printed(report), { kind: 'transcript', ...report })
}

const printed = (report: RecordReport): readonly string[] => [
  `${report.mode === 'rehearsal' ? 'REHEARSAL  ' : ''}VERIFIED  ${
    report.verdict === 'head'
      ? 'The head on your paper is in this record, and every entry is linked to the one before it.'
      : 'Consistent, not authenticated: every entry is linked to the one before it. Give --head to compare with paper.'
  }`,
  `Ceremony ${report.ceremony}, ${report.entries} entries, ${report.closed ? 'closed' : 'not closed'}.`,
  report.deviations.length === 0 ? 'Deviations: none.' : 'Deviations:',
  ...report.deviations.map((line) => `  ${line}`),
  ...report.notes.map((line) => `Note: ${line}`),
  '',
  'Head of the transcript; compare it with the paper of the day:',
  ...wordLines(report.head),
]
