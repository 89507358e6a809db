// Finds what a module takes in: imports, re-exports, dynamic imports and require, with literal and computed names.

import { lineAt, type Masked, mask } from './mask.ts'

export type Import = {
  /** As written, for example `../errors.ts` or `node:fs`; undefined where the name is computed. */
  readonly specifier: string | undefined
  readonly line: number
  /** `import type …`, or every name in the braces is a type. Erased before the program runs. */
  readonly typeOnly: boolean
  /** What is taken, as written between `import` and `from`; empty where the whole module is loaded for its effects. */
  readonly clause: string
}

// Every `from '…'` counts, whatever stands before it: a form that we do not know must not slip by.
const declaration = /\bfrom\s*(?=['"`])|\bimport\s*(?=['"`])/g
const typeClause = /(?:^|[\n;}])\s*(?:import|export)\s+(?:type\s+[\w$*][\w$*\s,]*|(type\s*)?\{([^{}]*)\}\s*)$/
const call = /(?<![.\w$#])(?:import|require|createRequire\s*\([^)]*\))\s*\(\s*/g

/** Every import of a source, in order of lines. */
export function importsOf(source: string, masked: Masked = mask(source)): readonly Import[] {
  const textAt = new Map(masked.strings.map((string) => [string.at, string.text]))
  const found: Import[] = []
  for (const match of masked.code.matchAll(declaration)) {
    const open = match.index + match[0].length
    const before = match[0].startsWith('from') ? masked.code.slice(0, match.index) : ''
    const clause = before
      .slice(Math.max(before.lastIndexOf('import'), before.lastIndexOf('export')))
      .slice(6)
      .trim()
    found.push({ specifier: textAt.get(open), line: lineAt(source, open), typeOnly: isTypeOnly(before), clause })
  }
  for (const match of masked.code.matchAll(call)) {
    const open = match.index + match[0].length
    // `import('x').Y` in a type position names a module too, so it is counted like a call.
    const specifier = literalAt(masked, open, textAt)
    found.push({ specifier, line: lineAt(source, match.index), typeOnly: false, clause: '*' })
  }
  return found.sort((a, b) => a.line - b.line)
}

/** The string that is the whole first argument; undefined for a template or an expression. */
function literalAt(masked: Masked, open: number, textAt: ReadonlyMap<number, string>): string | undefined {
  const text = textAt.get(open)
  if (text === undefined || masked.code[open] === '`') return undefined
  const after = masked.code.slice(open + text.length + 2).trimStart()
  return after.startsWith(')') || after.startsWith(',') ? text : undefined
}

/** Looks back from `from`: `import type …`, or braces in which every name is a type. */
function isTypeOnly(before: string): boolean {
  const match = typeClause.exec(before)
  if (match === null) return false
  const [, typeWord, names] = match
  if (names === undefined || typeWord !== undefined) return true
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '))
}
