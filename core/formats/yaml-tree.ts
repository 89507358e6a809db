// What the strict readers work on: values with the line and column they stand at. Made from YAML or from JSON.

import type { JsonValue } from './json.ts'

/** Line and column count from 1; a column counts UTF-16 code units, as editors do. */
export type Position = { readonly line: number; readonly column: number }

export type YamlScalar = string | number | boolean | null

/** `broken` stands where a problem was already noted: readers pass it over without a second one. */
export type YamlNode = Position &
  (
    | { readonly kind: 'scalar'; readonly value: YamlScalar }
    | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, YamlEntry> }
    | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
    | { readonly kind: 'broken' }
  )

export type YamlEntry = { readonly key: Position; readonly node: YamlNode }

/** One thing wrong with a document. `path` is like `keys[2].token`; `rule` is the id of the rule that found it. */
export type Problem = {
  readonly rule: string
  readonly path: string
  readonly problem: string
  readonly fix: string
}

export type PlacedProblem = Problem & Position

/** More are not collected: whoever gets 200 problems mends the first. */
export const maxProblems = 200

/**
 * The place of a path, or of the nearest thing around it that is there.
 * Names in the path hold no dots or brackets: ours are plain field names.
 */
export function positionOf(root: YamlNode, path: string): Position {
  let node = root
  let position: Position = root
  for (const part of path.match(/[^.[\]]+/g) ?? []) {
    if (node.kind === 'map') {
      const entry = node.entries.get(part)
      if (entry === undefined) break
      node = entry.node
      position = node.kind === 'scalar' || node.line === entry.key.line ? node : entry.key
    } else if (node.kind === 'list') {
      const item = node.items[Number(part)]
      if (item === undefined) break
      node = item
      position = item
    } else break
  }
  return { line: position.line, column: position.column }
}

/** Problems in the order of the document. */
export function inOrder(problems: readonly PlacedProblem[]): readonly PlacedProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, maxProblems)
}

/** A JSON value as a tree. Canonical JSON is one line, so every place is line 1, column 1: the path says where. */
export function treeOfJson(value: JsonValue): YamlNode {
  const at = { line: 1, column: 1 }
  if (value === null || typeof value !== 'object') return { ...at, kind: 'scalar', value }
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map(treeOfJson) // Array.isArray does not narrow readonly arrays
    return { ...at, kind: 'list', items }
  }
  const entries = Object.entries(value).map(([name, member]) => [name, { key: at, node: treeOfJson(member) }] as const)
  return { ...at, kind: 'map', entries: new Map(entries) }
}
