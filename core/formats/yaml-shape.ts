// Small readers that turn a tree into a type and note everything that does not fit, each with its place and its mending.

import { nearest, suggestion } from './yaml-nearest.ts'
import { pathTo, quoted, unseenReason } from './yaml-text.ts'
import { maxProblems, type PlacedProblem, type Position, type YamlNode } from './yaml-tree.ts'

/** Where the problems of one document are collected. `prefix` begins the rule ids: `PLAN` gives PLAN-SHAPE, PLAN-TEXT. */
export type Report = { readonly prefix: string; readonly problems: PlacedProblem[] }

/** Read a node: the value, or undefined after at least one problem was noted. */
export type Shape<T> = (node: YamlNode, path: string, report: Report) => T | undefined
/** A field that may be left out. */
export type Optional<T> = { readonly optional: Shape<T> }
export const optional = <T>(shape: Shape<T>): Optional<T> => ({ optional: shape })

type Fields = { readonly [name: string]: Shape<unknown> | Optional<unknown> }
type OptionalNames<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F]
type Read<F> = F extends Shape<infer T> ? T : F extends Optional<infer T> ? T : never
export type ObjectOf<F> = { readonly [K in Exclude<keyof F, OptionalNames<F>>]: Read<F[K]> } & {
  readonly [K in OptionalNames<F>]?: Read<F[K]>
}

export function note(report: Report, at: Position, found: Omit<PlacedProblem, 'line' | 'column'>): undefined {
  if (report.problems.length < maxProblems) report.problems.push({ line: at.line, column: at.column, ...found })
  return undefined
}

const misshapen = (report: Report, node: YamlNode, path: string, expected: string, fix: string): undefined =>
  node.kind === 'broken'
    ? undefined // said already where it was read
    : note(report, node, {
        rule: `${report.prefix}-SHAPE`,
        path,
        problem: `is ${described(node)}; it should be ${expected}`,
        fix,
      })

function described(node: YamlNode): string {
  if (node.kind === 'map') return 'a group of fields'
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'broken') return 'unreadable'
  if (node.value === null) return 'null'
  if (typeof node.value === 'string') return node.value === '' ? 'empty' : `the text ${quoted(node.value)}`
  return typeof node.value === 'number' ? `the number ${node.value}` : `the word ${node.value} (not text)`
}

/** Text of 1 to `max` characters that fits `pattern`; `expected` says in words what that is. */
export function text(form: {
  readonly expected: string
  readonly max: number
  readonly pattern?: RegExp
  readonly lines?: boolean
}): Shape<string> {
  return (node, path, report) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      const value = node.kind === 'scalar' ? node.value : null
      return misshapen(
        report,
        node,
        path,
        form.expected,
        value === null ? 'Write text.' : `Put it in quotes: "${value}".`,
      )
    }
    const reason = unseenReason(node.value, form.lines)
    if (reason !== undefined) {
      const fix = 'Delete what cannot be seen; type the text again if need be.'
      note(report, node, { rule: `${report.prefix}-TEXT`, path, problem: reason, fix })
    }
    if (node.value === '' || node.value.length > form.max) {
      const problem = node.value === '' ? 'is empty' : `is ${node.value.length} characters long`
      const fix = `Write ${form.expected}, 1 to ${form.max} characters.`
      return note(report, node, { rule: `${report.prefix}-SHAPE`, path, problem, fix })
    }
    if (form.pattern !== undefined && !form.pattern.test(node.value)) {
      return misshapen(report, node, path, form.expected, `Write ${form.expected}.`)
    }
    return node.value
  }
}

export const flag: Shape<boolean> = (node, path, report) =>
  node.kind === 'scalar' && typeof node.value === 'boolean'
    ? node.value
    : misshapen(report, node, path, 'true or false', 'Write true or false, without quotes.')

export const wholeNumber =
  (min: number, max: number): Shape<number> =>
  (node, path, report) => {
    if (node.kind === 'scalar' && typeof node.value === 'number' && node.value >= min && node.value <= max)
      return node.value
    const expected = `a whole number from ${min} to ${max}`
    return misshapen(report, node, path, expected, `Write ${expected}, without quotes.`)
  }

