// Which refusal codes a test names, read from its text: Vitest says of each where it stands, and not what it saw.

import { type ErrorCode, errorCodes } from '../../core/errors.ts'
import { mask } from '../architecture/mask.ts'

/** Both count from 1, as Vitest's report gives them. */
export type Location = { readonly line: number; readonly column: number }

/**
 * The codes that stand as whole strings in the call that makes the test, each once. What a helper beside it names, a table of
 * rows before it or a regular expression is not seen; a code that the test names and does not expect is.
 */
export function codesOfTest(source: string, { line, column }: Location): readonly ErrorCode[] {
  const { code, strings } = mask(source)
  const lines = source.split('\n').slice(0, line - 1)
  const from = lines.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  const to = endOfCall(code, from)
  const said = new Set(strings.flatMap(({ at, text }) => (at > from && at < to ? [text] : [])))
  return errorCodes.filter((known) => said.has(known))
}

/** Where the bracket that opens next is closed again. */
function endOfCall(code: string, from: number): number {
  let depth = 0
  for (let at = code.indexOf('(', from); at >= 0 && at < code.length; at++) {
    if ('([{'.includes(code[at] ?? ' ')) depth++
    if (')]}'.includes(code[at] ?? ' ') && --depth === 0) return at
  }
  return code.length
}
