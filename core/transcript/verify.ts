// The chain: every entry names the digest of the one before. Rule TRX-CHAIN.

import { CeremonyError } from '../errors.ts'
import { digestOfLine, type Entry, GENESIS, type Hex, LineError, maxLineBytes, parseEntry } from './entry.ts'

declare const verified: unique symbol

export type TranscriptLine = { readonly entry: Entry; readonly digest: Hex; readonly endOffset: number }

/** A transcript whose every link was checked. Only `verifyTranscript` makes one. */
export type VerifiedTranscript = {
  readonly lines: readonly TranscriptLine[]
  /** Digest of the last entry: what witnesses write on paper. */
  readonly head: Hex
  readonly [verified]: true
}

/**
 * Split the file into lines, parse each, and check that entries count up from 0 and that each names the digest of
 * the entry before it (TRX-CHAIN). Clock order is checked by the replay, which knows of confirmed clock changes.
 *
 * A cut tail still verifies, and so does a whole chain made anew: the chain proves order, not authorship. To catch
 * those, compare the head with the one on paper, or verify the seal.
 *
 * @param bytes - the whole file; every line ends in one newline.
 * @param what - name of the file in errors.
 * @throws CeremonyError `transcript/empty`, `transcript/torn`, `transcript/line`, `transcript/gap` or
 *   `transcript/broken-link`, naming the first line that does not fit (lines count from 1).
 * @see docs/formats/transcript.md section 3
 */
export function verifyTranscript(bytes: Uint8Array, what: string): VerifiedTranscript {
  if (bytes.length === 0) throw new CeremonyError('transcript/empty', { what })
  const lines: TranscriptLine[] = []
  let previous = GENESIS
  let start = 0
  while (start < bytes.length) {
    const line = lines.length + 1
    const end = bytes.indexOf(0x0a, start)
    if (end === -1) throw new CeremonyError('transcript/torn', { what, line })
    const text = bytes.subarray(start, end)
    const entry = readLine(text, what, line)
    if (entry.seq !== lines.length) {
      throw new CeremonyError('transcript/gap', { what, line, expected: lines.length, found: entry.seq })
    }
    if (entry.previous !== previous) throw new CeremonyError('transcript/broken-link', { what, line, seq: entry.seq })
    previous = digestOfLine(text)
    lines.push({ entry, digest: previous, endOffset: end + 1 })
    start = end + 1
  }
  return { lines, head: previous } as unknown as VerifiedTranscript // the brand: this function is its only maker
}

function readLine(text: Uint8Array, what: string, line: number): Entry {
  if (text.length > maxLineBytes) throw new CeremonyError('transcript/line', { what, line, reason: 'it is too long' })
  try {
    return parseEntry(text, `${what} line ${line}`)
  } catch (cause) {
    if (!(cause instanceof LineError) && !(cause instanceof CeremonyError)) throw cause
    const reason = cause instanceof LineError ? cause.message : 'it cannot be parsed'
    throw new CeremonyError('transcript/line', { what, line, reason }, { cause })
  }
}
