import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { algorithms } from '../../core/formats/algorithms.ts'
import { roles } from '../../core/formats/plan.ts'
import { defaultScriptRoles, planRules } from '../../core/plan/rules.ts'
import { waivableRules } from '../../core/plan/waivable.ts'

const page = readFileSync(new URL('../../docs/formats/plan.md', import.meta.url), 'utf8')

test('docs/formats/plan.md names every rule, every rule that may be set aside, every role and algorithm', () => {
  const ids = [...planRules, ...waivableRules].map(({ id }) => id)
  const missing = [
    ...ids,
    'PLAN-TEXT',
    'PLAN-SHAPE',
    'YAML-STRICT',
    'YAML-TEXT',
    'YAML-SYNTAX',
    ...roles,
    ...algorithms,
  ]
  expect(missing.filter((id) => !page.includes(id))).toEqual([])
})

test('docs/formats/plan.md section 5 has every pair that is kept apart by default, and no other', () => {
  const section = page.slice(page.indexOf('## 5.'), page.indexOf('## 6.'))
  const documented = [...section.matchAll(/^\| (\w+), (\w+)(?: or (\w+))? \|/gm)].flatMap(([, one, two, three]) =>
    [two, three].filter((other) => other !== undefined).map((other) => [one, other].sort().join(' ')),
  )
  const coded = defaultScriptRoles.apart.map((pair) => [...pair].sort().join(' '))
  expect(documented.sort()).toEqual(coded.sort())
})
