// What can be said of one word while it is typed: it is in the list, it begins like some, or like none.

import { nearWords, typedWord, wordsBeginning } from '../../core/backup/words.ts'

export type Verdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'word'; readonly word: string }
  /** More than one begins so; `some` are the first of them. */
  | { readonly kind: 'begins'; readonly count: number; readonly some: readonly string[] }
  | { readonly kind: 'none'; readonly near: readonly string[] }

const shownAtMost = 6

/** A word that is whole counts, though longer ones begin like it: "act" and "action". */
export function verdictOf(typed: string): Verdict {
  const letters = typed.trim()
  if (letters === '') return { kind: 'empty' }
  const word = typedWord(letters)
  if (word !== undefined) return { kind: 'word', word }
  const begun = wordsBeginning(letters)
  const [only] = begun
  if (only === undefined) return { kind: 'none', near: nearWords(letters) }
  return begun.length === 1
    ? { kind: 'word', word: only }
    : { kind: 'begins', count: begun.length, some: begun.slice(0, shownAtMost) }
}
