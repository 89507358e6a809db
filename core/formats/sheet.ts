// Paper as data: what stands on a sheet, block by block. The window's print page turns it into HTML, the shell into PDF.
// docs/formats/sheet.md.

import * as v from 'valibot'
import { isVisible } from '../paper/visible.ts'

/** PAPER-TEXT: every character of it shows on paper (core/paper/visible.ts). */
const text = v.pipe(v.string(), v.check(isVisible, 'PAPER-TEXT: it holds a character that paper does not show'))
const texts = v.array(text)

/** What is written by hand at a step; after the day, what was entered. An empty `text` or word is a line to write on. */
const writing = v.variant('kind', [
  v.strictObject({ kind: v.literal('line'), label: text, text }),
  /** Words in numbered groups of four; with `tick` each has an empty box before it. */
  v.strictObject({ kind: v.literal('words'), label: text, tick: v.boolean(), words: texts }),
  v.strictObject({ kind: v.literal('options'), options: v.array(v.strictObject({ text, chosen: v.boolean() })) }),
])

const stepRow = v.strictObject({
  /** The number of the step in the expansion: the same before the day and after. */
  number: text,
  title: text,
  who: text,
  lines: v.array(v.strictObject({ label: text, text })),
  writing: v.array(writing),
  /** What the act left behind, in small type. */
  facts: texts,
  initial: text,
  time: text,
})

const block = v.variant('kind', [
  v.strictObject({ kind: v.literal('heading'), level: v.picklist([1, 2, 3]), text }),
  v.strictObject({ kind: v.literal('paragraph'), text, strong: v.optional(v.boolean()) }),
  /** A list; with `tick` each item has an empty box before it. */
  v.strictObject({ kind: v.literal('list'), tick: v.boolean(), items: texts }),
  /** Names with their values, one below the other. */
  v.strictObject({ kind: v.literal('facts'), rows: v.array(v.strictObject({ name: text, value: text })) }),
  /** The first cell of a row is its head. Under a heading that names it, a table has no caption (''). An empty cell of a column with `blank` is a place to write in. */
  v.strictObject({
    kind: v.literal('table'),
    caption: text,
    columns: v.array(
      v.strictObject({
        title: text,
        /** Percent of the width. */
        width: v.number(),
        /** Neighbours with the same group stand under one common head. */
        group: v.optional(text),
        blank: v.optional(v.boolean()),
      }),
    ),
    rows: v.array(texts),
  }),
  /** One act: Step | Activity | Initial | Time. Its title and the head stand on every page it reaches. */
  v.strictObject({ kind: v.literal('steps'), title: text, end: text, rows: v.array(stepRow) }),
  /** 32 words in numbered groups of four, with boxes to tick. */
  v.strictObject({ kind: v.literal('words'), label: text, words: texts, hex: text }),
  /** Short lines to write on, side by side. */
  v.strictObject({ kind: v.literal('fields'), labels: texts }),
  /** Empty lines to write on. */
  v.strictObject({ kind: v.literal('blanks'), label: text, count: v.number() }),
  v.strictObject({ kind: v.literal('fixed'), lines: texts }),
  /** A blank share card, filled in by hand; a page of its own. Empty texts and an empty list are lines to write on. */
  v.strictObject({
    kind: v.literal('card'),
    card: v.strictObject({
      organisation: text,
      mode: v.picklist(['rehearsal', 'production']),
      date: text,
      key: text,
      fingerprintWords: text,
      holderName: text,
      number: v.number(),
      of: v.number(),
      threshold: v.number(),
      epoch: v.number(),
      setWords: texts,
      /** Empty: no word of a card ever stands in a sheet. */
      words: v.pipe(texts, v.maxLength(0)),
    }),
  }),
  v.strictObject({ kind: v.literal('page-break') }),
])

export const sheetSchema = v.strictObject({
  sheet: v.picklist(['plan', 'script', 'transcript', 'card']),
  title: text,
  subtitle: text,
  mode: v.picklist(['rehearsal', 'production']),
  /** What stands on every page besides: the rules that the plan sets aside. */
  notices: texts,
  /** What the words on every page are the digest of. */
  digestOf: text,
  digest: text,
  words: texts,
  blocks: v.array(block),
})

export type Sheet = v.InferOutput<typeof sheetSchema>
export type Block = Sheet['blocks'][number]
export type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>
export type StepRow = BlockOf<'steps'>['rows'][number]
export type Writing = StepRow['writing'][number]
export type SheetName = Sheet['sheet']
