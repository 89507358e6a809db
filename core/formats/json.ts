// A strict JSON reader. The engine's JSON.parse takes duplicate names, floats and lone surrogates silently; a signer must not.

import { CeremonyError } from '../errors.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export type JsonObject = { readonly [name: string]: JsonValue }

export type JsonLimits = {
  /** What the document is called in an error, for example its path. */
  readonly what: string
  readonly maxBytes: number
  readonly maxDepth: number
}

/** Values that one document may hold: an empty list or object takes thirty times its bytes in memory. */
const maxValues = 2_000_000

/** Limits of a metadata file. TUF clients cap root at 512 000 bytes; targets may be larger. */
export const metadataLimits = (what: string): JsonLimits => ({ what, maxBytes: 64 * 1024 * 1024, maxDepth: 32 })

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Parse one JSON document, strictly (RFC 8259, I-JSON RFC 7493 section 2).
 *
 * Refused beyond JSON.parse: invalid UTF-8, a byte order mark, duplicate names, `__proto__` as a name, numbers that
 * are not safe integers or not in their shortest form (`1.0`, `1e3`, `-0`), lone surrogates, trailing bytes, too
 * much depth, too many bytes, more than two million values. Not checked here: the shape; control characters written
 * as escapes.
 *
 * @throws CeremonyError `input/too-large`, `json/encoding`, `json/syntax` (with line and column), `json/depth`.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): JsonValue {
  if (bytes.length > limits.maxBytes) {
    throw new CeremonyError('input/too-large', {
      what: limits.what,
      sizeBytes: bytes.length,
      maxBytes: limits.maxBytes,
    })
  }
  return new Reader(decodeUtf8(bytes, limits.what), limits).document()
}

/** @throws CeremonyError `json/encoding` for invalid UTF-8 or a byte order mark. */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch (cause) {
    throw new CeremonyError('json/encoding', { what, reason: 'invalid UTF-8' }, { cause })
  }
  if (text.charCodeAt(0) === 0xfeff) throw new CeremonyError('json/encoding', { what, reason: 'byte order mark' })
  return text
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const escapes: ReadonlySet<string> = new Set('"\\/bfnrt')
const number = /-?(?:0|[1-9][0-9]*)/y
const hex4 = /[0-9a-fA-F]{4}/y

class Reader {
  #at = 0
  #values = 0
  readonly #text: string
  readonly #limits: JsonLimits

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  document(): JsonValue {
    const value = this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) throw this.#error('something follows the end of the document')
    return value
  }

  #value(depth: number): JsonValue {
    this.#space()
    if (++this.#values > maxValues) throw this.#error(`more than ${maxValues} values are not read`)
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(this.#deeper(depth))
      case '[':
        return this.#array(this.#deeper(depth))
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #deeper(depth: number): number {
    if (depth >= this.#limits.maxDepth) {
      throw new CeremonyError('json/depth', { what: this.#limits.what, maxDepth: this.#limits.maxDepth })
    }
    return depth + 1
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = {}
    this.#at++
    this.#space()
    if (this.#take('}')) return object
    for (;;) {
      this.#space()
      if (this.#text.charCodeAt(this.#at) !== QUOTE) throw this.#error('a name in quotes was expected')
      const name = this.#string()
      if (name === '__proto__') throw this.#error('the name __proto__ is not allowed')
      if (Object.hasOwn(object, name)) throw this.#error(`the name ${JSON.stringify(name)} stands twice in one object`)
      this.#space()
      if (!this.#take(':')) throw this.#error('a colon was expected')
      object[name] = this.#value(depth)
      this.#space()
      if (this.#take('}')) return object
      if (!this.#take(',')) throw this.#error('a comma or } was expected')
    }
  }

  #array(depth: number): readonly JsonValue[] {
    const array: JsonValue[] = []
    this.#at++
    this.#space()
    if (this.#take(']')) return array
    for (;;) {
      array.push(this.#value(depth))
      this.#space()
      if (this.#take(']')) return array
      if (!this.#take(',')) throw this.#error('a comma or ] was expected')
    }
  }

  #string(): string {
    const text = this.#text
    const start = this.#at++
    let escaped = false
    for (;;) {
      const code = text.charCodeAt(this.#at)
      if (code === QUOTE) break
      if (code === BACKSLASH) {
        escaped = true
        this.#escape()
      } else if (!(code >= 0x20)) {
        throw this.#error(this.#at >= text.length ? 'the text ends inside a string' : 'a control character in a string')
      } else {
        this.#at++
      }
    }
    this.#at++
    // Put together by the engine: escape by escape, a string of 60 MB would take 1 GB.
    const result = escaped
      ? (JSON.parse(text.slice(start, this.#at)) as string) // quotes around text whose every escape was looked at
      : text.slice(start + 1, this.#at - 1)
    if (!result.isWellFormed()) throw this.#error('half of a surrogate pair in a string')
    return result
  }

  #escape(): void {
    const letter = this.#text[this.#at + 1] ?? ''
    if (letter === 'u') {
      hex4.lastIndex = this.#at + 2
      if (!hex4.test(this.#text)) throw this.#error('\\u needs four hex digits')
      this.#at += 6
      return
    }
    if (!escapes.has(letter)) throw this.#error('an unknown escape in a string')
    this.#at += 2
  }

  #number(): number {
    number.lastIndex = this.#at
    const digits = number.exec(this.#text)?.[0]
    if (digits === undefined)
      throw this.#error(this.#at >= this.#text.length ? 'the text ends too early' : 'no JSON value starts here')
    const after = this.#text[this.#at + digits.length]
    if (after === '.' || after === 'e' || after === 'E') throw this.#error('a number that is not a plain integer')
    const value = Number(digits)
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw this.#error(`${digits} cannot be held exactly`)
    this.#at += digits.length
    return value
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#error('no JSON value starts here')
    this.#at += word.length
    return value
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #error(reason: string): CeremonyError {
    let line = 1
    let lineStart = 0
    for (let at = this.#text.indexOf('\n'); at !== -1 && at < this.#at; at = this.#text.indexOf('\n', at + 1)) {
      line++
      lineStart = at + 1
    }
    const column = this.#at - lineStart + 1
    return new CeremonyError('json/syntax', { what: this.#limits.what, line, column, reason })
  }
}
