// The forms in which a secret may have been written down, and how often they stand in some bytes.

/** Shorter ones stand in any long random text by chance. */
const leastBytes = 5

/** One secret, ready to be looked for. `name` is what a failure says; the value itself is never printed. */
export type Wanted = { readonly name: string; readonly forms: ReadonlyMap<string, Buffer> }

export type Found = { readonly name: string; readonly form: string; readonly count: number }

/** Name of a form, and how text becomes it. Tested one by one with planted secrets. */
const codings: Readonly<Record<string, (text: string) => readonly Buffer[]>> = {
  'UTF-8': (text) => [Buffer.from(text)],
  'Latin-1': (text) => [ascii(text)],
  'UTF-16, little end first': (text) => [Buffer.from(text, 'utf16le')],
  'UTF-16, big end first': (text) => [Buffer.from(text, 'utf16le').swap16()],
  hex: (text) => [ascii(hex(text)), ascii(hex(text).toUpperCase())],
  'hex with spaces': (text) => [ascii(pairs(text).join(' ')), ascii(pairs(text).join(' ').toUpperCase())],
  'numbers of its bytes': (text) => [', ', ','].map((between) => ascii([...Buffer.from(text)].join(between))),
  Base64: (text) => inside(Buffer.from(text)).flatMap(bothAlphabets),
  'Base64 of UTF-16': (text) => inside(Buffer.from(text, 'utf16le')).flatMap(bothAlphabets),
  'URL-encoded': (text) => [
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(encodeURIComponent(text).replaceAll('%20', '+')),
    ascii(percent(text)),
    ascii(percent(text).toLowerCase()),
  ],
  'JSON-escaped': (text) => [Buffer.from(quoted(text)), Buffer.from(quoted(quoted(text))), ascii(unicode(text))],
  'XML-escaped': (text) => [Buffer.from(xml(text))],
}

export const formNames: readonly string[] = Object.keys(codings)

/** @param text - the secret; its forms that are too short to mean anything are left out, the plain one never. */
export function wanted(name: string, text: string): Wanted {
  const forms = new Map<string, Buffer>()
  for (const [form, code] of Object.entries(codings))
    for (const bytes of code(text))
      if (form === 'UTF-8' || bytes.length >= leastBytes) forms.set(keyOf(form, forms), bytes)
  return { name, forms: distinct(forms) }
}

/** @param secret - bytes that are no text: a key, a share. */
export function wantedBytes(name: string, secret: Uint8Array): Wanted {
  const raw = Buffer.from(secret)
  const written: Readonly<Record<string, readonly Buffer[]>> = {
    bytes: [raw],
    'hex of bytes': [ascii(raw.toString('hex')), ascii(raw.toString('hex').toUpperCase())],
    'numbers of its bytes': [', ', ','].map((between) => ascii([...raw].join(between))),
    Base64: inside(raw).flatMap(bothAlphabets),
  }
  const forms = new Map<string, Buffer>()
  for (const [form, all] of Object.entries(written)) for (const bytes of all) forms.set(keyOf(form, forms), bytes)
  return { name, forms: distinct(forms) }
}

/** How often each form of each secret stands in `bytes`, where it does. */
export function findIn(bytes: Buffer, secrets: readonly Wanted[]): readonly Found[] {
  return secrets.flatMap(({ name, forms }) =>
    [...forms].flatMap(([key, form]) => {
      const count = countOf(bytes, form)
      return count === 0 ? [] : [{ name, form: key.replace(/ \(\d+\)$/, ''), count }]
    }),
  )
}

/** Not overlapping. */
export function countOf(bytes: Buffer, form: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) count++
  return count
}

const keyOf = (form: string, forms: ReadonlyMap<string, Buffer>): string => `${form} (${forms.size})`

/** Many forms of plain text are the plain text. */
function distinct(forms: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const seen = new Set<string>()
  return new Map([...forms].filter(([, bytes]) => !seen.has(bytes.toString('hex')) && seen.add(bytes.toString('hex'))))
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
const hex = (text: string): string => Buffer.from(text).toString('hex')
const pairs = (text: string): readonly string[] => hex(text).match(/../g) ?? []
const percent = (text: string): string =>
  pairs(text)
    .map((pair) => `%${pair.toUpperCase()}`)
    .join('')
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1)
const unicode = (text: string): string =>
  [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Base64 inside something longer depends on where it begins, and its last letter on what follows. */
function inside(raw: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), raw])
      .toString('base64')
      .replace(/=+$/, '')
    const isWhole = (before + raw.length) % 3 === 0
    return all.slice(before === 0 ? 0 : before + 1, isWhole ? undefined : -1)
  })
}

const bothAlphabets = (text: string): readonly Buffer[] => [
  ascii(text),
  ascii(text.replaceAll('+', '-').replaceAll('/', '_')),
]
