import { input, refuse, retry } from './define.ts'

const keepBoth = 'Nothing was changed. The file is kept as it was found.'
const askForCopy =
  'Do not trust this record. Compare it with another copy, and with the head that was written on paper at the ceremony.'

/** On paper the words stand four to a line, and the lines have numbers. @param position - from 1. */
const placeOf = (position: number): string => `Line ${Math.ceil(position / 4)}, word ${((position - 1) % 4) + 1}`

/** Errors of core/transcript: the chain, its words, its file. */
export const transcriptErrors = {
  'words/unknown': retry<{ position: number; word: string }>((d) => ({
    happened: `${placeOf(d.position)}, "${d.word}", is not on the word list.`,
    safe: 'Nothing was accepted or changed.',
    next: 'Look at that word on the paper again and type it once more.',
  })),
  'words/order': retry<{ position: number; word: string }>((d) => ({
    happened: `${placeOf(d.position)}, "${d.word}", cannot stand at that place; two words may be swapped or one may be missing.`,
    safe: 'Nothing was accepted or changed.',
    next: 'Read the words again from the first, in the order of their numbers.',
  })),
  'words/count': retry<{ found: number; expected: number }>((d) => ({
    happened: `${d.found} words were typed; there are ${d.expected}.`,
    safe: 'Nothing was accepted or changed.',
    next: 'Type all the words from the paper.',
  })),
  'transcript/empty': input<{ what: string }>((d) => ({
    happened: `${d.what} holds no entry.`,
    safe: keepBoth,
    next: askForCopy,
  })),
  'transcript/line': input<{ what: string; line: number; reason: string }>((d) => ({
    happened: `Line ${d.line} of ${d.what} is not a transcript entry as the station writes it: ${d.reason}.`,
    safe: keepBoth,
    next: askForCopy,
  })),
  'transcript/gap': input<{ what: string; line: number; expected: number; found: number }>((d) => ({
    happened: `TRX-CHAIN: line ${d.line} of ${d.what} should be entry ${d.expected}, but says it is entry ${d.found}. Entries are missing, doubled or out of order.`,
    safe: keepBoth,
    next: askForCopy,
  })),
  'transcript/broken-link': input<{ what: string; line: number; seq: number }>((d) => ({
    happened: `TRX-CHAIN: entry ${d.seq} (line ${d.line} of ${d.what}) does not follow the entry before it. One of the two was altered.`,
    safe: keepBoth,
    next: askForCopy,
  })),
  'transcript/torn': input<{ what: string; line: number }>((d) => ({
    happened: `${d.what} ends in the middle of line ${d.line}.`,
    safe: keepBoth,
    next: askForCopy,
  })),
  'transcript/other-head': refuse<Record<string, never>>(() => ({
    happened: 'The head on your paper is the head of no entry of this transcript.',
    safe: keepBoth,
    next: 'Read the words from the paper once more. If they still differ, this is not the record of that day: trust neither it nor what came with it.',
  })),
  'transcript/does-not-follow': refuse<{ what: string; seq: number; type: string; reason: string }>((d) => ({
    happened: `TRX-REPLAY: entry ${d.seq} ("${d.type}") cannot follow what stands before it: ${d.reason}.`,
    safe: keepBoth,
    next: `The chain of ${d.what} is whole, but this is not how a ceremony of its script goes. ${askForCopy}`,
  })),
  'transcript/clock-order': refuse<{ what: string; seq: number }>((d) => ({
    happened: `TRX-CLOCK: entry ${d.seq} of ${d.what} is dated before the entry in front of it, and nobody confirmed a clock change.`,
    safe: keepBoth,
    next: askForCopy,
  })),
}
