// PLAN-UNIQUE-ID, PLAN-SERIAL-UNIQUE: one name means one thing.

import { quoted } from '../../formats/yaml-text.ts'
import { type Finding, planRule } from '../rule.ts'

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
 * two names; the identity check of the day is for that.
 */
export const uniqueIdRule = planRule(
  'PLAN-UNIQUE-ID',
  ['sites', 'people', 'tokens', 'keys', 'repositories'],
  ({ sites, people, tokens, keys, repositories }) => [
    ...repeats(
      all('sites', sites, 'id', (site) => site.id),
      'the site',
      'Give each site its own id.',
    ),
    ...repeats(
      all('people', people, 'id', (person) => person.id),
      'the person',
      'Give each person their own id.',
    ),
    ...repeats(
      all('people', people, 'name', (person) => person.name),
      'the name',
      'List each person once; tell two people of one name apart in the name.',
    ),
    ...repeats(
      all('tokens', tokens, 'id', (token) => token.id),
      'the token',
      'Give each token its own id.',
    ),
    ...repeats(
      all('keys', keys, 'id', (key) => key.id),
      'the key',
      'Give each key its own id.',
    ),
    ...repeats(
      all('repositories', repositories, 'name', (repository) => repository.name),
      'the repository',
      'List each repository once.',
    ),
  ],
)

/** PLAN-SERIAL-UNIQUE: a token is named by its serial and known by its label, so neither stands twice. */
export const serialRule = planRule('PLAN-SERIAL-UNIQUE', ['tokens'], ({ tokens }) => [
  ...repeats(
    all('tokens', tokens, 'serial', (token) => token.serial),
    'the serial',
    'Read the serial from the token again.',
  ),
  ...repeats(
    all('tokens', tokens, 'label', (token) => token.label),
    'the label',
    'Give each token its own label.',
  ),
])
