// Paper as data: what stands on a sheet, block by block. The window's print page turns it into HTML, the shell into PDF.

import * as v from 'valibot'

const text = v.string()

const block = v.variant('kind', [
  v.strictObject({ kind: v.literal('heading'), level: v.picklist([1, 2, 3]), text }),
  v.strictObject({ kind: v.literal('paragraph'), text, strong: v.optional(v.boolean()) }),
  /** A list; with `tick` each item has an empty box before it. */
  v.strictObject({ kind: v.literal('list'), tick: v.boolean(), items: v.array(text) }),
  v.strictObject({
    kind: v.literal('table'),
    caption: text,
    columns: v.array(v.strictObject({ title: text, /** Percent of the width. */ width: v.number() })),
    rows: v.array(v.array(text)),
  }),
  /** Step | Activity | Initial | Time. `lines` are DO, SEE, SAY, IF ... THEN ... GO TO; initial and time are empty before the day. */
  v.strictObject({
    kind: v.literal('steps'),
    rows: v.array(
      v.strictObject({
        number: text,
        title: text,
        who: text,
        lines: v.array(v.strictObject({ label: text, text })),
        initial: text,
        time: text,
      }),
    ),
  }),
  /** 32 words in numbered groups of four, with boxes to tick. */
  v.strictObject({ kind: v.literal('words'), label: text, words: v.array(text), hex: text }),
  /** Empty lines to write on. */
  v.strictObject({ kind: v.literal('blanks'), label: text, count: v.number() }),
  v.strictObject({ kind: v.literal('fixed'), lines: v.array(text) }),
  v.strictObject({ kind: v.literal('page-break') }),
])

export const sheetSchema = v.strictObject({
  sheet: v.picklist(['plan', 'script', 'transcript']),
  title: text,
  subtitle: text,
  mode: v.picklist(['rehearsal', 'production']),
  /** What the words on every page are the digest of. */
  digestOf: text,
  digest: text,
  words: v.array(text),
  blocks: v.array(block),
})

export type Sheet = v.InferOutput<typeof sheetSchema>
export type Block = Sheet['blocks'][number]
export type SheetName = Sheet['sheet']
