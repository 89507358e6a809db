import { input, nothingDone } from './define.ts'

/** Errors of reading any document: size first, then bytes, then shape. */
export const jsonErrors = {
  'input/too-large': input<{ what: string; sizeBytes: number; maxBytes: number }>((d) => ({
    happened: `${d.what} is ${d.sizeBytes} bytes; at most ${d.maxBytes} are read.`,
    safe: 'It was refused by its size, before it was read.',
    next: 'Check that this is the file you meant. A document of this kind is never that large.',
  })),
  'input/unreadable': input<{ what: string; reason: string }>((d) => ({
    happened: `${d.what} could not be read (${d.reason}).`,
    safe: nothingDone,
    next: 'Check the path and the medium, then try again.',
  })),
  'input/not-a-file': input<{ what: string; found: string }>((d) => ({
    happened: `${d.what} is ${d.found}, not an ordinary file.`,
    safe: nothingDone,
    next: 'Name the file itself. Links are never followed.',
  })),
  'input/unknown': input<{ what: string }>((d) => ({
    happened: `${d.what} is not a document that the station knows.`,
    safe: 'It was only read.',
    next: 'Known are: TUF root metadata, DSSE envelopes, transcripts, plans, sites, scripts; and bags, with verify.',
  })),
  'json/encoding': input<{ what: string; reason: string }>((d) => ({
    happened: `${d.what} is not plain UTF-8 text (${d.reason}).`,
    safe: nothingDone,
    next: 'Ask for the file again from the one who made it; it may have been damaged on the way.',
  })),
  'json/syntax': input<{ what: string; line: number; column: number; reason: string }>((d) => ({
    happened: `${d.what} is not valid JSON at line ${d.line}, column ${d.column}: ${d.reason}.`,
    safe: nothingDone,
    next: 'Ask for the file again from the one who made it; do not mend it by hand.',
  })),
  'json/depth': input<{ what: string; maxDepth: number }>((d) => ({
    happened: `${d.what} is nested more than ${d.maxDepth} levels deep.`,
    safe: 'Reading stopped there.',
    next: 'No document of this kind is built so. Treat the medium as hostile and keep it for inspection.',
  })),
  'json/shape': input<{ what: string; path: string; expected: string; found: string }>((d) => ({
    happened: `${d.what}: ${d.path} should be ${d.expected}, but is ${d.found}.`,
    safe: nothingDone,
    next: 'Ask for the file again from the one who made it.',
  })),
}
