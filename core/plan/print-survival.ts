// The survival table as plain text for the paper and the terminal: every answer a word, every bad one marked.

import { hanging, padTo, wrap } from './layout.ts'
import type { Fewest, SubjectKind, SurvivalGroup, SurvivalRow, SurvivalTable, Verdict } from './survival.ts'

const nameColumns = 24
/** Wide enough for `YES !` and for the name of the role. */
const roleColumns = { root: 5, targets: 7, snapshot: 8, timestamp: 9 } as const
const between = '  '
const half = Object.values(roleColumns).reduce((sum, columns) => sum + columns + between.length, -between.length)

export const survivalSections: readonly {
  readonly kind: SubjectKind
  readonly title: string
  readonly lost: string
  readonly turned: string
}[] = [
  { kind: 'person', title: 'PERSON', lost: 'If absent,', turned: 'If turned or coerced,' },
  { kind: 'token', title: 'TOKEN', lost: 'If lost,', turned: 'If stolen, PIN known,' },
  { kind: 'site', title: 'SITE', lost: 'If lost with all in it,', turned: 'If burgled, PINs known,' },
  { kind: 'outsider', title: 'OUTSIDE HOLDER', lost: 'If gone,', turned: 'If turned or broken into,' },
]

/**
 * Print the table, at most 100 columns. In the left half NO hurts, in the right half YES hurts; both are marked with
 * `!`, so nobody has to remember which way round a column goes.
 */
export function printSurvival(table: SurvivalTable): string[] {
  return [
    'SURVIVAL: WHAT IF ONE IS LOST, OR TURNS AGAINST US',
    'Each line is that one thing alone. "!" marks every answer that hurts.',
    'Who can sign a new root names new keys for every other role: so mends it, or so forges it.',
    ...table.groups.flatMap((group, index) => ['', ...printGroup(table, group, index)]),
    '',
    'CARDS',
    ...table.cards.flatMap((text) => hanging('  ', text)),
    ...notesOf(table.rows),
  ]
}

function printGroup(table: SurvivalTable, group: SurvivalGroup, index: number): readonly string[] {
  return [
    ...hanging(group.repositories.length === 1 ? 'Repository ' : 'Repositories ', group.repositories.join(', ')),
    ...survivalSections.flatMap((section) => {
      const rows = table.rows.filter(({ kind }) => kind === section.kind)
      return rows.length === 0 ? [] : ['', ...heads(section), ...rows.flatMap((row) => rowLines(row, index))]
    }),
    '',
    'FEWEST TOKENS OR OUTSIDE HOLDERS',
    ...group.roles.flatMap(({ role, keys, threshold, stops, forges }) => [
      ...hanging(`  ${padTo(role, 10)} `, `${threshold} of ${keys.length} keys sign.`),
      ...hanging(`  ${padTo('', 10)} `, `Losing ${fewestWords(stops)} stops us.`),
      ...hanging(`  ${padTo('', 10)} `, `Stealing ${fewestWords(forges)} forges.`),
    ]),
  ]
}

export const fewestWords = (fewest: Fewest): string =>
  fewest === undefined ? 'no number of them' : `${fewest.count} (for example ${fewest.example.join(', ')})`

function heads(section: (typeof survivalSections)[number]): readonly string[] {
  const roles = Object.entries(roleColumns)
    .map(([role, columns]) => padTo(role, columns))
    .join(between)
  return [
    `${padTo(section.title, nameColumns)} | ${padTo(section.lost, half)} | ${section.turned}`,
    `${padTo('', nameColumns)} | ${padTo('CAN WE STILL SIGN?', half)} | CAN SOMEONE FORGE?`,
    `${padTo('', nameColumns)} | ${roles} | ${roles}`.trimEnd(),
    '-'.repeat(nameColumns + 2 * (half + 3)),
  ]
}

function rowLines(row: SurvivalRow, group: number): readonly string[] {
  const verdicts = row.verdicts[group] ?? []
  const cells = (answer: (verdict: Verdict) => string) =>
    verdicts.map((verdict) => padTo(answer(verdict), roleColumns[verdict.role])).join(between)
  const sign = cells((verdict) => (verdict.sign ? 'YES' : 'NO !'))
  const forge = cells((verdict) => (verdict.forge ? 'YES !' : 'NO'))
  const name = row.kind === 'outsider' ? row.name : `${row.name} (${row.id})`
  return wrap(name, nameColumns).map((line, at) =>
    at === 0 ? `${padTo(line, nameColumns)} | ${sign} | ${forge}`.trimEnd() : `  ${line}`,
  )
}

function notesOf(rows: readonly SurvivalRow[]): readonly string[] {
  const notes = rows.flatMap((row) => row.notes)
  return notes.length === 0 ? [] : ['', 'NOTES', ...notes.flatMap((note) => hanging('  ', note))]
}
