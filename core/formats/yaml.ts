// A strict YAML 1.2 reader: the plain subset that two people read alike, and a place for everything that is wrong.

import { Composer, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml'
import { CeremonyError } from '../errors.ts'
import { decodeUtf8 } from './json.ts'
import { pathTo, quoted, shown, unseenIn } from './yaml-text.ts'
import { maxProblems, type PlacedProblem, type Position, type YamlEntry, type YamlNode } from './yaml-tree.ts'

/** Limits of a document that people write: bytes, and levels of nesting. */
export const yamlLimits = { maxBytes: 1024 * 1024, maxDepth: 16 } as const

/** What was read. With a syntax problem there is no `root`: the rest would be guesswork. */
export type YamlReading = { readonly root: YamlNode | undefined; readonly problems: readonly PlacedProblem[] }

/**
 * Read one YAML document.
 *
 * Noted as problems (rules YAML-SYNTAX, YAML-STRICT, YAML-TEXT), all of them: syntax, a second document, directives,
 * anchors, aliases, merge keys, tags, names that stand twice or are no plain text, `__proto__`, fields without a
 * value, unseen characters (also in comments). Plain `true`, `false`, `null` and decimal whole numbers are read as
 * such; `1.2`, `~`, `0x1f`, `1e3`, `True` and `007` must be quoted; everything else, also `yes` and dates, is text.
 *
 * @param what - what the document is called in errors, for example its path.
 * @throws CeremonyError `input/too-large`, `json/encoding`, `json/depth`: those are refused without reading on.
 */
export function readYaml(bytes: Uint8Array, what: string): YamlReading {
  if (bytes.length > yamlLimits.maxBytes) {
    throw new CeremonyError('input/too-large', { what, sizeBytes: bytes.length, maxBytes: yamlLimits.maxBytes })
  }
  return new Reading(decodeUtf8(bytes, what).replaceAll('\r\n', '\n'), what).read()
}

/** What YAML 1.2's core schema would not read as text, beyond the forms that we read ourselves. */
const ambiguous =
  /^(?:~|Null|NULL|True|TRUE|False|FALSE|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/
const wholeNumber = /^-?(?:0|[1-9][0-9]*)$/

const indentWith = 'Indent with blanks, never with tabs.'
const syntaxFixes: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: indentWith,
  BAD_INDENT: 'Line it up with its neighbours: the same number of blanks in front of each.',
  MULTILINE_IMPLICIT_KEY: 'Put a blank after the colon, and text that holds a colon in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds a colon followed by a blank in quotes.',
}

class Reading {
  readonly #problems: PlacedProblem[] = []
  readonly #text: string
  readonly #what: string
  readonly #lineStarts: readonly number[]

  constructor(text: string, what: string) {
    this.#text = text
    this.#what = what
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#lineStarts = starts
  }

  read(): YamlReading {
    for (const { offset, name } of unseenIn(this.#text, maxProblems)) {
      this.#note('YAML-TEXT', offset, '', `${name} stands in the text`, 'Delete it; type the line again if need be.')
    }
    const document = this.#compose()
    const root = document === undefined ? undefined : this.#node(document.contents, 0, '', 0)
    return { root, problems: this.#problems }
  }

  /** The one document, or undefined when there is none that can be trusted. */
  #compose(): Document.Parsed | undefined {
    const composer = frugalComposer()
    const parser = new Parser()
    const documents: Document.Parsed[] = []
    let errors = 0
    const take = (tokens: ReturnType<Parser['next']>) => {
      for (const token of tokens) {
        if (token.type === 'directive') {
          this.#strict(token.offset, '', 'a directive (%) stands here', 'Delete the line: YAML 1.2 is what is read.')
        } else if (token.type !== 'error' || ++errors <= maxProblems) documents.push(...composer.next(token))
      }
    }
    for (const lexeme of new Lexer().lex(this.#text)) {
      take(parser.next(lexeme))
      // The composer below recurses; the parser keeps one stack entry a level, so depth is known before it does.
      if (parser.stack.length > yamlLimits.maxDepth + 4) throw this.#tooDeep()
      if (documents.length > 1) break // a second one is refused, whatever stands in it or behind it
    }
    take(parser.end())
    documents.push(...composer.end(false, this.#text.length))

    const [document, second] = documents
    if (document === undefined) {
      this.#note('YAML-SYNTAX', 0, '', 'the document is empty', 'Check that this is the file you meant.')
      return undefined
    }
    if (second !== undefined) {
      this.#strict(second.range[0], '', 'a second document begins here', 'Keep one document in a file.')
    }
    const faults = documents.flatMap((each) => each.errors)
    for (const fault of faults) {
      const fix = syntaxFixes[fault.code] ?? 'Look at the indentation, quotes and brackets here and just above.'
      this.#note('YAML-SYNTAX', fault.pos[0], '', `this is not YAML: ${shown(fault.message, 120)}`, fix)
    }
    return faults.length === 0 ? document : undefined
  }

  #node(node: Node | null, near: number, path: string, depth: number): YamlNode {
    if (depth > yamlLimits.maxDepth) throw this.#tooDeep()
    const offset = node?.range?.[0] ?? near
    const at = this.#at(offset)
    if (node === null || isAlias(node)) {
      if (node === null) this.#strict(offset, path, 'it has no value', 'Write the value, or delete the field.')
      else this.#strict(offset, path, 'an alias (*) stands here', 'Write the value out at each place.')
      return { ...at, kind: 'broken' }
    }
    if ('anchor' in node && node.anchor !== undefined) {
      this.#strict(offset, path, 'an anchor (&) stands here', 'Delete it and write values out at each place.')
    }
    if (node.tag !== undefined)
      this.#strict(offset, path, 'a tag (!) stands here', 'Delete the tag; put text in quotes.')
    if (isMap<Node, Node | null>(node)) {
      return { ...at, kind: 'map', entries: this.#entries(node.items, offset, path, depth + 1) }
    }
    if (isSeq<Node | null>(node)) {
      const items = node.items.map((item, index) => this.#node(item, offset, `${path}[${index}]`, depth + 1))
      return { ...at, kind: 'list', items }
    }
    if (!isScalar<string>(node)) return { ...at, kind: 'broken' }
    if (node.type !== 'PLAIN') return { ...at, kind: 'scalar', value: node.value }
    return this.#plain(node.source ?? '', offset, path)
  }

  #plain(source: string, offset: number, path: string): YamlNode {
    const at = this.#at(offset)
    if (source === '') {
      this.#strict(offset, path, 'it has no value', 'Write the value, or delete the field.')
      return { ...at, kind: 'broken' }
    }
    if (source === 'true' || source === 'false') return { ...at, kind: 'scalar', value: source === 'true' }
    if (source === 'null') return { ...at, kind: 'scalar', value: null }
    const number = wholeNumber.test(source) ? Number(source) : Number.NaN
    if (Number.isSafeInteger(number) && !Object.is(number, -0)) return { ...at, kind: 'scalar', value: number }
    if (!ambiguous.test(source)) return { ...at, kind: 'scalar', value: source }
    // The value is not repeated: in a file of answers it might be a PIN that should not be there.
    const fix = 'Put it in quotes if it is text; write a whole number plainly, as 12.'
    this.#strict(offset, path, 'without quotes this is not text to every YAML reader', fix)
    return { ...at, kind: 'broken' }
  }

  #entries(
    pairs: readonly { readonly key: Node; readonly value: Node | null }[],
    near: number,
    path: string,
    depth: number,
  ): ReadonlyMap<string, YamlEntry> {
    const entries = new Map<string, YamlEntry>()
    for (const { key, value } of pairs) {
      const offset = key?.range?.[0] ?? near
      const name = isScalar<string>(key) ? key.value : ''
      const here = pathTo(path, name)
      const decorated = key !== null && (key.tag !== undefined || ('anchor' in key && key.anchor !== undefined))
      if (name === '' || decorated) {
        this.#strict(offset, path, 'the name of a field is not plain text', 'Write a plain name before the colon.')
      } else if (name === '<<') {
        this.#strict(offset, path, 'a merge key (<<) stands here', 'Write the fields out at each place.')
      } else if (name === '__proto__') {
        this.#strict(offset, path, 'the name __proto__ is not allowed', 'Delete the field.')
      } else if (entries.has(name)) {
        const first = entries.get(name)?.key.line
        this.#strict(offset, here, `${quoted(name)} stands twice, first on line ${first}`, 'Keep one of the two.')
      } else
        entries.set(name, { key: this.#at(offset), node: this.#node(value, offset + name.length + 1, here, depth) })
    }
    return entries
  }

  #tooDeep(): CeremonyError {
    return new CeremonyError('json/depth', { what: this.#what, maxDepth: yamlLimits.maxDepth })
  }

  #at(offset: number): Position {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 }
  }

  #strict(offset: number, path: string, problem: string, fix: string): void {
    this.#note('YAML-STRICT', offset, path, problem, fix)
  }

  #note(rule: string, offset: number, path: string, problem: string, fix: string): void {
    if (this.#problems.length < maxProblems) this.#problems.push({ ...this.#at(offset), rule, path, problem, fix })
  }
}

/**
 * A composer that keeps the first problems only: a file of a million commas gives a million errors, each with its
 * stack, and would fill the memory. Unknown tags are left to `readYaml`, which notes every tag by itself.
 */
function frugalComposer(): Composer {
  const composer = new Composer({ version: '1.2', schema: 'failsafe', strict: true, uniqueKeys: false })
  // biome-ignore lint/complexity/useLiteralKeys: private by its type alone; the package offers no other place for a limit
  const keep: (...fault: readonly unknown[]) => void = composer['onError']
  let kept = 0
  // biome-ignore lint/complexity/useLiteralKeys: as above
  composer['onError'] = (source: unknown, code: unknown, ...more: readonly unknown[]) => {
    if (code !== 'TAG_RESOLVE_FAILED' && ++kept <= maxProblems) keep(source, code, ...more)
  }
  return composer
}
