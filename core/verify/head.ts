// The head from paper, looked up in a record.

import { CeremonyError } from '../errors.ts'
import type { VerifiedTranscript } from '../transcript/verify.ts'

/**
 * The head on paper may be that of an earlier entry: what came after it is then only chained.
 * @returns a line for people.
 * @throws CeremonyError `transcript/other-head`.
 */
export function findHead(transcript: VerifiedTranscript, paperHead: string): string {
  const index = transcript.lines.findIndex((line) => line.digest === paperHead)
  if (index === -1) throw new CeremonyError('transcript/other-head', {})
  return `The head from paper is that of entry ${index} of ${transcript.lines.length - 1}: everything up to it is what was on paper.`
}
