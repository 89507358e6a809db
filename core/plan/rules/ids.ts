// PLAN-UNIQUE-ID, PLAN-SERIAL-UNIQUE: one name means one thing.

import type { Plan } from '../../formats/plan.ts'
import { quoted } from '../../formats/yaml-text.ts'
import { type Finding, type PlanRule, planRule } from '../rule.ts'

type Named = { readonly value: string; readonly path: string }

/** Every value that stands for a second time; upper and lower case and blanks at the ends make no difference. */
function repeats(named: readonly Named[], thing: string, fix: string): readonly Finding[] {
  const first = new Map<string, string>()
  const findings: Finding[] = []
  for (const { value, path } of named) {
    const folded = value.trim().toLowerCase()
    const before = first.get(folded)
    if (before === undefined) first.set(folded, path)
    else findings.push({ path, problem: `${thing} ${quoted(value)} stands already at ${before}`, fix })
  }
  return findings
}

const all = <T>(section: string, items: readonly T[], field: string, value: (item: T) => string): readonly Named[] =>
  items.map((item, index) => ({ value: value(item), path: `${section}[${index}].${field}` }))

/**
 * PLAN-UNIQUE-ID: no two people, tokens, keys, sites or repositories share an id or name, and no person is listed
 * twice (two ids for one person would get round every rule that keeps people apart). Not caught: one person under
 * two names; the identity check of the day is for that. One rule a section: a broken one silences only its own.
 */
export const uniqueIdRules: readonly PlanRule[] = [
  planRule('PLAN-UNIQUE-ID', ['sites'], ({ sites }) =>
    repeats(
      all('sites', sites, 'id', ({ id }) => id),
      'the site',
      'Give each site its own id.',
    ),
  ),
  planRule('PLAN-UNIQUE-ID', ['people'], ({ people }) => [
    ...repeats(
      all('people', people, 'id', ({ id }) => id),
      'the person',
      'Give each person their own id.',
    ),
    ...repeats(
      all('people', people, 'name', ({ name }) => name),
      'the name',
      'List each person once; tell two people of one name apart in the name.',
    ),
  ]),
  planRule('PLAN-UNIQUE-ID', ['tokens'], ({ tokens }) =>
    repeats(
      all('tokens', tokens, 'id', ({ id }) => id),
      'the token',
      'Give each token its own id.',
    ),
  ),
  planRule('PLAN-UNIQUE-ID', ['keys'], ({ keys }) =>
    repeats(
      all('keys', keys, 'id', ({ id }) => id),
      'the key',
      'Give each key its own id.',
    ),
  ),
  // The ids of steps say `a.b` for the repository `a/b`.
  planRule('PLAN-UNIQUE-ID', ['repositories'], ({ repositories }) =>
    repeats(
      all('repositories', repositories, 'name', ({ name }) => name.replaceAll('/', '.')),
      'the repository',
      'List each repository once; a dot and a slash do not tell two apart.',
    ),
  ),
]

/**
 * PLAN-SERIAL-UNIQUE: a token is named by its serial and module and known by its label, so neither stands twice. Two makers
 * may count alike, so one serial in two modules is two tokens; since it may also be one token that two libraries reach,
 * the plan is told so. Not caught: that they are two; each is read out on the day.
 */
export const serialRule = planRule('PLAN-SERIAL-UNIQUE', ['tokens'], ({ tokens }) => [
  ...repeats(
    all('tokens', tokens, 'serial', (token) => `${token.module} ${token.serial}`),
    'the module and serial',
    'Read the serial from the token again.',
  ),
  ...serialsInTwoModules(tokens),
  ...repeats(
    all('tokens', tokens, 'label', (token) => token.label),
    'the label',
    'Give each token its own label.',
  ),
])

function serialsInTwoModules(tokens: Plan['tokens']): readonly Finding[] {
  const fix = 'See that they are two tokens, and not one that two libraries reach: it would count twice.'
  return tokens.flatMap(({ serial, module }, index) => {
    const like = (other: Plan['tokens'][number]) =>
      other.serial.toLowerCase() === serial.toLowerCase() && other.module !== module
    const before = tokens.slice(0, index).find(like)
    if (before === undefined) return []
    const problem = `the serial ${quoted(serial)} stands also at ${before.id}, in the module ${before.module}`
    return [{ warning: true, path: `tokens[${index}].serial`, problem, fix }]
  })
}
