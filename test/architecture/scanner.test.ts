import { describe, expect, it } from 'vitest'
import { importsOf } from './imports.ts'
import { mask } from './mask.ts'

const names = (source: string) => importsOf(source).map((found) => found.specifier)
const values = (source: string) =>
  importsOf(source)
    .filter((found) => !found.typeOnly)
    .map((found) => found.specifier)

describe('the import scanner', () => {
  it.each([
    ["import net from 'node:net'", ['node:net']],
    ['import * as net from "node:net"', ['node:net']],
    ["import {\n  a,\n  b as c,\n} from './x.ts'", ['./x.ts']],
    ["import 'node:http'", ['node:http']],
    ["import'node:http'", ['node:http']],
    ["export { a } from './x.ts'", ['./x.ts']],
    ["export * from './x.ts'", ['./x.ts']],
    ["const n = await import('node:dns')", ['node:dns']],
    ["const n = require('net')", ['net']],
    ["const n = createRequire(import.meta.url)('net')", ['net']],
    ["type N = import('node:net').Socket", ['node:net']],
    ["import defer * as n from 'node:net'", ['node:net']],
    ["const a = 1;import n from 'node:net'", ['node:net']],
    ['const t = `${await import("node:tls")}`', ['node:tls']],
    ['const t = `a ${`b ${require("net")} c`} d`; import("node:tls")', ['net', 'node:tls']],
    ["const q = /['\"`]/; import('node:net')", ['node:net']],
    ["const half = a / b; const other = '/'; import('node:net')", ['node:net']],
  ])('finds what %j takes in', (source, expected) => {
    expect(names(source)).toEqual(expected)
  })

  it.each(['await import(name)', 'await import(`node:${name}`)', "require('n' + 'et')", 'import(/* net */ name)'])(
    'reports the computed name in %j as unknown',
    (source) => {
      expect(names(source)).toEqual([undefined])
    },
  )

  it.each([
    "// import net from 'node:net'",
    "/* import net from 'node:net' */",
    'const s = "import net from \'node:net\'"',
    "const s = `import net from 'node:net'`",
    "const r = /import net from 'node:net'/",
    'const t = `a, ${from}.`',
    "object.import('x')",
    'import.meta.url',
  ])('is not misled by %j', (source) => {
    expect(names(source)).toEqual([])
  })

  it.each([
    "import type { A } from './a.ts'",
    "import type A from './a.ts'",
    "import type * as A from './a.ts'",
    "import { type A, type B } from './a.ts'",
    "export type { A } from './a.ts'",
  ])('knows that %j is erased', (source) => {
    expect(names(source)).toEqual(['./a.ts'])
    expect(values(source)).toEqual([])
  })

  it.each([
    "import { type A, b } from './a.ts'",
    "import type from './a.ts'",
    "import a, { type B } from './a.ts'",
    "export type { A }\nimport a from './a.ts'",
  ])('knows that %j is not erased', (source) => {
    expect(values(source)).toEqual(['./a.ts'])
  })
})

describe('the masker', () => {
  it('keeps length and lines, so that offsets and line numbers stay true', () => {
    const source = "const a = 'x\\'y' // c\n/* d\n */ const r = /[/']/g\nconst t = `p${a ? `{` : '}'}q`\n"
    const { code, comments } = mask(source)
    expect(code).toHaveLength(source.length)
    expect(comments).toHaveLength(source.length)
    expect(code.split('\n').map((line) => line.trimEnd())).toEqual([
      "const a = '    '",
      '',
      '    const r =',
      "const t = `  (a ? ` ` : ' ') `",
      '',
    ])
    expect(comments.replace(/\s+/g, ' ').trim()).toBe('// c /* d */')
  })

  it('hands out what stands in strings, part by part', () => {
    expect(mask("f('a', `b${c}d`)").strings.map((string) => string.text)).toEqual(['a', 'b', 'd'])
  })

  it('recovers at the end of the line from an apostrophe that opens no string', () => {
    expect(names("<p>don't</p>\nimport('node:net')")).toEqual(['node:net'])
  })
})
