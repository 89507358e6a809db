// Whether a ceremony that lies here is a rehearsal, read off its first line before anything of it is opened.

import fs from 'node:fs'
import { join } from 'node:path'
import { parseEvent } from '../../../core/ceremony/event.ts'
import { isCeremonyError } from '../../../core/errors.ts'
import { LineError, maxLineBytes, parseEntry } from '../../../core/transcript/entry.ts'
import type { Mode } from '../actions/action.ts'

/**
 * What cannot be read as a rehearsal counts as production: it gets no trainer, and opening it says what is wrong.
 * Not caught: a first line that is exchanged between this look and the opening; `Trainer.attach` refuses that.
 */
export function modeOf(directory: string): Mode {
  try {
    const line = firstLine(join(directory, 'transcript.jsonl'))
    const event = parseEvent(parseEntry(line, 'the first line').event, 'the first line')
    return event.type === 'opened' ? event.mode : 'production'
  } catch (error) {
    // Whoever opens it reads it again, and says why it cannot be read.
    if (isCeremonyError(error) || error instanceof LineError || errnoOf(error) !== undefined) return 'production'
    throw error
  }
}

function firstLine(path: string): Uint8Array {
  const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)
  try {
    const bytes = new Uint8Array(maxLineBytes + 1)
    const length = fs.readSync(fd, bytes, 0, bytes.length, 0)
    return bytes.subarray(0, bytes.subarray(0, length).indexOf(0x0a))
  } finally {
    fs.closeSync(fd)
  }
}

const errnoOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code // any thrown value may lack it
