import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeSample } from '../verify/sample.ts'
import { mask } from './mask.ts'
import { allFiles, read } from './tree.ts'

/**
 * A rule id: words of two or more capital letters joined by hyphens, `TRX-CHAIN`, `BAG-READ-BACK`. Whatever in core/ or
 * electron/ has this form is a rule, unless it stands in `otherNames`.
 */
const idForm = /(?<![\w-])[A-Z]{2,}(?:-[A-Z]{2,})+(?![\w-])/g

/** Names of algorithms, forms of dates and marks of key files that look alike. */
const otherNames = new Set([
  ...['RSA-PSS', 'ML-DSA', 'SLH-DSA', 'YYYY-MM-DD', 'YYYY-MM-DDTHH', 'SECRET-KEY', 'AGE-SECRET-KEY', 'AGE-PLUGIN'],
])

const page = 'docs/assurance.md'

type Row = { readonly id: string; readonly code: string; readonly tests: readonly string[]; readonly line: number }
type Files = ReadonlyMap<string, string>

/** `| ID | code | tests |`, with paths in backquotes, tests with commas between; for the tests there may stand "none yet". */
const rowForm = /^\| ([A-Z]{2,}(?:-[A-Z]{2,})+) \| `([^`]+)` \| (`[^`]+`(?:, `[^`]+`)*|none yet) \|$/

function rowsOf(text: string): readonly Row[] {
  return text.split('\n').flatMap((line, index) => {
    const [, id = '', code = '', shown = ''] = rowForm.exec(line) ?? []
    const tests = [...shown.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    return id === '' ? [] : [{ id, code, tests, line: index + 1 }]
  })
}

const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(idForm)].map(([id]) => id).filter((id) => !otherNames.has(id))

const holds = (text: string | undefined, id: string): boolean => text !== undefined && idsIn(text).includes(id)

/** Everything in which the page and the code differ, a line each; none when they are in step. */
function differences(text: string, code: Files, tests: Files): readonly string[] {
  const rows = rowsOf(text)
  const known = new Set(rows.map(({ id }) => id))
  const rules = new Map([...code].flatMap(([path, source]) => idsIn(source).map((id) => [id, path] as const)))
  const tested = (id: string): string | undefined => [...tests].find(([, source]) => holds(source, id))?.[0]
  return [
    ...[...rules].filter(([id]) => !known.has(id)).map(([id, path]) => `${id} (${path}) has no row in ${page}`),
    ...idsIn(text)
      .filter((id, at, all) => !known.has(id) && all.indexOf(id) === at)
      .map((id) => `${page} names ${id}, which has no row`),
    ...rows.flatMap(({ id, code: path, tests: named, line }, index) => {
      const found: string[] = []
      if (rows.findIndex((row) => row.id === id) < index) found.push(`line ${line}: ${id} has a second row`)
      if (!holds(code.get(path), id)) found.push(`line ${line}: ${id} does not stand in ${path}`)
      for (const test of named)
        if (!holds(tests.get(test), id)) found.push(`line ${line}: ${id} is not named by a test in ${test}`)
      const other = named.length === 0 ? tested(id) : undefined
      if (other !== undefined) found.push(`line ${line}: ${id} has a test now; name ${other}`)
      return found
    }),
  ]
}

const files = (folder: RegExp): Files =>
  new Map(allFiles.filter((path) => folder.test(path)).map((path) => [path, read(path)]))

const code = files(/^(?:core|electron)\/.*\.ts$/)
/** What tests say and ask for, without their comments. The samples in this file are no tests of rules. */
const tests: Files = new Map(
  [...files(/^test\/(?!architecture\/assurance\.test\.ts$).*\.ts$/)].map(([path, source]) => [
    path,
    mask(source)
      .strings.map(({ text }) => text)
      .join('\n'),
  ]),
)

const sample = new Map([
  ['core/a.ts', '// AREA-RULE: says no. RSA-PSS is no rule, nor is CVE-2021-41131 or sha-ONE-TWO.'],
])
const sampleTests = new Map([['test/a.test.ts', "it('AREA-RULE refuses a bad thing')"]])
const goodRow = '| AREA-RULE | `core/a.ts` | `test/a.test.ts` |'

it('finds nothing to say about a page that is in step', () => {
  expect(differences(goodRow, sample, sampleTests)).toEqual([])
})

it.each([
  ['a rule without a row', '', sampleTests, 'AREA-RULE (core/a.ts) has no row in docs/assurance.md'],
  ['a name without a row', `${goodRow}\nAREA-GONE is kept.`, sampleTests, `${page} names AREA-GONE, which has no row`],
  [
    'a row for a rule that is gone',
    `${goodRow}\n| AREA-GONE | \`core/a.ts\` | none yet |`,
    sampleTests,
    'line 2: AREA-GONE does not stand in core/a.ts',
  ],
  ['a second row', `${goodRow}\n${goodRow}`, sampleTests, 'line 2: AREA-RULE has a second row'],
  [
    'a test that does not name the rule',
    goodRow,
    new Map([['test/a.test.ts', '']]),
    'line 1: AREA-RULE is not named by a test in test/a.test.ts',
  ],
  [
    'a second test that does not name the rule',
    '| AREA-RULE | `core/a.ts` | `test/a.test.ts`, `test/b.test.ts` |',
    sampleTests,
    'line 1: AREA-RULE is not named by a test in test/b.test.ts',
  ],
  [
    'a longer rule in the test',
    goodRow,
    new Map([['test/a.test.ts', 'AREA-RULE-TWO']]),
    'line 1: AREA-RULE is not named by a test in test/a.test.ts',
  ],
  [
    'a test that the page does not know',
    '| AREA-RULE | `core/a.ts` | none yet |',
    sampleTests,
    'line 1: AREA-RULE has a test now; name test/a.test.ts',
  ],
])('notices %s', (_what, text, found, says) => {
  expect(differences(text, sample, found)).toEqual([says])
})

it('every rule in core/ and electron/ stands in docs/assurance.md, with the code that keeps it and the test that shows it', () => {
  expect(rowsOf(read(page)).length).toBeGreaterThan(50)
  expect(differences(read(page), code, tests)).toEqual([])
})

// A rule that people are told of, on a screen or in a record, is one that an auditor can look up.
it('every rule that an error names, and every rule in the record of a whole day, stands in docs/assurance.md', async () => {
  const known = new Set(rowsOf(read(page)).map(({ id }) => id))
  const said = [...files(/^core\/errors\/.*\.ts$/).values()].flatMap(idsIn)
  const { files: bag } = await makeSample()
  const record = Buffer.from(bag.get('transcript.jsonl') ?? []).toString('utf8')
  const recorded = [...new Set(idsIn(record.replaceAll('REHEARSAL', '')))]
  expect(recorded.length).toBeGreaterThan(15)
  expect([...said, ...recorded].filter((id) => !known.has(id))).toEqual([])
})

it('the digests of the worked example in docs/formats/transcript.md are those of its lines', () => {
  const text = read('docs/formats/transcript.md')
  const lines = text.match(/^\{"event":.*\}$/gm) ?? []
  const digests = lines.map((line) =>
    createHash('sha256').update(`anchorite/transcript-entry/v1\0${line}`).digest('hex'),
  )
  expect(lines.length).toBe(2)
  expect(text.match(/^ {4}([0-9a-f]{64}) {2}-$/gm)).toEqual(digests.map((digest) => `    ${digest}  -`))
  expect(lines[1]).toContain(`"previous":"${digests[0]}"`)
})
