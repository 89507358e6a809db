// Reads TypeScript just well enough to tell code from comments, strings and regular expressions. No dependency.

export type Masked = {
  /** The code, same length and lines; comments, and what stands inside strings and regular expressions, are blanks. */
  readonly code: string
  /** Comments only; all else is blanks. */
  readonly comments: string
  /** String and template contents with the offset of their opening quote. Template parts are split at `${`. */
  readonly strings: readonly { readonly at: number; readonly text: string }[]
}

const opensRegExp = /(?:^|[=(,:[!&|?{};+\-*%<>~^\n]|\b(?:return|typeof|case|in|of|void|throw|new|else|do|delete))\s*$/

/**
 * Split a source into code and the rest.
 *
 * Does not know JSX text: an apostrophe in it hides the rest of its line, which the next line recovers from.
 */
export function mask(source: string): Masked {
  const code = [...blank(source)]
  const comments = [...blank(source)]
  const strings: { at: number; text: string }[] = []
  /** Depth of braces inside each open `${`. */
  const templates: number[] = []
  let at = 0

  const keep = (into: string[], from: number, to: number): void => {
    for (let i = from; i < to; i++) into[i] = source[i] ?? ''
  }
  const string = (open: number, end: number): void => {
    strings.push({ at: open, text: source.slice(open + 1, end) })
    // A template's `${` and `}` become round brackets: an expression stays an expression, and blocks stay balanced.
    if (source[open] === '}') code[open] = ')'
    else keep(code, open, open + 1)
    if (source[end] === '$') code[end + 1] = '('
    else keep(code, end, end + 1)
    at = end + 1
  }
  const templatePart = (open: number): void => {
    let end = open + 1
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1
    string(open, end)
    if (source.startsWith('${', end)) {
      templates.push(0)
      at = end + 2
    }
  }

  while (at < source.length) {
    const character = source[at] ?? ''
    if (source.startsWith('//', at)) {
      const end = endOf(source, '\n', at)
      keep(comments, at, end)
      at = end
    } else if (source.startsWith('/*', at)) {
      const end = Math.min(source.length, endOf(source, '*/', at + 2) + 2)
      keep(comments, at, end)
      at = end
    } else if (character === "'" || character === '"') {
      let end = at + 1
      while (end < source.length && source[end] !== character && source[end] !== '\n')
        end += source[end] === '\\' ? 2 : 1
      string(at, end)
    } else if (character === '`') {
      templatePart(at)
    } else if (character === '}' && templates.at(-1) === 0) {
      templates.pop()
      templatePart(at)
    } else if (character === '/' && opensRegExp.test(code.slice(Math.max(0, at - 40), at).join(''))) {
      at = endOfRegExp(source, at)
    } else {
      const depth = templates.at(-1)
      if (depth !== undefined && character === '{') templates[templates.length - 1] = depth + 1
      if (depth !== undefined && character === '}') templates[templates.length - 1] = depth - 1
      keep(code, at, at + 1)
      at++
    }
  }
  return { code: code.join(''), comments: comments.join(''), strings }
}

/** Line number, from 1, of an offset. */
export function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}

const blank = (source: string): string => source.replace(/[^\n]/g, ' ')

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from)
  return end === -1 ? source.length : end
}

function endOfRegExp(source: string, open: number): number {
  let inClass = false
  for (let at = open + 1; at < source.length; at++) {
    const character = source[at]
    if (character === '\\') at++
    else if (character === '\n') return at
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) {
      while (/[a-z]/.test(source[at + 1] ?? '')) at++
      return at + 1
    }
  }
  return source.length
}
