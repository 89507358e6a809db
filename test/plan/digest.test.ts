import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encodePlan, parsePlan, parsePlanJson, planDigest } from '../../core/formats/plan.ts'
import { bytesOf, codeOf, edited, examplePlan, exampleYaml, problemsOf } from './example.ts'

const json = () => new TextDecoder().decode(encodePlan(examplePlan()))

describe('refuses a plan.json that is not byte for byte what encodePlan writes', () => {
  test.each([
    ['a blank', (text: string) => text.replace(':', ': ')],
    ['a line feed at the end', (text: string) => `${text}\n`],
    [
      'another order of fields',
      (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
    ],
    ['an escape for a plain letter', (text: string) => text.replace('Acme', '\\u0041cme')],
  ])('%s', (_, change) => {
    const changed = change(json())
    expect(changed).not.toBe(json())
    expect(codeOf(() => parsePlanJson(bytesOf(changed), 'x'))).toBe('plan/not-canonical')
  })

  test('a duplicate name, and a field more', () => {
    expect(codeOf(() => parsePlanJson(bytesOf(json().replace('{', '{"name":"x",')), 'x'))).toBe('json/syntax')
    const found = problemsOf(() => parsePlanJson(bytesOf(json().replace('{"approvals"', '{"a":1,"approvals"')), 'x'))
    expect(found).toMatchObject([{ rule: 'PLAN-SHAPE', path: 'a', line: 1, column: 1 }])
  })

  test('a rule broken in the JSON', () => {
    const found = problemsOf(() => parsePlanJson(bytesOf(json().replace('"holder":"emi"', '"holder":"greta"')), 'x'))
    expect(found.map(({ rule }) => rule)).toEqual(['PLAN-PIN-SEPARATION'])
  })
})

describe('the digest that people approve', () => {
  test('is SHA-256 of the canonical JSON and reads back to the same plan', () => {
    const plan = examplePlan()
    expect(planDigest(plan)).toBe(createHash('sha256').update(encodePlan(plan)).digest('hex'))
    expect(parsePlanJson(encodePlan(plan), 'plan.json')).toEqual(plan)
  })

  test('does not change with comments, quotes, order or line ends', () => {
    const digest = planDigest(examplePlan())
    const same = [
      `# reviewed\n${exampleYaml}\n# end\n`,
      edited(['name: acme-root-2027\nversion: 3', 'version: 3\n"name": \'acme-root-2027\'']),
      edited(['{ id: geneva, name: "Vault in Geneva" }', '\n      name: Vault in Geneva\n      id: geneva']),
      exampleYaml.replaceAll('\n', '\r\n'),
    ]
    for (const text of same) expect(planDigest(parsePlan(bytesOf(text), 'x'))).toBe(digest)
  })

  test('changes with every value', () => {
    const digests = [
      exampleYaml,
      edited(['version: 3', 'version: 4']),
      edited(['bag: AC0045', 'bag: AC0046']),
      edited(['bag: AC0045,', '']),
      edited(['[root-a, root-b, root-c]', '[root-b, root-a, root-c]']),
      edited(['one printed copy a person', 'two printed copies a person']),
    ].map((text) => planDigest(parsePlan(bytesOf(text), 'x')))
    expect(new Set(digests).size).toBe(digests.length)
  })
})