export const choice =
  <const T extends string>(values: readonly T[]): Shape<T> =>
  (node, path, report) => {
    const value = node.kind === 'scalar' ? node.value : undefined
    const chosen = values.find((candidate) => candidate === value)
    if (chosen !== undefined) return chosen
    const fix = typeof value === 'string' ? suggestion(value, values) : `Write one of: ${values.join(', ')}.`
    return misshapen(report, node, path, values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`, fix)
  }

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (node, path, report) =>
    node.kind === 'scalar' && node.value === null ? null : shape(node, path, report)

/** A list; undefined as soon as one item does not fit, so that an index always means the item of the document. */
export const list =
  <T>(shape: Shape<T>, min: number, max: number): Shape<readonly T[]> =>
  (node, path, report) => {
    if (node.kind !== 'list') return misshapen(report, node, path, 'a list', 'Write one item a line, each after "- ".')
    if (node.items.length < min || node.items.length > max) {
      const problem = `has ${node.items.length} items; it should have ${min} to ${max}`
      note(report, node, { rule: `${report.prefix}-SHAPE`, path, problem, fix: 'Add or remove items.' })
    }
    const items = node.items.map((item, index) => shape(item, `${path}[${index}]`, report))
    const good = items.filter((item) => item !== undefined)
    return good.length === items.length && good.length >= min && good.length <= max ? good : undefined
  }

/** The fields that fit; an unknown, missing or misshapen one is noted and absent. */
export const fields =
  <F extends Fields>(shapes: F): Shape<Partial<ObjectOf<F>>> =>
  (node, path, report) => {
    if (node.kind !== 'map')
      return misshapen(report, node, path, 'a group of fields', 'Write "name: value", one a line.')
    const rule = `${report.prefix}-SHAPE`
    const known = Object.keys(shapes)
    const unread = known.filter((name) => !node.entries.has(name))
    const mistyped = new Set<string | undefined>()
    const result: Record<string, unknown> = {}
    for (const [name, entry] of node.entries) {
      const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined
      const here = pathTo(path, name)
      if (shape === undefined) {
        // Nobody is told of more: to look for what each of a hundred thousand may have meant would take seconds.
        if (report.problems.length >= maxProblems) continue
        const candidates = unread.length > 0 ? unread : known
        const problem = `the field ${quoted(name)} is not known here`
        note(report, entry.key, { rule, path: here, problem, fix: suggestion(name, candidates) })
        mistyped.add(nearest(name, candidates))
        continue
      }
      const value = (typeof shape === 'function' ? shape : shape.optional)(entry.node, here, report)
      if (value !== undefined) result[name] = value
    }
    for (const name of unread) {
      // A field that is there under a mistyped name was reported as that.
      if (typeof shapes[name] !== 'function' || mistyped.has(name)) continue
      const problem = `the field "${name}" is missing`
      note(report, node, { rule, path: pathTo(path, name), problem, fix: `Add "${name}: ...".` })
    }
    return result as Partial<ObjectOf<F>> // each member was made by the shape of its own name
  }

/** The whole object, or undefined when a field that must be there is not. */
export const object = <F extends Fields>(shapes: F): Shape<ObjectOf<F>> => {
  const readFields = fields(shapes)
  return (node, path, report) => {
    const found = readFields(node, path, report)
    return found !== undefined && isWhole(shapes, node, found) ? found : undefined
  }
}

/** Whether every field that the document must have, or chose to have, was read. */
export function isWhole<F extends Fields>(
  shapes: F,
  node: YamlNode,
  found: Partial<ObjectOf<F>>,
): found is ObjectOf<F> {
  const written = node.kind === 'map' ? node.entries : new Map<string, unknown>()
  return Object.entries(shapes).every(
    ([name, shape]) => Object.hasOwn(found, name) || (typeof shape !== 'function' && !written.has(name)),
  )
}

/** One of several objects, told apart by the text of one field; where that is none of them, it alone is noted. */
export const byField =
  <T>(name: string, shapes: { readonly [value: string]: Shape<T> }): Shape<T> =>
  (node, path, report) => {
    if (node.kind !== 'map')
      return misshapen(report, node, path, 'a group of fields', 'Write "name: value", one a line.')
    const entry = node.entries.get(name)
    const here = pathTo(path, name)
    if (entry === undefined) {
      const problem = `the field "${name}" is missing`
      return note(report, node, { rule: `${report.prefix}-SHAPE`, path: here, problem, fix: `Add "${name}: ...".` })
    }
    const value = choice(Object.keys(shapes))(entry.node, here, report)
    return value === undefined ? undefined : shapes[value]?.(node, path, report)
  }

/** A group of fields whose names the writer chooses, each fitting `pattern`. */
export const dictionary =
  <T>(pattern: RegExp, expectedName: string, shape: Shape<T>): Shape<{ readonly [name: string]: T }> =>
  (node, path, report) => {
    if (node.kind !== 'map')
      return misshapen(report, node, path, 'a group of fields', 'Write "name: value", one a line.')
    const result: Record<string, T> = {}
    let whole = true
    for (const [name, entry] of node.entries) {
      const here = pathTo(path, name)
      const value = shape(entry.node, here, report)
      if (pattern.test(name) && value !== undefined) result[name] = value
      else whole = false
      if (pattern.test(name)) continue
      const problem = `the name ${quoted(name)} does not fit`
      note(report, entry.key, { rule: `${report.prefix}-SHAPE`, path: here, problem, fix: `Write ${expectedName}.` })
    }
    return whole ? result : undefined
  }
