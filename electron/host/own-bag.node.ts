// The bag of a ceremony that lies on this station: read from where it was written, verified, and held against the own record.

import { join } from 'node:path'
import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { Verdict } from '../../core/formats/home.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { transcriptName } from '../../core/verify/names.ts'
import { ceremonyDirectory, readOut } from './files.node.ts'
import { readNamedFile } from './read-file.node.ts'
import { verdictOn } from './station-views.ts'
import { maxTranscriptBytes } from './transcript-file.node.ts'

/**
 * What is wrong with the bag is a verdict, not an error.
 * @param input.head - from paper, as it was typed; nothing or blanks where there is none.
 * @throws CeremonyError `ceremony/unknown` for what is no name of a ceremony.
 */
export async function verifyOwn(input: {
  readonly workDirectory: string
  readonly ceremony: string
  readonly head?: string | undefined
}): Promise<Verdict> {
  const directory = ceremonyDirectory(input.workDirectory, input.ceremony)
  try {
    const path = readOut(directory)
    const bag = await readBag(path).catch((cause: unknown) => {
      if (isCeremonyError(cause, 'input/unreadable')) throw new CeremonyError('station/bag-away', { path }, { cause })
      throw cause
    })
    const verdict = verdictOn(bag, input.head)
    const own = readNamedFile(join(directory, 'transcript.jsonl'), maxTranscriptBytes)
    if (Buffer.compare(own, bag.files.get(transcriptName) ?? new Uint8Array()) !== 0)
      throw new CeremonyError('station/other-record', { path, ceremony: input.ceremony })
    return verdict
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { verdict: 'refused', code: error.code, words: wordsOf(error) }
  }
}
